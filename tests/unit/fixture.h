/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests that change mounts, namespaces or privileges: each runs as PID 1 of namespaces of its
 * own, on a tmpfs of its own, and with it ends whatever it has left. cmocka's asserts can not cross
 * a fork, so such a test uses the check_* of this file; its first fault ends it and is shown.
 * It must never: change anything of the machine.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

#include "plan/jail_plan.h"
#include "shared/request.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/report.h"

/* The tmpfs of a test (root's, 0755), and the rootfs that fixture_jail_make puts there. */
#define FIXTURE_DIRECTORY "/mnt"
#define FIXTURE_ROOTFS	  FIXTURE_DIRECTORY "/rootfs"

#define FIXTURE_UID  54321
#define FIXTURE_WAIT 5000 /* milliseconds; for what should happen at once */

/* A plan and what belongs to it, filled by hand. Strings are constants: nothing is to be cleared.
 */
struct fixture_jail {
	struct jail_plan plan;
	struct request request;
	struct jail_sources sources;
	struct report report;
	struct jail_build build;
};

/* A line of cmocka's table: the body runs in a child of its own; see fixture_run. */
#define fixture_test(body)                                     \
	{                                                      \
#body, fixture_run, NULL, NULL, (void *)(body) \
	}

/*
 * Runs the body, a void (*)(void) that *state points to, as root with umask 077, in "/", as PID 1
 * of new mount (private), pid, uts, ipc, net and cgroup namespaces with a /proc of their own and a
 * tmpfs on FIXTURE_DIRECTORY. Fails with all that the body has printed. Skips without root.
 */
void fixture_run(void **state);

#define check(condition) check_true((condition), #condition, __FILE__, __LINE__)
/* A system call's -1 with this errno. */
#define check_errno(call, wanted) check_error((call), (wanted), #call, __FILE__, __LINE__)
#define check_number(found, wanted) \
	check_equal((long long)(found), (long long)(wanted), #found, __FILE__, __LINE__)
#define check_text(text, part) check_contains((text), (part), #text, __FILE__, __LINE__)

void check_true(int condition, const char *what, const char *file, int line);
void check_error(long result, int wanted, const char *what, const char *file, int line);
void check_equal(long long found, long long wanted, const char *what, const char *file, int line);
void check_contains(const char *text, const char *part, const char *what, const char *file,
		    int line);

/* Waits for a child, which must end with status 0 (check_* in it end it with 1). */
void check_child(pid_t child);

/* Runs body in a child and checks that it ended well. */
void check_in_child(void (*body)(struct fixture_jail *jail), struct fixture_jail *jail);

/* True if poll(2) finds fd readable within timeout milliseconds: for a pidfd, the process ended. */
int is_readable(int fd, int timeout);

/* Gives up root in this process. */
void root_give_up(void);

/* Files and directories with this mode, whatever the umask; parents are made 0755. */
void file_make(const char *path, const char *text, mode_t mode);
void directory_make(const char *path, mode_t mode);

/* Mounts a tmpfs (0755) on a path of the test's own mount namespace, made if it is missing. */
void tmpfs_over(const char *path);

/* Brings up lo of the test's network namespace, and adds a route over it with RTF_UP and flags. */
void loopback_up(void);
void ipv4_route_add(const char *destination, const char *mask, unsigned short flags);

/* Reads a small file below directory_fd as a string. */
void file_read(int directory_fd, const char *path, char *ret_text, size_t size);

/* True if path exists below directory_fd; links are not followed. */
int is_there(int directory_fd, const char *path);

/* Attributes (ST_RDONLY, ST_NOSUID, ST_NODEV, ST_NOEXEC) and type of the mount at a path; "" is
 * directory_fd itself. */
unsigned long mount_flags(int directory_fd, const char *path);
long mount_type(int directory_fd, const char *path);
/* True if something is mounted exactly there, on one parent or another. */
int is_mount_point(int directory_fd, const char *path);

/*
 * Makes a rootfs with the directories that a jail needs, and a jail that uses it: all namespaces,
 * read-only, no home, nothing from the host's /etc; sources with the rootfs alone.
 */
void fixture_jail_make(struct fixture_jail *jail);

/* Clones what is mounted from path downwards; the detached tree is the caller's. */
int tree_open(const char *path, uint64_t attributes);

/*
 * Adds to the plan's list, which is the test's to keep in order, and to the sources: tree_fd for a
 * bind, NO_FD for the others. nosuid, nodev; a tmpfs of 1 MiB and 64 inodes, 01777. The entry moves
 * with the next call.
 */
struct mount_entry *fixture_mount_add(struct fixture_jail *jail, enum mount_kind kind,
				      const char *target, int tree_fd);

/*
 * Makes the plan's list as a configuration without a key for it does, for sources that hold nothing
 * but home_fd (or NO_FD), the home's tree.
 */
void fixture_mounts_settle(struct fixture_jail *jail, int home_fd);

/* Begins a build as jail_build_run does: the stage, and the rootfs attached on it. */
void fixture_build_begin(struct fixture_jail *jail);
