/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's own files, log socket and terminal: read or cloned, missing, or refused by name. */
#include "jail/sources_open.h"
#include "site/jail_sources.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define PLACE FIXTURE_DIRECTORY

static void sources_begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	jail_sources_clear(&jail->sources);
}

static int sources_try(struct fixture_jail *jail, int terminal_fd)
{
	return sources_open(&jail->sources, &jail->plan, &jail->request, terminal_fd, NO_FD,
			    &jail->report);
}

static void sources_host_open(struct fixture_jail *jail)
{
	check_true(sources_try(jail, NO_FD) == 0, jail->report.text, __FILE__, __LINE__);
}

/* One error, with both parts in its text; then the sources can still be cleared. */
static void check_refused(struct fixture_jail *jail, int error, const char *object,
			  const char *reason)
{
	check_number(sources_try(jail, NO_FD), -error);
	check_number(jail->report.error_count, 1);
	check_text(jail->report.text, object);
	check_text(jail->report.text, reason);
	jail_sources_clear(&jail->sources);
}

static void etc_begin(struct fixture_jail *jail)
{
	sources_begin(jail);
	tmpfs_over("/etc");
	jail->plan.network = NETWORK_HOST;
	jail->plan.has_resolv_conf = true;
	jail->plan.has_localtime = true;
}

static void check_data(const struct host_file *file, const char *wanted)
{
	check_number(file->size, strlen(wanted));
	check_number(memcmp(file->data, wanted, file->size), 0);
}

static void the_hosts_files_are_read(void)
{
	struct fixture_jail jail;

	etc_begin(&jail);
	file_make("/etc/resolv.conf", "nameserver 192.0.2.53\n", 0644);
	file_make(PLACE "/zone", "TZif", 0644);
	check_number(symlink(PLACE "/zone", "/etc/localtime"), 0);
	sources_host_open(&jail);
	check_data(&jail.sources.resolv_conf, "nameserver 192.0.2.53\n");
	check_data(&jail.sources.localtime, "TZif");
	jail_sources_clear(&jail.sources);
	check(jail.sources.resolv_conf.data == NULL && jail.sources.localtime.data == NULL);
}

static void the_hosts_files_are_read_only_if_planned(void)
{
	struct fixture_jail jail;

	etc_begin(&jail);
	jail.plan.has_resolv_conf = false;
	jail.plan.has_localtime = false;
	file_make("/etc/resolv.conf", "nameserver 192.0.2.53\n", 0644);
	file_make("/etc/localtime", "TZif", 0644);
	sources_host_open(&jail);
	check(jail.sources.resolv_conf.data == NULL && jail.sources.localtime.data == NULL);
}

static void files_that_the_host_lacks_are_no_fault(void)
{
	struct fixture_jail jail;

	etc_begin(&jail);
	check_number(symlink("/nothing", "/etc/localtime"), 0);
	sources_host_open(&jail);
	check(jail.sources.resolv_conf.data == NULL && jail.sources.localtime.data == NULL);
}

static void an_empty_file_is_a_file(void)
{
	struct fixture_jail jail;

	etc_begin(&jail);
	file_make("/etc/resolv.conf", "", 0644);
	sources_host_open(&jail);
	check(jail.sources.resolv_conf.data != NULL);
	check_number(jail.sources.resolv_conf.size, 0);
}

/* A FIFO must not hold the login up either. */
static void a_host_file_must_be_a_small_file(void)
{
	struct fixture_jail jail;

	etc_begin(&jail);
	check_number(mkfifo("/etc/resolv.conf", 0644), 0);
	check_refused(&jail, EINVAL, "'/etc/resolv.conf'", "not a small regular file");
	check_number(unlink("/etc/resolv.conf"), 0);
	directory_make("/etc/localtime", 0755);
	jail.report = (struct report){ .socket_fd = NO_FD };
	check_refused(&jail, EINVAL, "'/etc/localtime'", "not a small regular file");
	check_number(rmdir("/etc/localtime"), 0);
	file_make("/etc/localtime", "TZif", 0644);
	check_number(truncate("/etc/localtime", 256 * 1024 + 1), 0);
	jail.report = (struct report){ .socket_fd = NO_FD };
	check_refused(&jail, EINVAL, "'/etc/localtime'", "not a small regular file");
}

static void dev_begin(struct fixture_jail *jail)
{
	sources_begin(jail);
	tmpfs_over("/dev");
	jail->plan.has_syslog = true;
}

static void socket_make(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	check_number(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
}

/* One of our own, which tells who sends; the host's is looked at and left alone. */
static void check_log_socket(struct fixture_jail *jail)
{
	int tells = 0;
	socklen_t size = sizeof(tells);

	sources_host_open(jail);
	check_number(getsockopt(jail->sources.log_fd, SOL_SOCKET, SO_PASSCRED, &tells, &size), 0);
	check_number(tells, 1);
	jail_sources_clear(&jail->sources);
}

static void there_is_a_log_socket(void)
{
	struct fixture_jail jail;

	dev_begin(&jail);
	socket_make(PLACE "/log");
	check_number(symlink(PLACE "/log", "/dev/log"), 0);
	check_log_socket(&jail);
	check_number(unlink("/dev/log"), 0);
	socket_make("/dev/log");
	check_log_socket(&jail);
}

static void a_missing_log_socket_is_no_fault(void)
{
	struct fixture_jail jail;

	dev_begin(&jail);
	check_log_socket(&jail);
	check_number(symlink("/run/nothing/dev-log", "/dev/log"), 0);
	check_log_socket(&jail);
}

static void a_log_socket_must_be_roots_socket(void)
{
	struct fixture_jail jail;

	dev_begin(&jail);
	file_make("/dev/log", "", 0666);
	check_refused(&jail, EPERM, "'/dev/log'", "not a socket of root's");
	check_number(unlink("/dev/log"), 0);
	socket_make("/dev/log");
	check_number(chown("/dev/log", FIXTURE_UID, 0), 0);
	jail.report = (struct report){ .socket_fd = NO_FD };
	check_refused(&jail, EPERM, "'/dev/log'", "not a socket of root's");
	jail.report = (struct report){ .socket_fd = NO_FD };
	jail.plan.has_syslog = false;
	sources_host_open(&jail);
	check(jail.sources.log_fd < 0);
}

/* A pty of a devpts of the test's own; returns the terminal's side. */
static int terminal_open(void)
{
	int master_fd, fd;

	directory_make(PLACE "/pts", 0755);
	check_number(mount("devpts", PLACE "/pts", "devpts", 0, "newinstance,ptmxmode=0666"), 0);
	master_fd = open(PLACE "/pts/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	check(master_fd >= 0);
	check_number(unlockpt(master_fd), 0);
	fd = open(PLACE "/pts/0", O_RDWR | O_NOCTTY | O_CLOEXEC);
	check(fd >= 0);
	return fd;
}

static void the_terminal_is_cloned(void)
{
	struct fixture_jail jail;
	int terminal_fd = terminal_open();
	struct stat terminal, console;

	sources_begin(&jail);
	check_number(sources_try(&jail, terminal_fd), 0);
	check(jail.sources.console_fd >= 0);
	check_number(fstat(terminal_fd, &terminal), 0);
	check_number(fstat(jail.sources.console_fd, &console), 0);
	check_number(console.st_rdev, terminal.st_rdev);
	check(S_ISCHR(console.st_mode));
	check_number(mount_flags(jail.sources.console_fd, ""), ST_NOSUID | ST_NOEXEC);
	check(fcntl(terminal_fd, F_GETFD) >= 0);
}

static void a_terminal_of_elsewhere_is_done_without(void)
{
	struct fixture_jail jail;
	int terminal_fd = terminal_open();

	sources_begin(&jail);
	check_number(unshare(CLONE_NEWNS), 0);
	check_number(sources_try(&jail, terminal_fd), 0);
	check(jail.sources.console_fd < 0);
	check_number(jail.report.error_count, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_hosts_files_are_read),
		fixture_test(the_hosts_files_are_read_only_if_planned),
		fixture_test(files_that_the_host_lacks_are_no_fault),
		fixture_test(an_empty_file_is_a_file),
		fixture_test(a_host_file_must_be_a_small_file),
		fixture_test(there_is_a_log_socket),
		fixture_test(a_missing_log_socket_is_no_fault),
		fixture_test(a_log_socket_must_be_roots_socket),
		fixture_test(the_terminal_is_cloned),
		fixture_test(a_terminal_of_elsewhere_is_done_without),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
