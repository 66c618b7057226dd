/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/file/edited_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>

#include "ctl/file/whole_file.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"
#include "shared/safe_path.h"

static int fail(struct findings *findings, const char *path, int error, const char *reason)
{
	findings_add(findings, SEVERITY_ERROR, path, NULL, "%s",
		     reason == NULL ? strerror(-error) : reason);
	return error;
}

static const char *file_fault(const struct edited_file *file, size_t length)
{
	if (file->status.st_nlink > 1)
		return "has a second name (a hard link), and would lose it";
	return strlen(file->text) != length ? "has a NUL byte in it" : NULL;
}

/* Takes the descriptor. */
static int file_fill(struct edited_file *ret_file, const char *path, int fd,
		     struct findings *findings)
{
	_cleanup_edited_file_ struct edited_file file = { .fd = fd };
	size_t length = 0;
	const char *reason;
	int error = fstat(file.fd, &file.status) < 0 ? -errno : 0;

	file.path = strdup(path);
	if (error == 0)
		error = whole_file_read(file.fd, &file.text, &length);
	if (error < 0 || file.path == NULL)
		return fail(findings, path, error < 0 ? error : -ENOMEM, NULL);
	reason = file_fault(&file, length);
	if (reason != NULL)
		return fail(findings, path, -EINVAL, reason);
	*ret_file = file;
	file = EDITED_FILE_NONE;
	return 0;
}

int edited_file_read(struct edited_file *ret_file, const char *path, struct findings *findings)
{
	struct safe_path_fault fault = { .reason = NULL };
	int fd = safe_path_open_file(path, &fault);

	return fd < 0 ? fail(findings, fault.path, fd, fault.reason)
		      : file_fill(ret_file, path, fd, findings);
}

int edited_file_read_if_there(struct edited_file *ret_file, const char *path,
			      struct findings *findings)
{
	_cleanup_edited_file_ struct edited_file file = { .fd = NO_FD,
							  .status = { .st_mode = 0644 } };
	struct safe_path_fault fault = { .reason = NULL };
	int fd = safe_path_open_file(path, &fault);

	if (fd >= 0)
		return file_fill(ret_file, path, fd, findings);
	if (fd != -ENOENT)
		return fail(findings, fault.path, fd, fault.reason);
	file.path = strdup(path);
	file.text = strdup("");
	if (file.path == NULL || file.text == NULL)
		return fail(findings, path, -ENOMEM, NULL);
	*ret_file = file;
	file = EDITED_FILE_NONE;
	return 0;
}

/* The label of SELinux and ACLs among them. */
static int attributes_copy(int from_fd, int to_fd)
{
	char names[4096], value[65536];
	ssize_t size = flistxattr(from_fd, names, sizeof(names));

	if (size < 0)
		return errno == ENOTSUP ? 0 : -errno;
	for (const char *name = names; name < names + size; name += strlen(name) + 1) {
		ssize_t length = fgetxattr(from_fd, name, value, sizeof(value));

		if (length < 0 || fsetxattr(to_fd, name, value, (size_t)length, 0) < 0)
			return -errno;
	}
	return 0;
}

static int likeness_give(const struct edited_file *file, bool is_same, int fd)
{
	if (fchown(fd, file->status.st_uid, file->status.st_gid) < 0 ||
	    fchmod(fd, file->status.st_mode & 07777) < 0)
		return -errno;
	/* In another directory the label is that of its files. */
	return is_same ? attributes_copy(file->fd, fd) : 0;
}

static bool is_same_time(const struct timespec *one, const struct timespec *other)
{
	return one->tv_sec == other->tv_sec && one->tv_nsec == other->tv_nsec;
}

static bool is_unchanged(const struct edited_file *file, int directory_fd, const char *name)
{
	struct stat now;

	return fstatat(directory_fd, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	       now.st_dev == file->status.st_dev && now.st_ino == file->status.st_ino &&
	       now.st_size == file->status.st_size &&
	       is_same_time(&now.st_mtim, &file->status.st_mtim) &&
	       is_same_time(&now.st_ctim, &file->status.st_ctim);
}

/* The directory of a path, to be synchronised, too; *ret_name is the end of the path in any case.
 */
static int directory_open(const char *path, const char **ret_name, struct findings *findings)
{
	struct safe_path_fault fault = { .reason = NULL };
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *directory = strndup(path, (size_t)(slash - path));
	_cleanup_close_ int fd = NO_FD;
	int real_fd;

	*ret_name = slash + 1;
	if (directory == NULL)
		return fail(findings, path, -ENOMEM, NULL);
	fd = safe_path_open(directory, &fault);
	if (fd < 0)
		return fail(findings, fault.path, fd, fault.reason);
	real_fd = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (real_fd < 0)
		return fail(findings, directory, -errno, NULL);
	return real_fd;
}

/* Nobody asks for it: not libpam, nor who reads a configuration. The caller's to free. */
static char *temporary_name(const char *name)
{
	char *temporary = NULL;

	return asprintf(&temporary, ".nsjailctl-%s", name) < 0 ? NULL : temporary;
}

static int temporary_make(int directory_fd, const char *temporary)
{
	int fd;

	/* Of a call that was killed; there is one at a time. */
	(void)unlinkat(directory_fd, temporary, 0);
	fd = openat(directory_fd, temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	return fd < 0 ? -errno : fd;
}

static int moment_check(const struct edited_file *file, bool is_same, int directory_fd,
			const char *name)
{
	if (is_same)
		return is_unchanged(file, directory_fd, name) ? 0 : -EBUSY;
	return faccessat(directory_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT
		       ? 0
		       : -EEXIST;
}

static int text_put(const struct edited_file *file, bool is_same, int directory_fd,
		    const char *name, const char *text)
{
	_cleanup_free_ char *temporary = temporary_name(name);
	_cleanup_close_ int fd = NO_FD;
	int error;

	if (temporary == NULL)
		return -ENOMEM;
	fd = temporary_make(directory_fd, temporary);
	if (fd < 0)
		return fd;
	error = whole_file_write(fd, text);
	if (error == 0)
		error = likeness_give(file, is_same, fd);
	if (error == 0 && fsync(fd) < 0)
		error = -errno;
	if (error == 0)
		error = moment_check(file, is_same, directory_fd, name);
	if (error == 0 && renameat(directory_fd, temporary, directory_fd, name) < 0)
		error = -errno;
	if (error < 0)
		(void)unlinkat(directory_fd, temporary, 0);
	else
		(void)fsync(directory_fd);
	return error;
}

static int told(struct findings *findings, const char *path, int error)
{
	return error == 0 ? 0
			  : fail(findings, path, error,
				 error == -EBUSY ? "was changed by somebody else meanwhile" : NULL);
}

int edited_file_write(const struct edited_file *file, const char *path, const char *text,
		      struct findings *findings)
{
	const char *name = NULL;
	_cleanup_close_ int directory_fd = directory_open(path, &name, findings);

	if (directory_fd < 0)
		return directory_fd;
	return told(findings, path,
		    text_put(file, file->fd >= 0 && strcmp(path, file->path) == 0, directory_fd,
			     name, text));
}

int edited_file_remove(const struct edited_file *file, struct findings *findings)
{
	const char *name = NULL;
	_cleanup_close_ int directory_fd = directory_open(file->path, &name, findings);
	int error;

	if (directory_fd < 0)
		return directory_fd;
	error = moment_check(file, true, directory_fd, name);
	if (error == 0 && unlinkat(directory_fd, name, 0) < 0)
		error = -errno;
	(void)fsync(directory_fd);
	return told(findings, file->path, error);
}

void edited_file_clear(struct edited_file *file)
{
	free(file->path);
	free(file->text);
	cleanup_close(&file->fd);
	*file = EDITED_FILE_NONE;
}
