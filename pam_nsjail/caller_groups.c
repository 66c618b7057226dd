/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "caller_groups.h"

#include <errno.h>
#include <grp.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "reason.h"
#include "shared/cleanup.h"

/* What an id that is not mapped looks like in a user namespace (user_namespaces(7)). */
#define NOBODYS_GROUP 65534

int caller_groups_get(struct caller_groups *groups)
{
	int count = getgroups(0, NULL);

	if (count < 0 || getresgid(&groups->real, &groups->effective, &groups->saved) < 0)
		return -errno;
	caller_groups_clear(groups);
	if (count == 0)
		return 0;
	groups->list = calloc((size_t)count, sizeof(*groups->list));
	if (groups->list == NULL)
		return -ENOMEM;
	count = getgroups(count, groups->list);
	if (count < 0)
		return -errno;
	groups->count = (size_t)count;
	return 0;
}

/* The kernel alone knows the map here: it refuses what is not in it. */
static int keep_mapped(const gid_t *list, size_t count, gid_t *kept, size_t *ret_kept_count)
{
	size_t kept_count = 0;

	for (size_t i = 0; i < count; i++) {
		if (setgroups(1, &list[i]) == 0)
			kept[kept_count++] = list[i];
		else if (errno != EINVAL)
			return -errno;
	}
	*ret_kept_count = kept_count;
	return 0;
}

static int set_mapped(const struct caller_groups *groups)
{
	_cleanup_free_ gid_t *kept = calloc(groups->count, sizeof(*kept));
	size_t kept_count = 0;
	int error = kept == NULL ? -ENOMEM : 0;

	if (error == 0)
		error = keep_mapped(groups->list, groups->count, kept, &kept_count);
	if (error == 0 && setgroups(kept_count, kept) < 0)
		error = -errno;
	return error;
}

/* The usual case is that all are mapped. */
int caller_groups_set_list(const struct caller_groups *groups)
{
	if (setgroups(groups->count, groups->list) == 0)
		return 0;
	return errno == EINVAL && groups->count > 0 ? set_mapped(groups) : -errno;
}

/* The first of the three that is not mapped keeps all from being set. */
static bool is_mapped(gid_t gid)
{
	return setresgid(gid, gid, gid) == 0;
}

/* No more than what was meant: the group of the jail's root only where there is no other. */
static gid_t mapped_or_nobodys(gid_t gid)
{
	if (is_mapped(gid))
		return gid;
	return is_mapped(NOBODYS_GROUP) ? NOBODYS_GROUP : 0;
}

static int set_ids(const struct caller_groups *groups)
{
	gid_t real, effective, saved;

	if (setresgid(groups->real, groups->effective, groups->saved) == 0)
		return 0;
	if (errno != EINVAL)
		return -errno;
	real = mapped_or_nobodys(groups->real);
	effective = mapped_or_nobodys(groups->effective);
	saved = mapped_or_nobodys(groups->saved);
	return setresgid(real, effective, saved) < 0 ? -errno : 0;
}

int caller_groups_set(const struct caller_groups *groups, struct reason *reason)
{
	int error = caller_groups_set_list(groups);

	if (error == 0)
		error = set_ids(groups);
	return error < 0 ? reason_add(reason, -error, "the caller's groups can not be taken along")
			 : 0;
}

void caller_groups_clear(struct caller_groups *groups)
{
	free(groups->list);
	groups->list = NULL;
	groups->count = 0;
}
