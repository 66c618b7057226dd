/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Images for the tests that mount some, and a look at the loop devices that stand for them.
 * It must never: touch a loop device of another file.
 */
#pragma once

#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define IMAGE_SQUASHFS FIXTURE_DIRECTORY "/image.squashfs"
#define IMAGE_EROFS    FIXTURE_DIRECTORY "/image.erofs"

static const char *const image_commands[] = {
	"mksquashfs '%s' " IMAGE_SQUASHFS " -no-progress -noappend >/dev/null",
	"mkfs.erofs " IMAGE_EROFS " '%s' >/dev/null 2>&1",
};

/* Makes both images of a directory, 0644. */
static inline void images_make(const char *directory)
{
	char command[256];

	check_number(setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1), 0);
	for (size_t i = 0; i < ARRAY_SIZE(image_commands); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		(void)snprintf(command, sizeof(command), image_commands[i], directory);
#pragma GCC diagnostic pop
		check_number(system(command), 0);
	}
	check_number(chmod(IMAGE_SQUASHFS, 0644), 0);
	check_number(chmod(IMAGE_EROFS, 0644), 0);
}

/* As fixture_run, for what needs the tools and the kernel's file systems. */
static inline void image_run(void **state)
{
	static const char *const types[] = { "squashfs", "erofs" };

	if (system("PATH=$PATH:/usr/sbin:/sbin; command -v mksquashfs mkfs.erofs >/dev/null") !=
	    0) {
		print_message("needs mksquashfs and mkfs.erofs\n");
		skip();
	}
	for (size_t i = 0; geteuid() == 0 && i < ARRAY_SIZE(types); i++) {
		int fd = fsopen(types[i], FSOPEN_CLOEXEC);

		if (fd < 0 && errno == ENODEV) {
			print_message("needs a kernel with %s\n", types[i]);
			skip();
		}
		cleanup_close(&fd);
	}
	fixture_run(state);
}

#define image_test(body)                                     \
	{                                                    \
#body, image_run, NULL, NULL, (void *)(body) \
	}

static inline int loop_count_now(const char *path)
{
	struct loop_info64 info;
	struct stat file;
	char device[32];
	int count = 0;

	check_number(stat(path, &file), 0);
	for (int i = 0; i < 256; i++) {
		int fd;

		(void)snprintf(device, sizeof(device), "/dev/loop%d", i);
		fd = open(device, O_RDONLY | O_CLOEXEC);
		if (fd >= 0 && ioctl(fd, LOOP_GET_STATUS64, &info) == 0)
			count += info.lo_device == file.st_dev && info.lo_inode == file.st_ino;
		cleanup_close(&fd);
	}
	return count;
}

/* How many loop devices stand for a file; waits a while for it to become wanted. */
static inline int loop_count(const char *path, int wanted)
{
	int count = loop_count_now(path);

	for (int i = 0; count != wanted && i < FIXTURE_WAIT / 10; i++) {
		(void)usleep(10000);
		count = loop_count_now(path);
	}
	return count;
}
