/* SPDX-License-Identifier: BSD-3-Clause */
/* What of a rootfs must be root's, and the check of it; see rootfs_trust.h. */
#include "rootfs/rootfs_trust.h"

#include <fcntl.h>
#include <string.h>

#include "plan/jail_plan.h"
#include "rootfs/rootfs_names.h"
#include "rootfs/rootfs_trust_paths.h"
#include "rootfs/rootfs_walk.h"
#include "rootfs/trust_cache.h"
#include "rootfs/walk_ground.h"
#include "shared/cleanup.h"
#include "shared/noatime.h"
#include "system/file_settled.h"
#include "system/report.h"

#define SCANNED_MAX    256
#define TABLE_PATH_MAX 64

struct scanned_directory {
	dev_t device;
	ino_t inode;
	enum trust_kind kind;
};

/* One run over the tables, whose neighbours have mostly one directory. */
struct trust_run {
	struct walk_ground ground;
	struct rootfs_walk parent; /* stands in that directory */
	char parent_path[TABLE_PATH_MAX];
	int parent_outcome;
	size_t scanned_count;
	struct scanned_directory scanned[SCANNED_MAX];
};

static int path_check(struct trust_run *run, const char *path, enum trust_kind kind);

static bool is_tree(enum trust_kind kind)
{
	return kind == TRUST_TREE || kind == TRUST_DATABASES;
}

static bool is_record(enum trust_kind kind)
{
	return kind == TRUST_RECORD || kind == TRUST_DATABASE;
}

static bool is_made(enum trust_kind kind)
{
	return kind == TRUST_MADE || kind == TRUST_MADE_RECORD;
}

static bool has_library_prefix(const char *name)
{
	for (const char *const *prefix = trust_library_prefixes; *prefix != NULL; prefix++)
		if (strncmp(name, *prefix, strlen(*prefix)) == 0)
			return true;
	return false;
}

/* Checks an entry of the directory that walk->path names; only a plain file needs no walk. */
static int entry_check(struct trust_run *run, struct rootfs_walk *walk, int directory_fd,
		       const char *name, enum trust_kind kind)
{
	int error = rootfs_walk_path_append(walk, name);

	if (error < 0)
		return error;
	if (fstatat(directory_fd, name, &walk->status, AT_SYMLINK_NOFOLLOW) < 0)
		error = errno == ENOENT ? 0 : rootfs_walk_fault(walk, -errno, "can not be checked");
	else if (S_ISREG(walk->status.st_mode))
		error = rootfs_walk_owner_check(walk);
	else
		error = path_check(run, walk->path, kind);
	rootfs_walk_path_cut(walk);
	return error;
}

static int named_entry_check(struct trust_run *run, struct rootfs_walk *walk, int directory_fd,
			     const char *name, enum trust_kind kind)
{
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return 0;
	if (is_tree(kind) || has_library_prefix(name))
		return entry_check(run, walk, directory_fd, name, TRUST_TREE);
	if (strstr(name, trust_multiarch_mark) != NULL)
		return entry_check(run, walk, directory_fd, name, TRUST_LIBRARIES);
	return 0;
}

static int entries_check(struct trust_run *run, struct rootfs_walk *walk, enum trust_kind kind)
{
	/* The walk's own descriptor is an O_PATH of a checked directory; "." can not be a link. */
	_cleanup_close_ int fd =
		noatime_open(rootfs_walk_fd(walk), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_closedir_ DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	int error = 0;

	if (directory == NULL)
		return rootfs_walk_fault(walk, -errno, "can not be read");
	(void)TAKE_FD(fd);
	walk->link_count = 0; /* from here on walk->path speaks for itself */
	while (error == 0) {
		errno = 0;
		entry = readdir(directory);
		if (entry == NULL)
			return errno != 0 ? rootfs_walk_fault(walk, -errno, "can not be read") : 0;
		error = named_entry_check(run, walk, dirfd(directory), entry->d_name, kind);
	}
	return error;
}

/* Many links lead to one directory (lib to usr/lib), and some in a circle. */
static bool was_scanned(const struct trust_run *run, const struct scanned_directory *directory)
{
	for (size_t i = 0; i < run->scanned_count; i++)
		if (run->scanned[i].device == directory->device &&
		    run->scanned[i].inode == directory->inode &&
		    run->scanned[i].kind == directory->kind)
			return true;
	return false;
}

static int directory_scan(struct trust_run *run, struct rootfs_walk *walk, enum trust_kind kind)
{
	struct scanned_directory directory = { walk->status.st_dev, walk->status.st_ino, kind };

	if (was_scanned(run, &directory))
		return 0;
	if (run->scanned_count >= SCANNED_MAX)
		return rootfs_walk_fault(walk, -E2BIG, "is one directory too many to be checked");
	run->scanned[run->scanned_count++] = directory;
	return entries_check(run, walk, kind);
}

static int kind_check(struct trust_run *run, struct rootfs_walk *walk, enum trust_kind kind)
{
	bool is_scanned = kind == TRUST_LIBRARIES || is_tree(kind);
	bool is_directory = S_ISDIR(walk->status.st_mode);

	if (is_directory && is_scanned)
		return directory_scan(run, walk, kind);
	if (kind == TRUST_DIRECTORY && !is_directory)
		return rootfs_walk_fault(walk, -EPERM, "is not a directory");
	if (kind != TRUST_DIRECTORY && !S_ISREG(walk->status.st_mode))
		return rootfs_walk_fault(walk, -EPERM, "is not a regular file");
	return 0;
}

static int path_check(struct trust_run *run, const char *path, enum trust_kind kind)
{
	struct rootfs_walk walk;
	int outcome = rootfs_walk_to(&walk, &run->ground, path, is_record(kind));

	if (outcome == WALK_FOUND)
		outcome = kind_check(run, &walk, kind);
	rootfs_walk_end(&walk);
	return outcome < 0 ? outcome : 0;
}

static int parent_walk(struct trust_run *run, const char *path, size_t length)
{
	if (length >= sizeof(run->parent_path))
		return -ENAMETOOLONG;
	if (strlen(run->parent_path) == length && strncmp(run->parent_path, path, length) == 0)
		return run->parent_outcome;
	rootfs_walk_end(&run->parent);
	memcpy(run->parent_path, path, length);
	run->parent_path[length] = '\0';
	run->parent_outcome = rootfs_walk_to(&run->parent, &run->ground, run->parent_path, false);
	return run->parent_outcome;
}

/* True if one look at what is there is as good as a walk to it. */
static bool is_plain_row(const struct stat *status, enum trust_kind kind)
{
	return kind == TRUST_DIRECTORY ? S_ISDIR(status->st_mode) : S_ISREG(status->st_mode);
}

enum row_form { ROW_ABSENT, ROW_PLAIN, ROW_ODD };

/* The status of what is there is the walk's then. */
static enum row_form row_form(struct rootfs_walk *parent, const struct trust_path *row,
			      const char *name)
{
	if (rootfs_walk_is_covered(parent))
		return ROW_ODD;
	if (fstatat(rootfs_walk_fd(parent), name, &parent->status, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? ROW_ABSENT : ROW_ODD;
	return is_plain_row(&parent->status, row->kind) ? ROW_PLAIN : ROW_ODD;
}

/*
 * A row whose directory was walked to: only root could put something else there meanwhile. Whatever
 * is not plainly what the row asks for is left to a walk of its own.
 */
static int row_look(struct trust_run *run, const struct trust_path *row, const char *name)
{
	struct rootfs_walk *parent = &run->parent;
	const struct stat kept = parent->status;
	int error = rootfs_walk_path_append(parent, name);
	enum row_form form;

	if (error < 0)
		return error;
	form = row_form(parent, row, name);
	if (form == ROW_ABSENT)
		rootfs_names_add_absent(run->ground.names, parent->path);
	else if (form == ROW_PLAIN)
		error = rootfs_walk_owner_check(parent);
	else if (form == ROW_ODD)
		error = path_check(run, row->path, row->kind);
	rootfs_walk_path_cut(parent);
	parent->status = kept;
	return error;
}

static int row_check(struct trust_run *run, const struct trust_path *row)
{
	const char *slash = strrchr(row->path, '/');
	int outcome;

	if (slash == NULL || is_record(row->kind))
		return path_check(run, row->path, row->kind);
	outcome = parent_walk(run, row->path, (size_t)(slash - row->path));
	if (outcome < 0 || outcome == WALK_ABSENT)
		return outcome < 0 ? outcome : 0;
	if (!S_ISDIR(run->parent.status.st_mode))
		return path_check(run, row->path, row->kind);
	return row_look(run, row, slash + 1);
}

/* What the jail mounts there is compared as text, so the text must be the place. */
static bool has_parent_component(const char *path)
{
	for (const char *found = strstr(path, ".."); found != NULL; found = strstr(found + 1, ".."))
		if ((found == path || found[-1] == '/') && (found[2] == '/' || found[2] == '\0'))
			return true;
	return false;
}

static int walk_all(const struct walk_ground *ground)
{
	struct trust_run run = { .ground = *ground, .parent = { .fd = NO_FD } };
	struct rootfs_walk root = { .ground = ground, .fd = NO_FD, .status = ground->status };
	int error = rootfs_walk_owner_check(&root);

	for (const struct trust_path *row = trust_paths; error == 0 && row->path != NULL; row++)
		if (!is_made(row->kind))
			error = row_check(&run, row);
	rootfs_walk_end(&run.parent);
	return error;
}

/* What is noted on the way serves the next login. */
static int walk_noting(struct trust_cache *cache, const struct walk_ground *ground)
{
	uint64_t now_ns = file_settled_clock();
	int error;

	if (trust_cache_is_wanted(cache))
		rootfs_names_begin(ground->names);
	error = walk_all(ground);
	if (error == 0 && rootfs_names_complete(ground->names, now_ns))
		(void)trust_cache_write(cache, ground->names);
	return error;
}

static int ground_check(const struct walk_ground *ground, int state_fd)
{
	struct trust_cache cache;
	int error = 0;

	trust_cache_open(&cache, state_fd, ground);
	if (!trust_cache_read(&cache, ground->names) ||
	    !rootfs_names_are_trusted(ground->names, ground)) {
		rootfs_names_clear(ground->names);
		error = walk_noting(&cache, ground);
	}
	rootfs_names_clear(ground->names);
	trust_cache_close(&cache);
	return error;
}

static struct walk_ground ground_of(int rootfs_fd, const struct jail_plan *plan,
				    const struct request *request, struct report *report,
				    struct rootfs_names *names)
{
	return (struct walk_ground){ .rootfs_fd = rootfs_fd,
				     .rootfs_path = plan->rootfs,
				     .request = request,
				     .has_own_groups = plan->accounts == ACCOUNTS_ROOTFS,
				     .report = report,
				     .names = names };
}

bool rootfs_trust_has_file(int rootfs_fd, const struct jail_plan *plan,
			   const struct request *request, const char *path)
{
	struct rootfs_names names = ROOTFS_NAMES_NONE;
	struct report unsaid = { .socket_fd = NO_FD };
	struct walk_ground ground = ground_of(rootfs_fd, plan, request, &unsaid, &names);
	struct rootfs_walk walk;
	bool is_there;

	if (fstat(rootfs_fd, &ground.status) < 0)
		return false;
	is_there = rootfs_walk_to(&walk, &ground, path, false) == WALK_FOUND &&
		   S_ISREG(walk.status.st_mode);
	rootfs_walk_end(&walk);
	rootfs_names_clear(&names);
	return is_there;
}

int rootfs_trust_check(int rootfs_fd, const struct jail_plan *plan, int state_fd,
		       const struct request *request, struct report *report)
{
	struct rootfs_names names = ROOTFS_NAMES_NONE;
	struct walk_ground ground = ground_of(rootfs_fd, plan, request, report, &names);

	if (has_parent_component(request->home))
		return report_error(report, EINVAL, "home '%s' holds '..'", request->home);
	if (fstat(rootfs_fd, &ground.status) < 0)
		return report_error(report, errno, "rootfs '%s'", plan->rootfs);
	return ground_check(&ground, state_fd);
}
