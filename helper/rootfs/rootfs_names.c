/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of a trust walk; see rootfs_names.h. */
#include "rootfs/rootfs_names.h"

#include <fcntl.h>
#include <string.h>

#include "rootfs/walk_ground.h"
#include "shared/cleanup.h"
#include "system/file_settled.h"

/* Beside the bits of S_IFMT. */
#define KIND_RECORD 1U
#define KIND_ABSENT 2U

static uint32_t kind_of(mode_t mode, bool is_record)
{
	return (mode & S_IFMT) | (is_record ? KIND_RECORD : 0U);
}

static uint64_t changed_ns(const struct stat *status)
{
	const struct timespec *time = &status->st_ctim;

	return S_ISDIR(status->st_mode)
		       ? (uint64_t)time->tv_sec * 1000000000 + (uint64_t)time->tv_nsec
		       : 0;
}

void rootfs_names_begin(struct rootfs_names *names)
{
	*names = (struct rootfs_names)ROOTFS_NAMES_NONE;
	names->list_stream = open_memstream(&names->list_bytes, &names->list_size);
	names->text_stream = open_memstream(&names->text, &names->text_size);
	if (names->list_stream == NULL || names->text_stream == NULL)
		rootfs_names_clear(names);
}

static void add(struct rootfs_names *names, struct rootfs_name *name, const char *path)
{
	long place;

	if (names->list_stream == NULL)
		return;
	place = ftell(names->text_stream);
	name->path = (uint32_t)place;
	if (place < 0 || place > INT32_MAX ||
	    fwrite(path, strlen(path) + 1, 1, names->text_stream) != 1 ||
	    fwrite(name, sizeof(*name), 1, names->list_stream) != 1)
		names->is_broken = true;
}

void rootfs_names_add_kind(struct rootfs_names *names, const char *path, const struct stat *status,
			   uint32_t kind)
{
	struct rootfs_name name = {
		.device = status->st_dev,
		.inode = status->st_ino,
		.changed_ns = changed_ns(status),
		.kind = kind,
	};

	add(names, &name, path);
}

void rootfs_names_add(struct rootfs_names *names, const char *path, const struct stat *status,
		      bool is_record)
{
	rootfs_names_add_kind(names, path, status, kind_of(status->st_mode, is_record));
}

void rootfs_names_add_absent(struct rootfs_names *names, const char *path)
{
	struct rootfs_name name = { .kind = KIND_ABSENT };

	add(names, &name, path);
}

/* "usr" comes before "usr/lib"; the same path as a record and as none are two names. */
static int order(const void *one, const void *other, void *text)
{
	const struct rootfs_name *a = one, *b = other;
	int difference = strcmp((const char *)text + a->path, (const char *)text + b->path);

	return difference != 0 ? difference : (a->kind > b->kind) - (a->kind < b->kind);
}

static void sort(struct rootfs_names *names)
{
	size_t kept = 0;

	qsort_r(names->list, names->count, sizeof(*names->list), order, names->text);
	for (size_t i = 0; i < names->count; i++)
		if (kept == 0 || order(&names->list[kept - 1], &names->list[i], names->text) != 0)
			names->list[kept++] = names->list[i];
	names->count = kept;
}

static bool is_settled(const struct rootfs_names *names, uint64_t now_ns)
{
	const struct rootfs_name *name = names->list;

	for (size_t i = 0; i < names->count; i++, name++)
		if (name->kind != KIND_ABSENT && (name->device != names->list[0].device ||
						  !file_settled_is(name->changed_ns, now_ns)))
			return false;
	return names->count > 0;
}

static void stream_end(FILE **stream, bool *is_broken)
{
	*is_broken |= *stream == NULL || fclose(*stream) != 0;
	*stream = NULL;
}

bool rootfs_names_complete(struct rootfs_names *names, uint64_t now_ns)
{
	stream_end(&names->list_stream, &names->is_broken);
	stream_end(&names->text_stream, &names->is_broken);
	if (names->is_broken)
		return false;
	names->list = (void *)TAKE_PTR(names->list_bytes);
	names->count = names->list_size / sizeof(*names->list);
	sort(names);
	return is_settled(names, now_ns);
}

bool rootfs_names_take(struct rootfs_names *names, struct rootfs_name *list, size_t count,
		       char *text, size_t text_size)
{
	*names = (struct rootfs_names){
		.list = list, .text = text, .count = count, .text_size = text_size
	};
	if (count == 0 || text_size == 0 || text[text_size - 1] != '\0')
		return false;
	for (size_t i = 0; i < count; i++)
		if (list[i].path >= text_size)
			return false;
	return true;
}

static bool is_same(const struct rootfs_name *name, const struct stat *status)
{
	return name->device == status->st_dev && name->inode == status->st_ino &&
	       (name->kind & S_IFMT) == (status->st_mode & S_IFMT) &&
	       name->changed_ns == changed_ns(status);
}

/*
 * Of a link only its being there matters, as in a walk; a change of where it leads is one of its
 * directory, and so is a name that was not there. Parents come first, so none of the path's own
 * directories is a link by now.
 */
static bool is_trusted(const struct rootfs_name *name, const char *path,
		       const struct walk_ground *ground)
{
	struct stat status;

	if (walk_ground_is_home(ground, path))
		return false;
	if (name->kind == KIND_ABSENT)
		return true;
	if (fstatat(ground->rootfs_fd, path, &status, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) < 0 ||
	    !is_same(name, &status))
		return false;
	return S_ISLNK(status.st_mode) ||
	       walk_ground_trusts(ground, path, &status, (name->kind & KIND_RECORD) != 0);
}

bool rootfs_names_are_trusted(const struct rootfs_names *names, const struct walk_ground *ground)
{
	for (size_t i = 0; i < names->count; i++)
		if (!is_trusted(&names->list[i], names->text + names->list[i].path, ground))
			return false;
	return names->count > 0;
}

void rootfs_names_clear(struct rootfs_names *names)
{
	cleanup_fclose(&names->list_stream);
	cleanup_fclose(&names->text_stream);
	free(names->list_bytes);
	free(names->list);
	free(names->text);
	*names = (struct rootfs_names)ROOTFS_NAMES_NONE;
}
