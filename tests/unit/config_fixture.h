/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A place for configuration files that only root can change, for the tests that read some: a tmpfs
 * on /mnt in a mount namespace of the test's own, so that nothing is left behind. Needs root, as
 * the whole suite does. It must never: write outside of /mnt.
 */
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/cleanup.h"
#include "system/report.h"

#define PLACE "/mnt"
#define CONF  PLACE "/nsjail.conf"

static inline int place_fill(void **state)
{
	(void)state;
	return mount("tmpfs", PLACE, "tmpfs", MS_NOSUID, "mode=0755") != 0;
}

static inline int place_empty(void **state)
{
	(void)state;
	return umount2(PLACE, MNT_DETACH) != 0;
}

static inline void write_bytes(const char *path, const char *bytes, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, length), length);
	assert_int_equal(close(fd), 0);
}

static inline void write_text(const char *path, const char *text)
{
	write_bytes(path, text, strlen(text));
}

/* The host's own accounts and groups: what these have needs no name service. */
#define HOST_PASSWD_TEXT                                                        \
	"root:x:0:0:root:/root:/bin/sh\nalice:x:1000:50::/home/alice:/bin/sh\n" \
	"Alice:x:1000:50::/home/Alice:/bin/sh\nbob:x:1000:50::/home/bob:/bin/sh\n"
#define HOST_GROUP_TEXT "root:x:0:\nwheel:x:10:\nstaff:x:50:bob,alice\nadmins:x:60:\nsftp:x:61:\n"

static inline int place_make(void **state)
{
	(void)state;
	(void)umask(022);
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", "/etc", "tmpfs", MS_NOSUID, "mode=0755") != 0)
		return -1;
	write_text("/etc/passwd", HOST_PASSWD_TEXT);
	write_text("/etc/group", HOST_GROUP_TEXT);
	return 0;
}

static inline struct report quiet_report(void)
{
	return (struct report){ .socket_fd = NO_FD };
}

#define PLACE_TEST(function) cmocka_unit_test_setup_teardown(function, place_fill, place_empty)
