/* SPDX-License-Identifier: BSD-3-Clause */
/* A rootfs that is a file; see image.h. */
#include "rootfs/image.h"

#include <fcntl.h>
#include <linux/loop.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "system/mount_tree.h"
#include "system/report.h"

/* Another login may take the free device between our asking and our taking. */
#define LOOP_ATTEMPTS 64

#define LOOP_PATH_MAX 64

struct image_type {
	const char *name; /* as fsopen(2) knows it */
	off_t magic_offset;
	uint32_t magic;	     /* little-endian on disk */
	bool is_file_backed; /* newer kernels need no loop device */
};

static const struct image_type image_types[] = {
	{ "squashfs", 0, SQUASHFS_MAGIC, false },
	{ "erofs", 1024, EROFS_SUPER_MAGIC_V1, true },
};

static const struct image_type *type_find(int file_fd)
{
	uint8_t bytes[4];

	for (size_t i = 0; i < ARRAY_SIZE(image_types); i++) {
		const struct image_type *type = &image_types[i];

		if (pread(file_fd, bytes, sizeof(bytes), type->magic_offset) != sizeof(bytes))
			continue;
		if (((uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 |
		     bytes[0]) == type->magic)
			return type;
	}
	return NULL;
}

/* True if the open loop device stands for this file, read-only, and goes by itself. */
static bool loop_is_ours(int loop_fd, const struct stat *file)
{
	struct loop_info64 info;

	return ioctl(loop_fd, LOOP_GET_STATUS64, &info) == 0 && info.lo_device == file->st_dev &&
	       info.lo_inode == file->st_ino && info.lo_offset == 0 && info.lo_sizelimit == 0 &&
	       (info.lo_flags & (LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR)) ==
		       (LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR);
}

/* Our open descriptor keeps a device that is found from being cleared under us. */
static int loop_find(const struct stat *file, char *path)
{
	_cleanup_closedir_ DIR *directory = opendir("/sys/block");
	_cleanup_close_ int fd = NO_FD;
	const struct dirent *found;

	while (directory != NULL && (found = readdir(directory)) != NULL) {
		if (strncmp(found->d_name, "loop", 4) != 0)
			continue;
		(void)snprintf(path, LOOP_PATH_MAX, "/dev/%.32s", found->d_name);
		cleanup_close(&fd);
		fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0 && loop_is_ours(fd, file))
			return TAKE_FD(fd);
	}
	return -ENOENT;
}

static int loop_take(int control_fd, int file_fd, char *path)
{
	struct loop_config config = {
		.fd = (uint32_t)file_fd,
		.info.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR,
	};
	_cleanup_close_ int fd = NO_FD;
	int number = ioctl(control_fd, LOOP_CTL_GET_FREE);

	if (number < 0)
		return -errno;
	(void)snprintf(path, LOOP_PATH_MAX, "/dev/loop%d", number);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, LOOP_CONFIGURE, &config) < 0)
		return -errno;
	return TAKE_FD(fd);
}

static int loop_make(int file_fd, char *path)
{
	_cleanup_close_ int control_fd = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int fd = -EBUSY;

	if (control_fd < 0)
		return -errno;
	for (int i = 0; i < LOOP_ATTEMPTS && fd == -EBUSY; i++)
		fd = loop_take(control_fd, file_fd, path);
	return fd;
}

static int source_mount(const struct image_type *type, const char *source, uint64_t attributes,
			struct report *report)
{
	const struct mount_option options[] = { { "source", source },
						{ "ro", NULL },
						{ NULL, NULL } };

	return mount_tree_make(type->name, options, attributes | MOUNT_ATTR_RDONLY, report);
}

static int loop_mount(const struct image_type *type, int file_fd, const char *path,
		      uint64_t attributes, struct report *report)
{
	char loop_path[LOOP_PATH_MAX];
	_cleanup_close_ int loop_fd = NO_FD;
	struct stat file;

	if (fstat(file_fd, &file) < 0)
		return report_error(report, errno, "image '%s'", path);
	loop_fd = loop_find(&file, loop_path);
	if (loop_fd == -ENOENT)
		loop_fd = loop_make(file_fd, loop_path);
	if (loop_fd < 0)
		return report_error(report, -loop_fd, "image '%s': no loop device", path);
	return source_mount(type, loop_path, attributes, report);
}

static int file_mount(const struct image_type *type, int file_fd, uint64_t attributes)
{
	struct report silent = { .socket_fd = NO_FD };
	char source[64];

	(void)snprintf(source, sizeof(source), "/proc/self/fd/%d", file_fd);
	return source_mount(type, source, attributes, &silent);
}

int image_mount(int file_fd, const char *path, uint64_t attributes, struct report *report)
{
	const struct image_type *type = type_find(file_fd);
	int fd;

	if (type == NULL)
		return report_error(
			report, EINVAL,
			"rootfs '%s' is neither a directory nor a squashfs or erofs image", path);
	fd = type->is_file_backed ? file_mount(type, file_fd, attributes) : -ENOTBLK;
	if (fd == -ENOTBLK || fd == -EINVAL)
		fd = loop_mount(type, file_fd, path, attributes, report);
	if (fd < 0)
		return report_error(report, -fd, "image '%s' can not be mounted", path);
	return fd;
}
