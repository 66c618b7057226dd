/* SPDX-License-Identifier: BSD-3-Clause */
/* Rights of processes; see verify_status.h. */
#include "ctl/verify/verify_status.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"

static const struct {
	const char *key;
	size_t offset;
} masks[] = {
	{ "CapPrm:", offsetof(struct verify_status, permitted) },
	{ "CapEff:", offsetof(struct verify_status, effective) },
	{ "CapBnd:", offsetof(struct verify_status, bounding) },
};

static void line_take(struct verify_status *status, const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(masks); i++)
		if (strncmp(line, masks[i].key, strlen(masks[i].key)) == 0)
			*(uint64_t *)(void *)((char *)status + masks[i].offset) =
				strtoull(line + strlen(masks[i].key), NULL, 16);
	if (strncmp(line, "NoNewPrivs:", 11) == 0)
		status->no_new_privs = strtol(line + 11, NULL, 10) == 1;
	if (strncmp(line, "Seccomp:", 8) == 0)
		status->has_filter = strtol(line + 8, NULL, 10) == 2;
}

int verify_status_read(int process_fd, struct verify_status *ret_status)
{
	_cleanup_close_ int fd = openat(process_fd, "status", O_RDONLY | O_CLOEXEC);
	_cleanup_fclose_ FILE *stream = fd < 0 ? NULL : fdopen(fd, "r");
	struct verify_status status = { 0 };
	char line[512];
	bool is_read = false;

	if (stream == NULL)
		return -errno;
	fd = NO_FD;
	while (fgets(line, sizeof(line), stream) != NULL) {
		line_take(&status, line);
		is_read = true;
	}
	if (!is_read)
		return -ESRCH;
	*ret_status = status;
	return 0;
}

static bool is_loose(const struct verify_status *found, const struct verify_status *expected)
{
	return (found->bounding & ~expected->bounding) != 0 ||
	       (expected->no_new_privs && !found->no_new_privs) ||
	       (expected->has_filter && !found->has_filter);
}

/* Of the link itself: where it leads to is not entered. */
static bool is_same(int one_fd, const char *one, int other_fd, const char *other)
{
	struct stat left, right;

	return fstatat(one_fd, one, &left, 0) == 0 && fstatat(other_fd, other, &right, 0) == 0 &&
	       left.st_ino == right.st_ino && left.st_dev == right.st_dev;
}

/* The root of a process as a mount: the inode may be the host's by configuration. */
static bool has_host_root(int process_fd)
{
	struct statx theirs = { 0 }, own = { 0 };

	return statx(process_fd, "root", 0, STATX_MNT_ID, &theirs) == 0 &&
	       statx(AT_FDCWD, "/", 0, STATX_MNT_ID, &own) == 0 &&
	       theirs.stx_mnt_id == own.stx_mnt_id;
}

static void process_look(struct verify_crowd *crowd, int process_fd, int probe_fd,
			 const struct verify_status *expected, const char *name)
{
	struct verify_status status = { 0 };

	if (!is_same(process_fd, "ns/pid", probe_fd, "ns/pid") ||
	    verify_status_read(process_fd, &status) < 0)
		return;
	crowd->count++;
	crowd->elsewhere_count += has_host_root(process_fd);
	if (!is_loose(&status, expected))
		return;
	crowd->loose_count++;
	(void)snprintf(crowd->example, sizeof(crowd->example), "%.20s", name);
}

int verify_crowd_look(struct verify_crowd *ret_crowd, int probe, int init, int process_fd,
		      const struct verify_status *expected)
{
	_cleanup_closedir_ DIR *proc = opendir("/proc");
	struct verify_crowd crowd = { 0 };
	const struct dirent *entry;

	if (proc == NULL)
		return -errno;
	while ((entry = readdir(proc)) != NULL) {
		long pid = strtol(entry->d_name, NULL, 10);
		_cleanup_close_ int fd = NO_FD;

		if (pid <= 0 || pid == probe || pid == init)
			continue;
		fd = openat(dirfd(proc), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0)
			process_look(&crowd, fd, process_fd, expected, entry->d_name);
	}
	*ret_crowd = crowd;
	return 0;
}
