/* SPDX-License-Identifier: BSD-3-Clause */
/* One lock a user: it keeps out, it lets others in, it ends with its holder. */
#include "shared/user_lock.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"

static int directory_open(void)
{
	int fd = open(FIXTURE_DIRECTORY, O_PATH | O_DIRECTORY | O_CLOEXEC);

	check(fd >= 0);
	return fd;
}

static void it_keeps_out_the_same_user_alone(void)
{
	int directory_fd = directory_open();
	int lock_fd = user_lock_try(directory_fd, 1000);
	int other_fd, again_fd;

	check(lock_fd >= 0);
	check_number(user_lock_try(directory_fd, 1000), -EAGAIN);
	other_fd = user_lock_try(directory_fd, 1001);
	check(other_fd >= 0);
	again_fd = user_lock_try(directory_fd, UINT32_MAX);
	check(again_fd >= 0);
	user_lock_release(&lock_fd);
	check_number(lock_fd, NO_FD);
	lock_fd = user_lock_try(directory_fd, 1000);
	check(lock_fd >= 0);
	check_number(user_lock_try(directory_fd, 1001), -EAGAIN);
}

_Noreturn static void hold(int directory_fd, int ready_fd)
{
	check(user_lock_try(directory_fd, 1000) >= 0);
	check_number(write(ready_fd, "", 1), 1);
	for (;;)
		(void)pause();
}

static void it_ends_with_its_holder(void)
{
	int directory_fd = directory_open();
	int64_t end_ms = boottime_ms() + FIXTURE_WAIT;
	int ready[2];
	char byte;
	pid_t child;

	check_number(pipe2(ready, O_CLOEXEC), 0);
	child = fork();
	if (child == 0)
		hold(directory_fd, ready[1]);
	check_number(read(ready[0], &byte, 1), 1);
	check_number(user_lock_try(directory_fd, 1000), -EAGAIN);
	check_number(kill(child, SIGKILL), 0);
	while (user_lock_try(directory_fd, 1000) == -EAGAIN && boottime_ms() < end_ms)
		(void)poll(NULL, 0, 1);
	check(boottime_ms() < end_ms);
}

/* init is cloned while the lock is held. */
static void a_copy_in_another_process_does_not_keep_it(void)
{
	int directory_fd = directory_open();
	int lock_fd = user_lock_try(directory_fd, 1000);
	pid_t child = fork();

	if (child == 0)
		for (;;)
			(void)pause();
	check_number(user_lock_try(directory_fd, 1000), -EAGAIN);
	user_lock_release(&lock_fd);
	check(user_lock_try(directory_fd, 1000) >= 0);
	check_number(kill(child, SIGKILL), 0);
}

/* Where somebody who looks at the file, or at /proc/locks, sees a lock. */
static off_t place_of_the_lock(int directory_fd)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = user_lock_open(directory_fd);

	check(fd >= 0);
	check_number(fcntl(fd, F_OFD_GETLK, &range), 0);
	check_number(range.l_type, F_WRLCK);
	check_number(range.l_len, 1);
	return range.l_start;
}

/* Three, because one may have its own number by chance. */
static void it_does_not_lie_where_the_uid_says(void)
{
	int directory_fd = directory_open();
	int own = 0;

	for (uid_t uid = 1000; uid < 1003; uid++) {
		int lock_fd = user_lock_try(directory_fd, uid);

		check(lock_fd >= 0);
		own += place_of_the_lock(directory_fd) == uid;
		user_lock_release(&lock_fd);
	}
	check(own < 3);
}

static void it_is_for_root_alone_and_follows_no_link(void)
{
	int directory_fd = directory_open();
	struct stat status;

	check(user_lock_try(directory_fd, 1000) >= 0);
	check_number(fstatat(directory_fd, "lock", &status, AT_SYMLINK_NOFOLLOW), 0);
	check_number(status.st_mode, S_IFREG | 0600);
	check_number(unlinkat(directory_fd, "lock", 0), 0);
	check_number(symlinkat("elsewhere", directory_fd, "lock"), 0);
	check_number(user_lock_try(directory_fd, 1000), -ELOOP);
	check(!is_there(directory_fd, "elsewhere"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(it_keeps_out_the_same_user_alone),
		fixture_test(it_ends_with_its_holder),
		fixture_test(a_copy_in_another_process_does_not_keep_it),
		fixture_test(it_does_not_lie_where_the_uid_says),
		fixture_test(it_is_for_root_alone_and_follows_no_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
