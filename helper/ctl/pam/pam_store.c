/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/pam/pam_store.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "ctl/check/check_enabled.h"
#include "ctl/file/whole_file.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"
#include "shared/safe_path.h"

static const char *const endings[] = {
	[PAM_COPY_BEFORE] = PAM_STORE_BEFORE, [PAM_COPY_AFTER] = PAM_STORE_AFTER
};

static int fail(struct findings *findings, const char *path, int error, const char *reason)
{
	findings_add(findings, SEVERITY_ERROR, path, NULL, "%s",
		     reason == NULL ? strerror(-error) : reason);
	return error;
}

int pam_store_open(struct findings *findings)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int place_fd = NO_FD;
	_cleanup_close_ int fd = NO_FD;

	if (mkdir(PAM_STORE_PARENT, 0755) < 0 && errno != EEXIST)
		return fail(findings, PAM_STORE_PARENT, -errno, NULL);
	if (mkdir(PAM_STORE, 0700) < 0 && errno != EEXIST)
		return fail(findings, PAM_STORE, -errno, NULL);
	place_fd = safe_path_open(PAM_STORE, &fault);
	if (place_fd < 0)
		return fail(findings, fault.path, place_fd, fault.reason);
	fd = openat(place_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		return fail(findings, PAM_STORE, -errno, NULL);
	return TAKE_FD(fd);
}

int pam_store_look(void)
{
	int fd = open(PAM_STORE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static char *copy_name(const char *service, enum pam_copy copy)
{
	char *name = NULL;

	return asprintf(&name, "%s%s", service, endings[copy]) < 0 ? NULL : name;
}

char *pam_store_read(int store_fd, const char *service, enum pam_copy copy)
{
	_cleanup_free_ char *name = copy_name(service, copy);
	_cleanup_close_ int fd = NO_FD;
	size_t length;
	char *text;

	if (name == NULL)
		return NULL;
	fd = openat(store_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return fd < 0 || whole_file_read(fd, &text, &length) < 0 ? NULL : text;
}

static int copy_write(int store_fd, const char *service, enum pam_copy copy, const char *text)
{
	_cleanup_free_ char *name = copy_name(service, copy);
	_cleanup_close_ int fd = NO_FD;
	int error;

	if (name == NULL)
		return -ENOMEM;
	if (unlinkat(store_fd, name, 0) < 0 && errno != ENOENT)
		return -errno;
	if (text == NULL)
		return 0;
	fd = openat(store_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	error = whole_file_write(fd, text);
	return error == 0 && fsync(fd) < 0 ? -errno : error;
}

int pam_store_keep(int store_fd, const char *service, const char *before, const char *after,
		   struct findings *findings)
{
	int error = copy_write(store_fd, service, PAM_COPY_BEFORE, before);

	if (error == 0)
		error = copy_write(store_fd, service, PAM_COPY_AFTER, after);
	if (error == 0 && fsync(store_fd) < 0)
		error = -errno;
	if (error == 0)
		return 0;
	pam_store_forget(store_fd, service);
	return fail(findings, PAM_STORE, error, NULL);
}

void pam_store_forget(int store_fd, const char *service)
{
	(void)copy_write(store_fd, service, PAM_COPY_BEFORE, NULL);
	(void)copy_write(store_fd, service, PAM_COPY_AFTER, NULL);
}
