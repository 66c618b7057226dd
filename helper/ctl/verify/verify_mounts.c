/* SPDX-License-Identifier: BSD-3-Clause */
/* mountinfo, line by line; see verify_mounts.h. */
#include "ctl/verify/verify_mounts.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "ctl/list/keepers.h"
#include "ctl/verify/verify_result.h"
#include "mounts/procfs.h"
#include "shared/cleanup.h"

/* One line of proc_pid_mountinfo(5); points into it. */
struct mount_line {
	int id, parent;
	char *root, *target, *options, *type, *super; /* super may be NULL */
	bool is_private;
};

struct mount_table {
	size_t count;
	struct mount_line *list; /* owned */
	char *text;		 /* owned */
};

static void table_clear(struct mount_table *table)
{
	free(table->list);
	free(table->text);
}

#define _cleanup_mounts_ __attribute__((cleanup(table_clear)))

static int text_read(int process_fd, char **ret_text)
{
	_cleanup_close_ int fd = openat(process_fd, "mountinfo", O_RDONLY | O_CLOEXEC);
	_cleanup_fclose_ FILE *stream = fd < 0 ? NULL : fdopen(fd, "r");
	size_t size = 0;

	if (stream == NULL)
		return -errno;
	fd = NO_FD;
	/* No NUL is in it: the whole file at once. */
	return getdelim(ret_text, &size, '\0', stream) < 0 ? -EIO : 0;
}

/* ID PARENT MAJOR:MINOR ROOT TARGET OPTIONS [FIELD...] - TYPE SOURCE SUPER */
static bool line_read(struct mount_line *ret_line, char *text)
{
	struct mount_line line = { .is_private = true };
	int numbers[3]; /* the third is a device's, and is not asked for */
	char *word;

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if ((word = strsep(&text, " ")) == NULL)
			return false;
		numbers[i] = (int)strtol(word, NULL, 10);
	}
	line.id = numbers[0];
	line.parent = numbers[1];
	line.root = strsep(&text, " ");
	line.target = strsep(&text, " ");
	line.options = strsep(&text, " ");
	while ((word = strsep(&text, " ")) != NULL && strcmp(word, "-") != 0)
		line.is_private = false;
	line.type = strsep(&text, " ");
	(void)strsep(&text, " "); /* the source */
	line.super = strsep(&text, " ");
	*ret_line = line;
	return line.root != NULL && line.target != NULL && line.options != NULL &&
	       line.type != NULL;
}

static int table_read(struct mount_table *table, int process_fd)
{
	int error = text_read(process_fd, &table->text);
	char *rest = table->text, *line;

	while (error == 0 && (line = strsep(&rest, "\n")) != NULL) {
		struct mount_line *grown =
			reallocarray(table->list, table->count + 1, sizeof(*grown));

		if (grown == NULL)
			return -ENOMEM;
		table->list = grown;
		table->count += line_read(&grown[table->count], line);
	}
	return error;
}

static bool has_option(const struct mount_line *line, const char *option)
{
	size_t length = strlen(option);

	for (const char *found = line->options; (found = strstr(found, option)) != NULL;
	     found += length)
		if ((found == line->options || found[-1] == ',') &&
		    (found[length] == ',' || found[length] == '\0'))
			return true;
	return false;
}

static bool is_below(const char *target, const char *above)
{
	size_t length = strcmp(above, "/") == 0 ? 0 : strlen(above);

	return strncmp(target, above, length) == 0 && target[length] == '/' &&
	       target[length + 1] != '\0';
}

static const struct mount_line *parent_find(const struct mount_table *table, int id)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->list[i].id == id)
			return &table->list[i];
	return NULL;
}

/* In its parent another one lies on a directory above it. */
static bool is_covered(const struct mount_table *table, const struct mount_line *line)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->list[i].parent == line->parent &&
		    is_below(line->target, table->list[i].target))
			return true;
	return false;
}

/* Neither does another one lie on it, nor over it or what it is mounted in. */
static bool is_seen(const struct mount_table *table, const struct mount_line *line)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->list[i].parent == line->id &&
		    strcmp(table->list[i].target, line->target) == 0)
			return false;
	for (size_t steps = 0; line != NULL && steps < table->count; steps++) {
		if (is_covered(table, line))
			return false;
		line = parent_find(table, line->parent);
	}
	return true;
}

/* The one that is seen at a place, or NULL. */
static const struct mount_line *mount_find(const struct mount_table *table, const char *target)
{
	for (size_t i = 0; i < table->count; i++)
		if (strcmp(table->list[i].target, target) == 0 && is_seen(table, &table->list[i]))
			return &table->list[i];
	return NULL;
}

/* A whole file system of this type at another place, or NULL. */
static const struct mount_line *stray_find(const struct mount_table *table, const char *type,
					   const char *place)
{
	for (size_t i = 0; i < table->count; i++)
		if (strcmp(table->list[i].type, type) == 0 &&
		    strcmp(table->list[i].root, "/") == 0 &&
		    strcmp(table->list[i].target, place) != 0)
			return &table->list[i];
	return NULL;
}

typedef bool line_rule(const struct mount_line *line);

static bool is_private(const struct mount_line *line)
{
	return line->is_private;
}

static bool has_nosuid(const struct mount_line *line)
{
	return has_option(line, "nosuid");
}

/* Our own /dev and the terminals are the exceptions. */
static bool has_nodev(const struct mount_line *line)
{
	bool is_dev = strcmp(line->target, "/dev") == 0 && strcmp(line->type, "tmpfs") == 0 &&
		      has_option(line, "ro");

	return has_option(line, "nodev") || is_dev || strcmp(line->type, "devpts") == 0;
}

/* Of what a devpts has beyond the jail's own, the kernel counts for the whole machine alone. */
static bool has_terminals_bound(const struct mount_line *line)
{
	return strcmp(line->type, "devpts") != 0 ||
	       (strcmp(line->target, "/dev/pts") == 0 && line->super != NULL &&
		strstr(line->super, "max=") != NULL);
}

static void all_tell(struct verify_results *results, const struct mount_table *table,
		     line_rule *rule, const char *property)
{
	const char *broken = NULL;

	for (size_t i = 0; i < table->count; i++)
		if (!rule(&table->list[i]))
			broken = table->list[i].target;
	verify_tell(results, broken == NULL ? VERIFY_HOLDS : VERIFY_FAILS, property,
		    "%zu mounts%s%s", table->count, broken == NULL ? "" : ", but not ",
		    broken == NULL ? "" : broken);
}

/* What the host's kernel does not have needs no cover. */
static bool exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

/* Paths are from the root, without the slash. True if each that exists is covered as it is to be.
 */
static const char *cover_gap(const struct mount_table *table, const char *const *paths,
			     bool is_mask)
{
	for (; *paths != NULL; paths++) {
		char target[128];
		const struct mount_line *line;

		(void)snprintf(target, sizeof(target), "/%s", *paths);
		line = mount_find(table, target);
		if (exists(target) && (line == NULL || !has_option(line, "ro") ||
				       (is_mask ? strcmp(line->type, "proc") == 0 : false)))
			return *paths;
	}
	return NULL;
}

static void covers_tell(struct verify_results *results, const struct kept_jail *jail,
			const struct mount_table *table)
{
	static const char *const properties[] = { "controls below /proc are read-only",
						  "what /proc tells of the host is masked" };
	const char *const *const lists[] = { procfs_readonly_paths, procfs_masked_paths };
	const struct mount_line *stray = stray_find(table, "proc", "/proc");

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		const char *gap = cover_gap(table, lists[i], i == 1);

		/* Another procfs has no covers at all. */
		if (gap == NULL && stray != NULL)
			gap = stray->target + 1;
		if (strcmp(jail->proc, "no") == 0)
			verify_tell(results,
				    mount_find(table, "/proc") == NULL && stray == NULL
					    ? VERIFY_HOLDS
					    : VERIFY_FAILS,
				    properties[i], "proc = no");
		else
			verify_tell(results, gap == NULL ? VERIFY_HOLDS : VERIFY_FAILS,
				    properties[i], "%s%s", gap == NULL ? "all of them" : "not /",
				    gap == NULL ? "" : gap);
	}
}

static void proc_tell(struct verify_results *results, const struct kept_jail *jail,
		      const struct mount_table *table)
{
	const struct mount_line *sys = mount_find(table, "/sys");
	const struct mount_line *stray = stray_find(table, "sysfs", "/sys");
	bool is_there = sys != NULL && strcmp(sys->type, "sysfs") == 0;

	if (strcmp(jail->sysfs, "yes") == 0)
		verify_tell(results,
			    is_there && has_option(sys, "ro") && stray == NULL ? VERIFY_HOLDS
									       : VERIFY_FAILS,
			    "/sys is read-only", "sysfs = yes");
	else
		verify_tell(results, is_there || stray != NULL ? VERIFY_FAILS : VERIFY_HOLDS,
			    "there is no sysfs", "%s",
			    is_there	    ? "/sys"
			    : stray != NULL ? stray->target
					    : "none");
}

/* The root as a mount of its own; the host's tree may be behind it by configuration. */
static void root_tell(struct verify_results *results, int process_fd)
{
	struct statx theirs = { 0 }, own = { 0 };
	bool is_known = statx(process_fd, "root", 0, STATX_MNT_ID, &theirs) == 0 &&
			statx(AT_FDCWD, "/", 0, STATX_MNT_ID, &own) == 0;

	verify_tell(results,
		    is_known && theirs.stx_mnt_id != own.stx_mnt_id ? VERIFY_HOLDS : VERIFY_FAILS,
		    "the root is not the host's", "mount %llu, the host's is %llu",
		    (unsigned long long)theirs.stx_mnt_id, (unsigned long long)own.stx_mnt_id);
}

static bool is_of_type(const struct mount_table *table, const char *target, const char *type)
{
	const struct mount_line *line = mount_find(table, target);

	return line != NULL && strcmp(line->type, type) == 0;
}

/* By an overlay, or a tmpfs that is made for the jail; the host's /usr on that is one of these. */
static bool has_own_inodes(const struct mount_table *table, const char *rootfs)
{
	if (strcmp(rootfs, "@usr") == 0 && !is_of_type(table, "/usr", "overlay"))
		return false;
	return is_of_type(table, "/", "overlay") ||
	       (rootfs[0] == '@' && is_of_type(table, "/", "tmpfs"));
}

static void inodes_tell(struct verify_results *results, const struct kept_jail *jail,
			const struct mount_table *table)
{
	const char *property = "inodes of the base are the jail's own";
	bool are_own = has_own_inodes(table, jail->rootfs);

	if (strcmp(jail->shared_inodes, "yes") == 0)
		verify_tell(results, VERIFY_OPEN, property, "shared_inodes, or a writable root");
	else
		verify_tell(results, are_own ? VERIFY_HOLDS : VERIFY_FAILS, property,
			    "%s an overlay or a tmpfs of its own", are_own ? "on" : "not on");
}

void verify_mounts(struct verify_results *results, const struct kept_jail *jail, int process_fd)
{
	_cleanup_mounts_ struct mount_table table = { 0 };

	root_tell(results, process_fd);
	if (table_read(&table, process_fd) < 0 || table.count == 0) {
		verify_tell(results, VERIFY_FAILS, "the mounts", "can not be read");
		return;
	}
	all_tell(results, &table, is_private, "no mount is shared with the host");
	all_tell(results, &table, has_nodev, "no mount but /dev has devices");
	if (strcmp(jail->private, "yes") == 0)
		verify_tell(results, VERIFY_OPEN, "no mount has setuid programs",
			    "user_namespace = yes: they give the jail's own root");
	else
		all_tell(results, &table, has_nosuid, "no mount has setuid programs");
	covers_tell(results, jail, &table);
	proc_tell(results, jail, &table);
	all_tell(results, &table, has_terminals_bound, "terminals are bounded");
	inodes_tell(results, jail, &table);
}
