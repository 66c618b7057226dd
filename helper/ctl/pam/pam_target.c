/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/pam/pam_target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>

#include "ctl/pam/whole_file.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"
#include "shared/safe_path.h"

static int fail(struct findings *findings, const char *path, int error, const char *reason)
{
	findings_add(findings, SEVERITY_ERROR, path, NULL, "%s",
		     reason == NULL ? strerror(-error) : reason);
	return error;
}

static const char *file_fault(const struct pam_target *target, size_t length)
{
	if (target->status.st_nlink > 1)
		return "has a second name (a hard link), and would lose it";
	return strlen(target->text) != length ? "has a NUL byte in it" : NULL;
}

int pam_target_read(struct pam_target *ret_target, const char *path, struct findings *findings)
{
	_cleanup_pam_target_ struct pam_target target = PAM_TARGET_NONE;
	struct safe_path_fault fault = { .reason = NULL };
	size_t length = 0;
	const char *reason;
	int error;

	target.fd = safe_path_open_file(path, &fault);
	if (target.fd < 0)
		return fail(findings, fault.path, target.fd, fault.reason);
	target.path = strdup(path);
	error = fstat(target.fd, &target.status) < 0 ? -errno : 0;
	if (error == 0)
		error = whole_file_read(target.fd, &target.text, &length);
	if (error < 0 || target.path == NULL)
		return fail(findings, path, error < 0 ? error : -ENOMEM, NULL);
	reason = file_fault(&target, length);
	if (reason != NULL)
		return fail(findings, path, -EINVAL, reason);
	*ret_target = target;
	target = PAM_TARGET_NONE;
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

static int likeness_give(const struct pam_target *target, bool is_same, int fd)
{
	if (fchown(fd, target->status.st_uid, target->status.st_gid) < 0 ||
	    fchmod(fd, target->status.st_mode & 07777) < 0)
		return -errno;
	/* In another directory the label is that of its files. */
	return is_same ? attributes_copy(target->fd, fd) : 0;
}

static bool is_same_time(const struct timespec *one, const struct timespec *other)
{
	return one->tv_sec == other->tv_sec && one->tv_nsec == other->tv_nsec;
}

static bool is_unchanged(const struct pam_target *target, int directory_fd, const char *name)
{
	struct stat now;

	return fstatat(directory_fd, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	       now.st_dev == target->status.st_dev && now.st_ino == target->status.st_ino &&
	       now.st_size == target->status.st_size &&
	       is_same_time(&now.st_mtim, &target->status.st_mtim) &&
	       is_same_time(&now.st_ctim, &target->status.st_ctim);
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

/* Of no service, and none of an editor's: libpam is never asked for it. The caller's to free. */
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

static int moment_check(const struct pam_target *target, bool is_same, int directory_fd,
			const char *name)
{
	if (is_same)
		return is_unchanged(target, directory_fd, name) ? 0 : -EBUSY;
	return faccessat(directory_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT
		       ? 0
		       : -EEXIST;
}

static int text_put(const struct pam_target *target, bool is_same, int directory_fd,
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
		error = likeness_give(target, is_same, fd);
	if (error == 0 && fsync(fd) < 0)
		error = -errno;
	if (error == 0)
		error = moment_check(target, is_same, directory_fd, name);
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

int pam_target_write(const struct pam_target *target, const char *path, const char *text,
		     struct findings *findings)
{
	const char *name = NULL;
	_cleanup_close_ int directory_fd = directory_open(path, &name, findings);

	if (directory_fd < 0)
		return directory_fd;
	return told(findings, path,
		    text_put(target, strcmp(path, target->path) == 0, directory_fd, name, text));
}

int pam_target_remove(const struct pam_target *target, struct findings *findings)
{
	const char *name = NULL;
	_cleanup_close_ int directory_fd = directory_open(target->path, &name, findings);
	int error;

	if (directory_fd < 0)
		return directory_fd;
	error = moment_check(target, true, directory_fd, name);
	if (error == 0 && unlinkat(directory_fd, name, 0) < 0)
		error = -errno;
	(void)fsync(directory_fd);
	return told(findings, target->path, error);
}

void pam_target_clear(struct pam_target *target)
{
	free(target->path);
	free(target->text);
	cleanup_close(&target->fd);
	*target = PAM_TARGET_NONE;
}
