/* SPDX-License-Identifier: BSD-3-Clause */
/* The keys that mount: see config_mounts.h. */
#include "config_mounts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "config_keys.h"
#include "config_parsers.h"
#include "config_words.h"
#include "jail_plan.h"
#include "mount_list.h"
#include "mount_tree.h"
#include "report.h"
#include "shared/cleanup.h"

#define FIELDS_MAX 3

#define _cleanup_entry_ __attribute__((cleanup(mount_entry_clear)))

static int entry_keep(struct jail_plan *plan, struct mount_entry *entry,
		      const struct config_value *value)
{
	entry->line = value->line;
	entry->file = strdup(value->file);
	if (entry->file == NULL || mount_list_add(plan, entry) < 0)
		return report_error(value->report, ENOMEM, "%s:%u", value->file, value->line);
	return 0;
}

struct bind_option {
	const char *name;
	uint64_t set, clear;
	bool is_optional;
};

static const struct bind_option bind_options[] = {
	{ "ro", MOUNT_ATTR_RDONLY, 0, false },	   { "rw", 0, MOUNT_ATTR_RDONLY, false },
	{ "nosuid", MOUNT_ATTR_NOSUID, 0, false }, { "nodev", MOUNT_ATTR_NODEV, 0, false },
	{ "noexec", MOUNT_ATTR_NOEXEC, 0, false }, { "optional", 0, 0, true },
};

static int bind_option_take(struct mount_entry *entry, const char *word,
			    const struct config_value *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(bind_options); i++) {
		const struct bind_option *option = &bind_options[i];

		if (strcmp(word, option->name) != 0)
			continue;
		entry->attributes = (entry->attributes | option->set) & ~option->clear;
		entry->is_optional |= option->is_optional;
		return 0;
	}
	return config_value_error(value, "unknown bind option '%s'", word);
}

static int bind_options_take(struct mount_entry *entry, char *list,
			     const struct config_value *value)
{
	char *rest = list;
	const char *word;
	int result = 0;

	while ((word = strsep(&rest, ",")) != NULL)
		if (bind_option_take(entry, word, value) < 0)
			result = -EINVAL;
	return result;
}

/* Which of the fields are there: what begins with '/' (or a token) is a path, the last is not. */
static bool is_path_field(const char *field)
{
	return field[0] == '/' || field[0] == '%';
}

/* What of the host nobody can mean to show: all of it, or its kernel's controls. */
static bool is_source_refused(const char *source)
{
	static const char *const controls[] = { "/proc", "/sys" };

	for (size_t i = 0; i < ARRAY_SIZE(controls); i++) {
		size_t length = strlen(controls[i]);

		if (strncmp(source, controls[i], length) == 0 &&
		    (source[length] == '/' || source[length] == '\0'))
			return true;
	}
	return strcmp(source, "/") == 0;
}

int parse_bind(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan)
{
	_cleanup_entry_ struct mount_entry entry = { .kind = MOUNT_BIND };
	_cleanup_free_ char *copy = NULL;
	char *fields[FIELDS_MAX];
	int count = config_words_split(value->text, fields, FIELDS_MAX, &copy);
	bool has_target = count > 1 && is_path_field(fields[1]);
	int result;

	entry.attributes = MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_RDONLY;
	if (count < 0 || count > (has_target ? 3 : 2))
		return config_value_error(value, "bind '%s' is not SRC[:DST][:OPTIONS]",
					  value->text);
	result = config_path_make(&entry.source, key, value, fields[0]);
	if (result == 0 && is_source_refused(entry.source))
		return config_value_error(value, "bind '%s' can not be shown in a jail",
					  entry.source);
	if (result == 0)
		result = config_path_make(&entry.target, key, value, fields[has_target ? 1 : 0]);
	if (result == 0 && count > (has_target ? 2 : 1))
		result = bind_options_take(&entry, fields[count - 1], value);
	return result < 0 ? result : entry_keep(plan, &entry, value);
}

struct tmpfs_option {
	const char *name;
	int (*take)(struct mount_entry *entry, const char *text);
};

static int amount_take(char **field, const char *text)
{
	char *amount = NULL;
	int error = config_words_amount(text, &amount);

	if (error < 0)
		return error;
	free(*field);
	*field = amount;
	return 0;
}

static int size_take(struct mount_entry *entry, const char *text)
{
	return amount_take(&entry->size, text);
}

static int inodes_take(struct mount_entry *entry, const char *text)
{
	return amount_take(&entry->inodes, text);
}

static int mode_take(struct mount_entry *entry, const char *text)
{
	return config_words_octal(text, 07777, &entry->mode);
}

static const struct tmpfs_option tmpfs_options[] = {
	{ "size=", size_take },
	{ "mode=", mode_take },
	{ "inodes=", inodes_take },
};

static int tmpfs_option_take(struct mount_entry *entry, const char *word,
			     const struct config_value *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(tmpfs_options); i++) {
		size_t length = strlen(tmpfs_options[i].name);

		if (strncmp(word, tmpfs_options[i].name, length) != 0)
			continue;
		if (tmpfs_options[i].take(entry, word + length) == 0)
			return 0;
		return config_value_error(value, "tmpfs option '%s' has no usable value", word);
	}
	return config_value_error(value, "unknown tmpfs option '%s'", word);
}

static int tmpfs_options_take(struct mount_entry *entry, char *list,
			      const struct config_value *value)
{
	char *rest = list;
	const char *word;
	int result = 0;

	while (list != NULL && (word = strsep(&rest, ",")) != NULL)
		if (tmpfs_option_take(entry, word, value) < 0)
			result = -EINVAL;
	return result;
}

int parse_tmpfs(const struct config_key *key, const struct config_value *value,
		struct jail_plan *plan)
{
	_cleanup_entry_ struct mount_entry entry = { .kind = MOUNT_TMPFS, .mode = 01777 };
	_cleanup_free_ char *copy = NULL;
	char *fields[2] = { NULL, NULL };
	int count = config_words_split(value->text, fields, 2, &copy);
	int result;

	entry.attributes = MOUNT_ATTRIBUTES_PLAIN;
	if (count < 0)
		return config_value_error(value, "tmpfs '%s' is not DST[:OPTIONS]", value->text);
	result = config_path_make(&entry.target, key, value, fields[0]);
	if (result == 0)
		result = tmpfs_options_take(&entry, count > 1 ? fields[1] : NULL, value);
	if (result == 0 && mount_entry_limit(&entry, "67108864", "16384") < 0)
		return report_error(value->report, ENOMEM, "%s", key->name);
	return result < 0 ? result : entry_keep(plan, &entry, value);
}

int parse_mask(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan)
{
	_cleanup_entry_ struct mount_entry entry = { .kind = MOUNT_MASK };
	int result = config_path_make(&entry.target, key, value, value->text);

	return result < 0 ? result : entry_keep(plan, &entry, value);
}
<<<<<<< HEAD

void config_mounts_clear(struct jail_plan *plan)
{
	for (size_t i = 0; i < plan->mount_count; i++)
		entry_clear(&plan->mounts[i]);
	free(plan->mounts);
	plan->mounts = NULL;
	plan->mount_count = 0;
}

struct default_tmpfs {
	const char *target;
	unsigned int mode;
	const char *size, *inodes;
	bool is_target_optional; /* a rootfs may lack it, or have a link to /tmp in its place */
};

static const struct default_tmpfs default_tmpfs[] = {
	{ "/tmp", 01777, "268435456", "65536", false },
	{ "/run", 0755, "16777216", "4096", false },
	{ "/dev/shm", 01777, "67108864", "4096", false },
	{ "/var/tmp", 01777, "268435456", "65536", true },
};

static bool has_mount_at(const struct jail_plan *plan, const char *target)
{
	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].kind != MOUNT_MASK &&
		    strcmp(plan->mounts[i].target, target) == 0)
			return true;
	return false;
}

static int default_add(struct jail_plan *plan, const struct default_tmpfs *row)
{
	_cleanup_entry_ struct mount_entry entry = {
		.kind = MOUNT_TMPFS,
		.attributes = MOUNT_ATTRIBUTES_PLAIN,
		.mode = row->mode,
		.is_target_optional = row->is_target_optional,
	};

	if (has_mount_at(plan, row->target))
		return 0;
	entry.target = strdup(row->target);
	if (entry.target == NULL || tmpfs_defaults_fill(&entry, row->size, row->inodes) < 0)
		return -ENOMEM;
	return entry_add(plan, &entry);
}

/*
 * XDG_RUNTIME_DIR of the jail. It can be made only where /run is the jail's own; what a key mounts
 * there counts, too.
 */
static int runtime_dir_add(struct jail_plan *plan, const struct request *request)
{
	_cleanup_entry_ struct mount_entry entry = {
		.kind = MOUNT_TMPFS,
		.attributes = MOUNT_ATTRIBUTES_PLAIN,
		.mode = 0700,
		.uid = request->uid,
		.gid = request->gid,
	};
	bool has_own_run = false;

	if (asprintf(&entry.target, "/run/user/%u", request->uid) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < plan->mount_count; i++) {
		const struct mount_entry *other = &plan->mounts[i];

		if (strcmp(other->target, entry.target) == 0)
			plan->has_runtime_dir = other->kind != MOUNT_MASK;
		if (strcmp(other->target, entry.target) == 0)
			return 0;
		has_own_run |= other->kind == MOUNT_TMPFS && strcmp(other->target, "/run") == 0;
	}
	if (!has_own_run)
		return 0;
	plan->has_runtime_dir = true;
	return tmpfs_defaults_fill(&entry, "67108864", "4096") < 0 ? -ENOMEM
								   : entry_add(plan, &entry);
}

/* The host's files of /etc that @usr shows: as binds, so that they follow the host. */
static int etc_bind_add(struct jail_plan *plan, const char *path)
{
	_cleanup_entry_ struct mount_entry entry = {
		.kind = MOUNT_BIND,
		.attributes = MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_RDONLY,
		.is_optional = true,
	};

	if (has_mount_at(plan, path))
		return 0;
	entry.target = strdup(path);
	entry.source = strdup(path);
	if (entry.target == NULL || entry.source == NULL)
		return -ENOMEM;
	return entry_add(plan, &entry);
}

static int etc_binds_add(struct jail_plan *plan)
{
	int error = 0;

	if (plan->rootfs_kind != ROOTFS_USR)
		return 0;
	for (const char *const *path = generated_root_etc_binds; error == 0 && *path != NULL;
	     path++)
		error = etc_bind_add(plan, *path);
	return error;
}

static int home_add(struct jail_plan *plan, const struct request *request)
{
	_cleanup_entry_ struct mount_entry entry = {
		.kind = plan->home == HOME_BIND ? MOUNT_BIND : MOUNT_TMPFS,
		.attributes = MOUNT_ATTRIBUTES_PLAIN,
		.is_home = true,
		.mode = 0700,
		.uid = request->uid,
		.gid = request->gid,
	};

	if (plan->home == HOME_NONE)
		return 0;
	entry.target = strdup(request->home);
	entry.source = strdup(request->home);
	if (entry.target == NULL || entry.source == NULL ||
	    tmpfs_defaults_fill(&entry, "67108864", "16384") < 0)
		return -ENOMEM;
	return entry_add(plan, &entry);
}

/* A path sorts before what lies below it; a mask comes after what it is to cover. */
static int entry_compare(const void *a, const void *b)
{
	const struct mount_entry *left = a, *right = b;
	int order = strcmp(left->target, right->target);

	return order != 0 ? order : (int)left->kind - (int)right->kind;
}

static int entry_error(const struct mount_entry *entry, struct report *report, const char *reason)
{
	if (entry->is_home)
		return report_error(report, EINVAL, "home '%s' %s; set home = none", entry->target,
				    reason);
	return report_error(report, EINVAL, "%s:%u: '%s' %s",
			    entry->file != NULL ? entry->file : "", entry->line, entry->target,
			    reason);
}

/* The jail's own ground: nothing may be mounted there, or a built-in guard would be covered. */
static const char *const own_ground[] = { "/proc", "/sys", "/dev" };
static const char *const own_files[] = { "/", "/etc", "/etc/passwd", "/etc/group", "/usr" };

static const char *ground_fault(const struct mount_entry *entry)
{
	const char *target = entry->target;

	for (size_t i = 0; i < ARRAY_SIZE(own_files); i++)
		if (strcmp(target, own_files[i]) == 0)
			return "is the jail's own";
	if (entry->kind == MOUNT_MASK || strcmp(target, "/dev/shm") == 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(own_ground); i++) {
		size_t length = strlen(own_ground[i]);

		if (strncmp(target, own_ground[i], length) == 0 &&
		    (target[length] == '/' || target[length] == '\0'))
			return "is on the jail's own ground";
	}
	return NULL;
}

/* A mask may cover what is mounted at the same place, the list's order sees to that. */
static bool is_in_the_way(const struct mount_entry *previous, const struct mount_entry *entry)
{
	bool is_cover = entry->kind == MOUNT_MASK && previous->kind != MOUNT_MASK;

	return !is_cover && strcmp(previous->target, entry->target) == 0;
}

static int list_check(const struct jail_plan *plan, struct report *report)
{
	const struct mount_entry *previous = NULL;
	int result = 0;

	for (size_t i = 0; i < plan->mount_count; i++) {
		const struct mount_entry *entry = &plan->mounts[i];
		const char *fault = ground_fault(entry);

		if (fault == NULL)
			fault = config_path_fault(entry->target);
		if (previous != NULL && is_in_the_way(previous, entry))
			fault = "is mounted on twice";
		if (fault != NULL)
			result = entry_error(entry, report, fault);
		previous = entry;
	}
	return result;
}

int config_mounts_settle(struct jail_plan *plan, const struct request *request,
			 struct report *report)
{
	int result = home_add(plan, request);

	if (result == 0)
		result = etc_binds_add(plan);
	for (size_t i = 0; result == 0 && i < ARRAY_SIZE(default_tmpfs); i++)
		result = default_add(plan, &default_tmpfs[i]);
	if (result == 0)
		result = runtime_dir_add(plan, request);
	if (result < 0)
		return report_error(report, -result, "the list of mounts");
	qsort(plan->mounts, plan->mount_count, sizeof(*plan->mounts), entry_compare);
	return list_check(plan, report);
}
=======
>>>>>>> bc3185958ed09bfed2c5c945b54b46cc17ed5a5f
