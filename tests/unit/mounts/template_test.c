/* SPDX-License-Identifier: BSD-3-Clause */
/* The template is made once and pinned, taken only if it is one, and what is copied is small. */
#include "mounts/template.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define STATE	 FIXTURE_DIRECTORY "/state"
#define TEMPLATE STATE "/template"
#define PIN	 TEMPLATE "/mnt"

static int state_make(void)
{
	int fd;

	directory_make(STATE, 0700);
	fd = open(STATE, O_PATH | O_DIRECTORY | O_CLOEXEC);
	check(fd >= 0);
	return fd;
}

static ino_t inode_of(int fd)
{
	struct stat status;

	check_number(fstat(fd, &status), 0);
	return status.st_ino;
}

static ino_t own_namespace(void)
{
	struct stat status;

	check_number(stat("/proc/self/ns/mnt", &status), 0);
	return status.st_ino;
}

/* The mount points in sight, each with a blank after it. */
static void mount_points_read(char *ret_found, size_t size)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[512], point[256];
	size_t used = 0;

	ret_found[0] = '\0';
	check(file != NULL);
	while (fgets(line, sizeof(line), file) != NULL) {
		check_number(sscanf(line, "%*s %*s %*s %*s %255s", point), 1);
		used += (size_t)snprintf(ret_found + used, size - used, "%s ", point);
		check(used < size);
	}
}

static void it_is_made_once(void)
{
	_cleanup_close_ int state_fd = state_make();
	_cleanup_close_ int first_fd = template_open(state_fd);
	_cleanup_close_ int second_fd = template_open(state_fd);
	_cleanup_close_ int pin_fd = open(PIN, O_RDONLY | O_CLOEXEC);
	ino_t own = own_namespace();

	check(first_fd >= 0 && second_fd >= 0);
	check_number(inode_of(first_fd), inode_of(second_fd));
	check_number(inode_of(first_fd), inode_of(pin_fd));
	check(inode_of(first_fd) != own);
	check_number(mount_type(AT_FDCWD, PIN), NSFS_MAGIC);
	check(is_there(AT_FDCWD, STATE));
}

static void many_mounts_make(void)
{
	char path[64];

	for (int i = 0; i < 50; i++) {
		(void)snprintf(path, sizeof(path), FIXTURE_DIRECTORY "/many%d", i);
		tmpfs_over(path);
	}
}

static void look_from_inside(struct fixture_jail *jail)
{
	char found[8192];

	check_number(template_enter(jail->sources.template_fd), 0);
	mount_points_read(found, sizeof(found));
	check(strcmp(found, "/ /proc ") == 0 || strcmp(found, "/proc / ") == 0);
	check(own_namespace() != inode_of(jail->sources.template_fd));
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY));
	check_errno(mkdir("/new", 0755), EROFS);
	check_number(mount("tmpfs", "/dev", "tmpfs", 0, NULL), 0);
}

/* Twice: what the first one mounts in its copy is not in the second one's. */
static void a_copy_of_it_is_small_and_private(void)
{
	_cleanup_close_ int state_fd = state_make();
	_cleanup_close_ int fd = template_open(state_fd);
	struct fixture_jail jail = { .sources = JAIL_SOURCES_NONE };
	char found[8192];

	many_mounts_make();
	jail.sources.template_fd = fd;
	check_in_child(look_from_inside, &jail);
	check_in_child(look_from_inside, &jail);
	mount_points_read(found, sizeof(found));
	check_text(found, FIXTURE_DIRECTORY "/many49 ");
	check(is_there(AT_FDCWD, "/dev/null"));
}

/* /run is shared on most machines, and such a pin can not propagate. */
static void it_is_pinned_below_a_shared_mount(void)
{
	_cleanup_close_ int state_fd = NO_FD;
	_cleanup_close_ int fd = NO_FD;

	tmpfs_over(FIXTURE_DIRECTORY "/peer");
	tmpfs_over(STATE);
	check_number(mount(NULL, STATE, NULL, MS_SHARED, NULL), 0);
	check_number(mount(STATE, FIXTURE_DIRECTORY "/peer", NULL, MS_BIND, NULL), 0);
	state_fd = open(STATE, O_PATH | O_DIRECTORY | O_CLOEXEC);
	fd = template_open(state_fd);
	check(fd >= 0);
	check_number(mount_type(AT_FDCWD, PIN), NSFS_MAGIC);
	check(mount_type(AT_FDCWD, FIXTURE_DIRECTORY "/peer/template/mnt") != NSFS_MAGIC);
}

static void pin_file_make(void)
{
	_cleanup_close_ int state_fd = state_make();

	check(state_fd >= 0);
	tmpfs_over(TEMPLATE);
	file_make(PIN, "", 0600);
}

/* Something else is pinned: it is covered by a template, and not taken. */
static void check_replaced(void)
{
	_cleanup_close_ int state_fd = open(STATE, O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int fd = NO_FD;
	_cleanup_close_ int again_fd = NO_FD;
	struct stat before;

	check_number(stat(PIN, &before), 0);
	fd = template_open(state_fd);
	again_fd = template_open(state_fd);
	check(fd >= 0 && inode_of(fd) != before.st_ino);
	check_number(inode_of(fd), inode_of(again_fd));
}

static void a_file_is_no_template(void)
{
	pin_file_make();
	check_replaced();
}

static void another_kind_of_namespace_is_no_template(void)
{
	pin_file_make();
	check_number(mount("/proc/self/ns/net", PIN, NULL, MS_BIND, NULL), 0);
	check_replaced();
}

static pid_t owner_start(size_t processor)
{
	cpu_set_t chosen;
	int ready[2];
	char byte;
	pid_t child;

	check_number(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		CPU_ZERO(&chosen);
		CPU_SET(processor, &chosen);
		(void)sched_setaffinity(0, sizeof(chosen), &chosen);
		check_number(unshare(CLONE_NEWUSER | CLONE_NEWNS), 0);
		check_number(write(ready[1], "", 1), 1);
		(void)pause();
	}
	check_number(read(ready[0], &byte, 1), 1);
	check_number(close(ready[0]), 0);
	check_number(close(ready[1]), 0);
	return child;
}

/* Its owner has all rights in it. Not every one can be pinned here, see template.c (EINVAL). */
static void a_namespace_of_another_owner_is_no_template(void)
{
	char path[64];
	int result = -1;

	pin_file_make();
	for (size_t i = 0; result < 0 && i < 16; i++) {
		(void)snprintf(path, sizeof(path), "/proc/%d/ns/mnt", owner_start(i));
		result = mount(path, PIN, NULL, MS_BIND, NULL);
	}
	check_number(result, 0);
	check_replaced();
}

static void give_up_admin(void)
{
	const cap_value_t admin = CAP_SYS_ADMIN;
	cap_t sets = cap_get_proc();

	check_number(cap_set_flag(sets, CAP_EFFECTIVE, 1, &admin, CAP_CLEAR), 0);
	check_number(cap_set_proc(sets), 0);
	check_number(cap_free(sets), 0);
}

static void open_without_rights(struct fixture_jail *jail)
{
	_cleanup_close_ int state_fd = open(STATE, O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)jail;
	give_up_admin();
	check(template_open(state_fd) < 0);
	check(template_open(state_fd) < 0);
}

/* The attempt costs as much as the template saves, so it is made once. */
static void what_can_not_be_had_is_not_tried_again(void)
{
	_cleanup_close_ int state_fd = state_make();
	struct stat status;

	check_in_child(open_without_rights, NULL);
	check_number(stat(TEMPLATE, &status), 0);
	check(S_ISREG(status.st_mode));
	check(template_open(state_fd) < 0);
	check_number(lstat(TEMPLATE, &status), 0);
	check(S_ISREG(status.st_mode));
}

static void nobody_waits_for_another_who_makes_it(void)
{
	_cleanup_close_ int state_fd = state_make();
	_cleanup_close_ int lock_fd = open(STATE, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	check_number(flock(lock_fd, LOCK_EX), 0);
	check(template_open(state_fd) < 0);
	check(!is_there(AT_FDCWD, TEMPLATE));
	check_number(flock(lock_fd, LOCK_UN), 0);
	check(template_open(state_fd) >= 0);
}

static void enter_our_own(struct fixture_jail *jail)
{
	check(template_enter(jail->sources.template_fd) < 0);
}

/* A tree that is not the template's is not built on. */
static void what_is_not_bare_is_not_entered(void)
{
	_cleanup_close_ int fd = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	struct fixture_jail jail = { .sources = JAIL_SOURCES_NONE };

	jail.sources.template_fd = fd;
	check_in_child(enter_our_own, &jail);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(it_is_made_once),
		fixture_test(a_copy_of_it_is_small_and_private),
		fixture_test(it_is_pinned_below_a_shared_mount),
		fixture_test(a_file_is_no_template),
		fixture_test(another_kind_of_namespace_is_no_template),
		fixture_test(a_namespace_of_another_owner_is_no_template),
		fixture_test(what_can_not_be_had_is_not_tried_again),
		fixture_test(nobody_waits_for_another_who_makes_it),
		fixture_test(what_is_not_bare_is_not_entered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
