/* SPDX-License-Identifier: BSD-3-Clause */
/* Images are mounted read-only, share a device, and leave none behind, whatever they hold. */
#include "rootfs/image.h"

#include <sys/statvfs.h>
#include <sys/wait.h>

#include "image_fixture.h"
#include "system/mount_tree.h"

#define CONTENT FIXTURE_DIRECTORY "/content"
#define ODD	FIXTURE_DIRECTORY "/odd"

static const char *const images[] = { IMAGE_SQUASHFS, IMAGE_EROFS };

static void content_make(void)
{
	file_make(CONTENT "/marker", "image", 0644);
	file_make(CONTENT "/directory/file", "deeper", 0666);
	check_number(chmod(CONTENT, 0755), 0);
	images_make(CONTENT);
}

static int mount_image(const char *path, struct report *report)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	check(fd >= 0);
	*report = (struct report){ .socket_fd = NO_FD };
	return image_mount(fd, path, MOUNT_ATTRIBUTES_PLAIN, report);
}

static int mounted_image(const char *path)
{
	struct report report;
	int fd = mount_image(path, &report);

	check_true(fd >= 0, report.text, __FILE__, __LINE__);
	check_number(report.error_count, 0);
	return fd;
}

static void images_are_mounted_readonly(void)
{
	content_make();
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		_cleanup_close_ int fd = mounted_image(images[i]);
		char text[16];

		check_number(fcntl(fd, F_GETFD), FD_CLOEXEC);
		check_number(mount_flags(fd, "."), ST_RDONLY | ST_NOSUID | ST_NODEV);
		file_read(fd, "marker", text, sizeof(text));
		check_number(strcmp(text, "image"), 0);
		file_read(fd, "directory/file", text, sizeof(text));
		check_number(strcmp(text, "deeper"), 0);
		check_errno(openat(fd, "directory/file", O_WRONLY), EROFS);
		check_errno(mkdirat(fd, "new", 0755), EROFS);
	}
}

/* A newer kernel mounts erofs from the file, without any device. */
static int devices_of_one(const char *path)
{
	_cleanup_close_ int fd = mounted_image(path);
	int count = loop_count_now(path);

	check(fd >= 0);
	check(count == 1 || (count == 0 && strcmp(path, IMAGE_EROFS) == 0));
	return count;
}

static void mounts_share_one_device_that_goes_with_the_last(void)
{
	content_make();
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		int count = devices_of_one(images[i]);
		int first_fd, second_fd;

		check_number(loop_count(images[i], 0), 0);
		first_fd = mounted_image(images[i]);
		second_fd = mounted_image(images[i]);
		check_number(loop_count_now(images[i]), count);
		check_number(close(first_fd), 0);
		check(is_there(second_fd, "directory/file"));
		check_number(loop_count_now(images[i]), count);
		check_number(close(second_fd), 0);
		check_number(loop_count(images[i], 0), 0);
	}
}

/* Another's device may be written, may lie elsewhere in the file, may stay. */
static void a_device_of_others_is_not_taken(void)
{
	_cleanup_close_ int control_fd = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	struct loop_config config = { .info.lo_flags = LO_FLAGS_AUTOCLEAR };
	_cleanup_close_ int file_fd = NO_FD;
	_cleanup_close_ int loop_fd = NO_FD;
	_cleanup_close_ int fd = NO_FD;
	char device[32];

	content_make();
	file_fd = open(IMAGE_SQUASHFS, O_RDWR | O_CLOEXEC);
	config.fd = (uint32_t)file_fd;
	do {
		cleanup_close(&loop_fd);
		(void)snprintf(device, sizeof(device), "/dev/loop%d",
			       ioctl(control_fd, LOOP_CTL_GET_FREE));
		loop_fd = open(device, O_RDWR | O_CLOEXEC);
		check(loop_fd >= 0);
	} while (ioctl(loop_fd, LOOP_CONFIGURE, &config) < 0 && errno == EBUSY);
	check_number(loop_count_now(IMAGE_SQUASHFS), 1);
	fd = mounted_image(IMAGE_SQUASHFS);
	check_number(loop_count_now(IMAGE_SQUASHFS), 2);
}

#define LOGINS 8

static void many_at_once_get_it(void)
{
	pid_t children[LOGINS];

	content_make();
	for (int i = 0; i < LOGINS; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			check(is_there(mounted_image(IMAGE_SQUASHFS), "marker"));
			_exit(0);
		}
	}
	for (int i = 0; i < LOGINS; i++)
		check_child(children[i]);
	check_number(loop_count(IMAGE_SQUASHFS, 0), 0);
}

static void check_refused(const char *path, const char *reason)
{
	struct report report;

	check_true(mount_image(path, &report) < 0, path, __FILE__, __LINE__);
	check(report.error_count > 0);
	check_text(report.text, path);
	check_text(report.text, reason);
	check_number(loop_count(path, 0), 0);
}

/* The magic number stays, what follows it does not. */
static void a_corrupt_image_is_refused(void)
{
	static const off_t offsets[] = { 4, 1024 + 4 };
	static const char junk[92] = { [0 ... 91] = '\x5a' };

	content_make();
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		_cleanup_close_ int fd = open(images[i], O_WRONLY | O_CLOEXEC);

		check_number(pwrite(fd, junk, sizeof(junk), offsets[i]), sizeof(junk));
		check_refused(images[i], "can not be mounted");
	}
}

static void a_truncated_image_is_refused(void)
{
	content_make();
	check_number(truncate(IMAGE_SQUASHFS, 200), 0);
	check_refused(IMAGE_SQUASHFS, "can not be mounted");
	check_number(truncate(IMAGE_SQUASHFS, 50), 0);
	check_refused(IMAGE_SQUASHFS, "can not be mounted");
	check_number(truncate(IMAGE_EROFS, 1100), 0);
	check_refused(IMAGE_EROFS, "can not be mounted");
}

static void what_is_no_image_is_refused(void)
{
	static const char *const texts[] = { "", "h", "hsq", "#!/bin/sh\necho hello\n",
					     "sqsh\nof the wrong end\n" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		file_make(ODD, texts[i], 0644);
		check_refused(ODD, "is neither a directory nor a squashfs or erofs image");
	}
	check_number(truncate(ODD, 4096), 0);
	check_refused(ODD, "is neither a directory nor a squashfs or erofs image");
}

/* An image is replaced by renaming a new one over it; who has the old one keeps it. */
static void a_new_image_is_seen_at_once(void)
{
	_cleanup_close_ int old_fd = NO_FD;
	_cleanup_close_ int new_fd = NO_FD;
	char text[16];

	content_make();
	old_fd = mounted_image(IMAGE_SQUASHFS);
	check_number(rename(IMAGE_SQUASHFS, ODD), 0);
	file_make(CONTENT "/marker", "new", 0644);
	images_make(CONTENT);
	new_fd = mounted_image(IMAGE_SQUASHFS);
	file_read(old_fd, "marker", text, sizeof(text));
	check_number(strcmp(text, "image"), 0);
	file_read(new_fd, "marker", text, sizeof(text));
	check_number(strcmp(text, "new"), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		image_test(images_are_mounted_readonly),
		image_test(mounts_share_one_device_that_goes_with_the_last),
		image_test(a_device_of_others_is_not_taken),
		image_test(many_at_once_get_it),
		image_test(a_corrupt_image_is_refused),
		image_test(a_truncated_image_is_refused),
		image_test(what_is_no_image_is_refused),
		image_test(a_new_image_is_seen_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
