/* SPDX-License-Identifier: BSD-3-Clause */
/* Where a caller comes to stand, with whose rights that is found, and where it is afterwards. */
#include "working_directory.h"

#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fixture.h"
#include "reason.h"

#define HERE  FIXTURE_DIRECTORY "/here"
#define THERE FIXTURE_DIRECTORY "/there"
#define HOME  FIXTURE_DIRECTORY "/home"
#define GROUP 777

static struct request_group groups[] = { { FIXTURE_UID, (char[]){ "user" } },
					 { GROUP, (char[]){ "project" } } };

static const struct request user = {
	.uid = FIXTURE_UID,
	.gid = FIXTURE_UID,
	.home = (char[]){ HOME },
	.group_count = 2,
	.groups = groups,
};

static void check_is_at(const char *path)
{
	char found[256];

	check(getcwd(found, sizeof(found)) != NULL);
	check_text(found, path);
	check_number(strlen(found), strlen(path));
}

static uint32_t effective(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	check_number(syscall(SYS_capget, &header, sets), 0);
	return sets[0].effective;
}

/* Looks from HERE, comes in from elsewhere, and is what it was in all but its place. */
static void enter_from_here(struct working_directory *directory)
{
	const gid_t own_groups[] = { 3, 4 };
	struct reason reason = { 0 };
	bool is_changed = false;
	uint32_t before = effective();
	int death_signal = 0;
	gid_t found[8];

	check_number(setgroups(2, own_groups), 0);
	check_number(prctl(PR_SET_PDEATHSIG, SIGUSR1), 0);
	check_number(chdir(HERE), 0);
	working_directory_look(directory);
	check_number(chdir("/proc"), 0);
	check_number(working_directory_enter(directory, &user, &is_changed, &reason), 0);
	check(!is_changed);
	check(effective() == before);
	check(setfsuid((uid_t)-1) == 0 && setfsgid((uid_t)-1) == 0);
	check(prctl(PR_GET_PDEATHSIG, &death_signal) == 0 && death_signal == SIGUSR1);
	check(getgroups(8, found) == 2 && found[0] == 3 && found[1] == 4);
}

static void comes_in_at(const char *path)
{
	struct working_directory directory = { NULL };

	enter_from_here(&directory);
	check_is_at(path);
	working_directory_clear(&directory);
}

static void the_same_path_counts_then_home_then_the_root(void)
{
	directory_make(HERE, 0755);
	directory_make(HOME, 0755);
	comes_in_at(HERE);
	check_number(chmod(HERE, 0700), 0);
	comes_in_at(HOME);
	check_number(chmod(HOME, 0700), 0);
	comes_in_at("/");
	check_number(chown(HERE, FIXTURE_UID, 0), 0);
	comes_in_at(HERE);
	check_number(chown(HERE, 0, GROUP) == 0 && chmod(HERE, 0710) == 0, 1);
	comes_in_at(HERE);
}

/* One that has no rights there, but capabilities that do not go with the ids (capabilities(7)). */
static void capabilities_that_stay_lead_nowhere(void)
{
	directory_make(HERE, 0700);
	directory_make(HOME, 0700);
	check_number(prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0), 0);
	comes_in_at("/");
}

/* As root's own descriptors would be found below /proc/self/fd, which lead out of the jail. */
static void links_of_proc_are_not_followed(void)
{
	struct working_directory directory = { NULL };
	struct reason reason = { 0 };
	bool is_changed = false;

	directory_make(HERE, 0755);
	directory_make(HOME, 0755);
	check_number(chdir(HERE), 0);
	working_directory_look(&directory);
	check_number(rmdir(HERE), 0);
	check_number(symlink(THERE, HERE), 0);
	directory_make(THERE, 0755);
	check_number(working_directory_enter(&directory, &user, &is_changed, &reason), 0);
	check_is_at(THERE);
	check_number(unlink(HERE), 0);
	check_number(symlink("/proc/self/root", HERE), 0);
	check_number(working_directory_enter(&directory, &user, &is_changed, &reason), 0);
	check_is_at(HOME);
}

static void comes_back_to(struct working_directory *directory, const char *path)
{
	check_number(chdir("/proc"), 0);
	working_directory_return(directory);
	check_is_at(path);
}

static void it_comes_back_to_the_directory_and_to_no_other(void)
{
	struct working_directory directory = { NULL };

	directory_make(HERE, 0700);
	enter_from_here(&directory);
	comes_back_to(&directory, HERE);
	check_number(rename(HERE, THERE), 0);
	comes_back_to(&directory, "/proc");
	check_number(symlink(THERE, HERE), 0);
	comes_back_to(&directory, "/proc");
	check_number(unlink(HERE), 0);
	directory_make(HERE, 0700);
	comes_back_to(&directory, "/proc");
	check_number(rmdir(HERE) == 0 && rename(THERE, HERE) == 0, 1);
	comes_back_to(&directory, HERE);
}

static void one_that_is_gone_is_not_known(void)
{
	struct working_directory directory = { NULL };
	struct reason reason = { 0 };
	bool is_changed = false;

	directory_make(HERE, 0700);
	directory_make(HOME, 0755);
	check_number(chdir(HERE) == 0 && rmdir(HERE) == 0, 1);
	working_directory_look(&directory);
	check(directory.path == NULL);
	check_number(working_directory_enter(&directory, &user, &is_changed, &reason), 0);
	check_is_at(HOME);
	comes_back_to(&directory, "/proc");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_same_path_counts_then_home_then_the_root),
		fixture_test(capabilities_that_stay_lead_nowhere),
		fixture_test(links_of_proc_are_not_followed),
		fixture_test(it_comes_back_to_the_directory_and_to_no_other),
		fixture_test(one_that_is_gone_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
