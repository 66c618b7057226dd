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

/* The mounts that hang below one, as far as they have been met: parents come before children. */
struct family {
	uint64_t *ids;
	size_t count;
	char *base; /* where the first one is mounted; owned */
};

static void family_clear(struct family *family)
{
	free(family->ids);
	free(family->base);
}

static bool family_has(const struct family *family, uint64_t id)
{
	for (size_t i = 0; i < family->count; i++)
		if (family->ids[i] == id)
			return true;
	return false;
}

static int family_add(struct family *family, uint64_t id)
{
	uint64_t *ids = reallocarray(family->ids, family->count + 1, sizeof(*ids));

	if (ids == NULL)
		return -ENOMEM;
	family->ids = ids;
	ids[family->count++] = id;
	return 0;
}

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

static int copy(int base_fd, int root_fd, const char *place)
{
	_cleanup_close_ int source_fd = mount_target_open(base_fd, place);
	_cleanup_close_ int tree_fd = NO_FD;

	if (source_fd < 0)
		return source_fd;
	tree_fd = mount_tree_clone(source_fd, MOUNT_ATTR_RDONLY, false);
	return tree_fd < 0 ? tree_fd : mount_tree_attach_at(tree_fd, root_fd, place);
}

static int line_take(struct family *family, const struct mount_place_line *line, int base_fd,
		     int root_fd)
{
	size_t length = strlen(family->base);
	int error;

	/* What lies over the base itself may be the overlay that this is for. */
	if (!family_has(family, line->parent) || line->place[length] != '/')
		return 0;
	error = family_add(family, line->id);
	return error < 0 ? error : copy(base_fd, root_fd, line->place + length + 1);
}

static int base_find(struct family *family, FILE *mounts, uint64_t base_id)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;

	while (getline(&text, &size, mounts) > 0) {
		struct mount_place_line line;

		if (!line_read(&line, text) || line.id != base_id)
			continue;
		family->base = strdup(line.place);
		return family->base == NULL ? -ENOMEM : family_add(family, base_id);
	}
	return -ENOENT;
}

static int lines_take(struct family *family, FILE *mounts, int base_fd, int root_fd)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	int error = 0;

	while (error == 0 && getline(&text, &size, mounts) > 0) {
		struct mount_place_line line;

		if (line_read(&line, text))
			error = line_take(family, &line, base_fd, root_fd);
	}
	return error;
}

#define _cleanup_file_ __attribute__((cleanup(file_cleanup)))

static void file_cleanup(FILE **file)
{
	if (*file != NULL)
		(void)fclose(*file);
}

#define _cleanup_family_ __attribute__((cleanup(family_clear)))

int submounts_attach(int base_fd, int root_fd)
{
	_cleanup_file_ FILE *mounts = fopen("/proc/self/mountinfo", "re");
	_cleanup_family_ struct family family = { 0 };
	struct statx status;
	int error;

	if (mounts == NULL || statx(base_fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &status) < 0)
		return -errno;
	error = base_find(&family, mounts, status.stx_mnt_id);
	if (error < 0)
		return error;
	/* From the beginning: the list's order is that of mounting, but for where they hang. */
	rewind(mounts);
	return lines_take(&family, mounts, base_fd, root_fd);
}
