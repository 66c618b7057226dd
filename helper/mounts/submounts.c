/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "mounts/submounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "system/mount_tree.h"

/* Blanks, newlines and backslashes of a path stand as three octal digits. */
static void octal_undo(char *path)
{
	char *to = path;

	for (const char *from = path; *from != '\0'; from++) {
		unsigned int byte = (unsigned char)*from;

		if (*from == '\\' && strspn(from + 1, "01234567") >= 3) {
			byte = (unsigned int)((from[1] - '0') * 64 + (from[2] - '0') * 8 +
					      (from[3] - '0'));
			from += 3;
		}
		*to++ = (char)byte;
	}
	*to = '\0';
}

struct mount_place_line {
	uint64_t id, parent;
	char *place; /* in the line */
};

/* ID PARENT MAJOR:MINOR ROOT PLACE ... */
static bool line_read(struct mount_place_line *ret_line, char *text)
{
	struct mount_place_line line = { 0 };
	char *end;

	line.id = strtoull(text, &end, 10);
	line.parent = strtoull(end, &end, 10);
	text = end + strspn(end, " ");
	(void)strsep(&text, " ");
	(void)strsep(&text, " ");
	line.place = strsep(&text, " ");
	if (line.place == NULL)
		return false;
	octal_undo(line.place);
	*ret_line = line;
	return true;
}

/* With all that hangs below it in its turn. */
static int bring(int base_fd, int root_fd, const char *place)
{
	_cleanup_close_ int fd = mount_target_open(base_fd, place);

	return fd < 0 ? fd : mount_tree_attach_at(fd, root_fd, place);
}

static char *place_find(FILE *mounts, uint64_t id)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;

	while (getline(&text, &size, mounts) > 0) {
		struct mount_place_line line;

		if (line_read(&line, text) && line.id == id)
			return strdup(line.place);
	}
	return NULL;
}

/* What lies over the base itself may be the overlay that this is for. */
static bool is_child(const struct mount_place_line *line, uint64_t base_id, size_t base_length)
{
	return line->parent == base_id && line->place[base_length] == '/';
}

static int children_bring(FILE *mounts, uint64_t base_id, size_t base_length, int base_fd,
			  int root_fd)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	int error = 0;

	while (error == 0 && getline(&text, &size, mounts) > 0) {
		struct mount_place_line line;

		if (line_read(&line, text) && is_child(&line, base_id, base_length))
			error = bring(base_fd, root_fd, line.place + base_length + 1);
	}
	return error;
}

#define _cleanup_file_ __attribute__((cleanup(file_cleanup)))

static void file_cleanup(FILE **file)
{
	if (*file != NULL)
		(void)fclose(*file);
}

int submounts_attach(int base_fd, int root_fd)
{
	_cleanup_file_ FILE *mounts = fopen("/proc/self/mountinfo", "re");
	_cleanup_free_ char *base = NULL;
	struct statx status;

	if (mounts == NULL || statx(base_fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &status) < 0)
		return -errno;
	base = place_find(mounts, status.stx_mnt_id);
	if (base == NULL)
		return -ENOENT;
	rewind(mounts);
	return children_bring(mounts, status.stx_mnt_id, strlen(base), base_fd, root_fd);
}
