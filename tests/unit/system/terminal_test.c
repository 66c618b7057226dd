/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is a terminal, and which have a name: consoles and serial lines, which no test touches on
 * the machine that it runs on (tests/vm/guest/consoles.bash has them).
 */
#include "system/terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "fixture.h"
#include "shared/cleanup.h"

/* Of a devpts of the test's own. */
static int pty_open(void)
{
	int master, unlocked = 0, slave;

	directory_make(FIXTURE_DIRECTORY "/pts", 0755);
	check_number(mount("devpts", FIXTURE_DIRECTORY "/pts", "devpts", 0, "ptmxmode=0666"), 0);
	master = open(FIXTURE_DIRECTORY "/pts/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	check(master >= 0);
	check_number(ioctl(master, TIOCSPTLCK, &unlocked), 0);
	slave = open(FIXTURE_DIRECTORY "/pts/0", O_RDWR | O_NOCTTY | O_CLOEXEC);
	check(slave >= 0);
	return slave;
}

static void pseudo_terminals_have_no_name(void)
{
	struct terminal terminal = { .name = "untouched" };
	int fd = pty_open();

	check_number(terminal_look(&terminal, fd), 0);
	check_number(strlen(terminal.name), 0);
	check_number(terminal.device, makedev(136, 0));
}

/* As a container has it for its console. */
static void not_by_another_name_either(void)
{
	struct terminal terminal = { .name = "untouched" };
	int fd;

	(void)pty_open();
	tmpfs_over("/dev");
	file_make("/dev/tty9", "", 0600);
	check_number(mount(FIXTURE_DIRECTORY "/pts/0", "/dev/tty9", NULL, MS_BIND, NULL), 0);
	fd = open("/dev/tty9", O_RDWR | O_NOCTTY | O_CLOEXEC);
	check_number(terminal_look(&terminal, fd), 0);
	check_number(strlen(terminal.name), 0);
}

/* It is another one for everybody who opens it. */
static void the_own_terminal_is_no_name(void)
{
	struct terminal terminal = { .name = "untouched" };
	int slave = pty_open(), fd;

	check(setsid() >= 0 || errno == EPERM);
	check_number(ioctl(slave, TIOCSCTTY, 1), 0);
	fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
	check(fd >= 0);
	check_number(terminal_look(&terminal, fd), 0);
	check_number(terminal.device, makedev(5, 0));
	check_number(strlen(terminal.name), 0);
}

static void what_is_no_terminal_is_said(void)
{
	struct terminal terminal = { .name = "untouched" };

	check_number(terminal_look(&terminal, open("/dev/null", O_RDWR | O_CLOEXEC)), -ENOTTY);
	check_number(terminal_look(&terminal, open("/", O_RDONLY | O_CLOEXEC)), -ENOTTY);
	check_number(terminal_look(&terminal, open("/dev/tty0", O_PATH | O_CLOEXEC)), -ENOTTY);
	check_number(terminal_look(&terminal, NO_FD), -EBADF);
	check_text(terminal.name, "untouched");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(pseudo_terminals_have_no_name),
		fixture_test(not_by_another_name_either),
		fixture_test(the_own_terminal_is_no_name),
		fixture_test(what_is_no_terminal_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
