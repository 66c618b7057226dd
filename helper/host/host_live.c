/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "host/host_live.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "host/etc_file.h"
#include "host/resolver.h"
#include "mounts/mount_point.h"
#include "mounts/stage.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/host_file.h"
#include "system/mount_tree.h"
#include "system/report.h"

#define QUIET_NS 2000000000

#define LIVE_ATTRIBUTES (MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_NOEXEC)

static bool has_own_run(const struct jail_plan *plan)
{
	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].kind == MOUNT_TMPFS && !plan->mounts[i].is_home &&
		    strcmp(plan->mounts[i].target, "/run") == 0)
			return true;
	return false;
}

static bool is_taken(const struct jail_plan *plan)
{
	size_t length = strlen(HOST_LIVE_PLACE);

	for (size_t i = 0; i < plan->mount_count; i++)
		if (strncmp(plan->mounts[i].target, HOST_LIVE_PLACE, length) == 0 &&
		    (plan->mounts[i].target[length] == '/' ||
		     plan->mounts[i].target[length] == '\0'))
			return true;
	return false;
}

bool host_live_is_wanted(const struct jail_plan *plan)
{
	return plan->scope == SCOPE_USER && has_own_run(plan) && !is_taken(plan) &&
	       (plan->has_resolv_conf || plan->has_localtime);
}

static int file_put(int directory_fd, const char *name, const struct host_file *file)
{
	return file->data == NULL ? 0
				  : etc_file_replace(directory_fd, name, file->data, file->size);
}

static int zone_put(int directory_fd, const struct time_zone *zone, const struct host_file *data)
{
	char text[TIME_ZONE_TEXT_MAX];
	int error;

	if (data->data == NULL)
		return 0;
	time_zone_target(zone, text);
	error = zone->is_link ? etc_file_link(directory_fd, "localtime", text)
			      : file_put(directory_fd, "localtime", data);
	if (error < 0 || zone->name[0] == '\0')
		return error;
	time_zone_line(zone, text);
	return etc_file_replace(directory_fd, "timezone", text, strlen(text));
}

int host_live_make(struct jail_sources *sources, const struct jail_plan *plan,
		   struct report *report)
{
	static const struct mount_option options[] = { { "source", "tmpfs" },
						       { "mode", "0755" },
						       { "size", "2m" },
						       { "nr_inodes", "64" },
						       { NULL, NULL } };
	_cleanup_close_ int fd = NO_FD;
	int error;

	if (!host_live_is_wanted(plan))
		return 0;
	fd = mount_tree_make("tmpfs", options, LIVE_ATTRIBUTES, report);
	if (fd < 0)
		return fd;
	error = file_put(fd, "resolv.conf", &sources->resolv_conf);
	if (error == 0)
		error = zone_put(fd, &sources->zone, &sources->localtime);
	if (error == 0 && sources->localtime.data != NULL)
		error = live_zone_make(fd, &sources->zone);
	if (error < 0)
		return report_error(report, -error, "can not write the jail's files of the host");
	sources->live_fd = TAKE_FD(fd);
	return 0;
}

/*
 * The keeper writes through the mount that it has made, so the jail gets another one, which can be
 * read-only; and only what is attached can be cloned. The first one goes with the old root.
 */
int host_live_mount(struct jail_build *build)
{
	const struct mount_place place = { HOST_LIVE_PLACE, true, true, false };
	_cleanup_close_ int holder_fd = NO_FD;
	_cleanup_close_ int target_fd = NO_FD;
	_cleanup_close_ int tree_fd = NO_FD;
	int error;

	if (build->sources->live_fd < 0)
		return 0;
	error = mount_tree_attach_at(build->sources->live_fd, build->stage_fd, STAGE_LIVE);
	if (error < 0)
		return error;
	tree_fd = mount_tree_clone(build->sources->live_fd, LIVE_ATTRIBUTES | MOUNT_ATTR_RDONLY,
				   false);
	if (tree_fd < 0)
		return tree_fd;
	target_fd = mount_point_open(build, &place, &holder_fd);
	return target_fd < 0 ? target_fd : mount_tree_attach(tree_fd, target_fd);
}

void host_live_take(struct host_live *ret_live, struct jail_sources *sources,
		    const struct jail_plan *plan)
{
	int directory_fd = TAKE_FD(sources->live_fd);

	*ret_live = (struct host_live){
		.directory_fd = directory_fd,
		.has_resolv_conf = plan->has_resolv_conf,
		.has_localtime = plan->has_localtime,
		.has_hosts_zones = plan->rootfs_kind == ROOTFS_USR,
		.network = plan->network,
	};
	if (sources->zone.is_link)
		(void)snprintf(ret_live->zone, sizeof(ret_live->zone), "%s", sources->zone.name);
	if (plan->netns != NULL)
		(void)snprintf(ret_live->netns, sizeof(ret_live->netns), "%s", plan->netns);
}

static int resolver_refresh(struct host_live *live, struct report *report)
{
	const struct jail_plan plan = { .network = live->network, .netns = live->netns };
	struct host_file file = { 0 };
	int error = resolver_read(&file, &plan, report);

	if (error == 0)
		error = file_put(live->directory_fd, "resolv.conf", &file);
	host_file_clear(&file);
	return error;
}

/* What else the jail has of zones nobody looks up in there: a copy does. */
static bool has_zone(const struct host_live *live, const struct time_zone *zone)
{
	char path[TIME_ZONE_TEXT_MAX];

	if (strcmp(zone->name, live->zone) == 0)
		return true;
	time_zone_target(zone, path);
	return live->has_hosts_zones && access(path, R_OK) == 0;
}

static int zone_refresh(struct host_live *live, struct report *report)
{
	struct host_file file = { 0 };
	struct time_zone zone;
	int error = host_file_read(&file, "/etc/localtime", report);

	if (error == 0) {
		time_zone_find(&zone);
		zone.is_link = zone.is_link && has_zone(live, &zone);
		error = zone_put(live->directory_fd, &zone, &file);
	}
	host_file_clear(&file);
	return error;
}

/* All that the files are made of, but for the resolver of a named network namespace. */
static const struct {
	const char *path;
	int flags;
} stamped[HOST_LIVE_STAMPS] = {
	{ "/etc/resolv.conf", 0 }, { "/run/systemd/resolve/resolv.conf", 0 },
	{ "/etc/localtime", 0 },   { "/etc/localtime", AT_SYMLINK_NOFOLLOW },
	{ "/etc/timezone", 0 },
};

static int64_t nanoseconds(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

static struct host_live_stamp stamp_of(size_t i)
{
	struct stat status;

	if (fstatat(AT_FDCWD, stamped[i].path, &status, stamped[i].flags) < 0)
		return (struct host_live_stamp){ .changed_ns = 0 };
	return (struct host_live_stamp){ .device = status.st_dev,
					 .inode = status.st_ino,
					 .size = (uint64_t)status.st_size,
					 .changed_ns = nanoseconds(&status.st_ctim) };
}

/*
 * True if nothing has changed. What was changed two seconds ago or less, as coarse as a file system
 * may keep the time, could change again without a sign of it, and is looked at anew.
 */
static bool is_as_stamped(struct host_live *live)
{
	bool is_same = live->is_stamped, is_quiet = live->netns[0] == '\0';
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	for (size_t i = 0; i < HOST_LIVE_STAMPS; i++) {
		const struct host_live_stamp stamp = stamp_of(i), *before = &live->stamps[i];

		is_same = is_same && stamp.device == before->device &&
			  stamp.inode == before->inode && stamp.size == before->size &&
			  stamp.changed_ns == before->changed_ns;
		is_quiet = is_quiet && stamp.changed_ns < nanoseconds(&now) - QUIET_NS;
		live->stamps[i] = stamp;
	}
	live->is_stamped = is_quiet;
	return is_same && is_quiet;
}

void host_live_refresh(struct host_live *live)
{
	struct report unsaid = { .socket_fd = NO_FD };

	if (live->directory_fd < 0 || is_as_stamped(live))
		return;
	if (live->has_resolv_conf && resolver_refresh(live, &unsaid) < 0)
		live->is_stamped = false;
	if (live->has_localtime && zone_refresh(live, &unsaid) < 0)
		live->is_stamped = false;
}

void host_live_clear(struct host_live *live)
{
	cleanup_close(&live->directory_fd);
	*live = (struct host_live)HOST_LIVE_NONE;
}
