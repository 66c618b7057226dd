/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/assign/own_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ctl/show/findings.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/safe_path.h"
#include "state/lock_wait.h"
#include "system/report.h"

/* Fifty panels at once need less, and who waits longer is told. */
#define TURN_MS 30000

static int fail(struct findings *findings, const char *path, int error, const char *reason)
{
	findings_add(findings, SEVERITY_ERROR, path, NULL, "%s",
		     reason == NULL ? strerror(-error) : reason);
	return error;
}

/* The configuration's directory is looked at first, so that nothing is made elsewhere. */
static int directory_make(const char *config_path, const char *path, struct findings *findings)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_free_ char *parent = strndup(path, strlen(path) - strlen("/nsjail.d"));
	_cleanup_close_ int fd = NO_FD;

	if (parent == NULL)
		return fail(findings, config_path, -ENOMEM, NULL);
	fd = safe_path_open(parent[0] == '\0' ? "/" : parent, &fault);
	if (fd < 0)
		return fail(findings, fault.path, fd, fault.reason);
	if (mkdirat(fd, "nsjail.d", 0755) < 0 && errno != EEXIST)
		return fail(findings, path, -errno, NULL);
	return 0;
}

static int turn_wait(const char *path, struct findings *findings)
{
	struct safe_path_fault fault = { .reason = NULL };
	struct report unsaid = { .socket_fd = NO_FD };
	_cleanup_close_ int place_fd = safe_path_open(path, &fault);
	_cleanup_close_ int fd = NO_FD;
	int error;

	if (place_fd < 0)
		return fail(findings, fault.path, place_fd, fault.reason);
	fd = openat(place_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(findings, path, -errno, NULL);
	error = lock_wait_directory(fd, boottime_ms() + TURN_MS, &unsaid);
	if (error < 0)
		return fail(findings, path, error,
			    error == -ETIMEDOUT ? "another call has not finished" : NULL);
	return TAKE_FD(fd);
}

int own_place_open(const char *config_path, struct findings *findings)
{
	_cleanup_free_ char *path = NULL;
	int length = (int)(strrchr(config_path, '/') - config_path), error;

	if (asprintf(&path, "%.*s/nsjail.d", length, config_path) < 0) {
		path = NULL;
		return fail(findings, config_path, -ENOMEM, NULL);
	}
	error = directory_make(config_path, path, findings);
	return error < 0 ? error : turn_wait(path, findings);
}
