/* SPDX-License-Identifier: BSD-3-Clause */
/* The jail's own /dev; see devices.h. */
#include "mounts/devices.h"

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "mounts/mount_point.h"
#include "mounts/stage.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/log_socket.h"
#include "system/mount_tree.h"
#include "system/new_file.h"
#include "system/report.h"

struct device_node {
	const char *name;
	unsigned int major, minor; /* of Documentation/admin-guide/devices.txt */
};

struct device_link {
	const char *name, *target;
};

static const struct device_node device_nodes[] = {
	{ "null", 1, 3 },   { "zero", 1, 5 },	 { "full", 1, 7 },
	{ "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 },
};

static const struct device_link device_links[] = {
	{ "ptmx", "pts/ptmx" },		 { "fd", "/proc/self/fd" },
	{ "stdin", "/proc/self/fd/0" },	 { "stdout", "/proc/self/fd/1" },
	{ "stderr", "/proc/self/fd/2" },
};

static const char *const device_directories[] = { "pts", "shm", "mqueue" };

static int nodes_make(int dev_fd)
{
	for (size_t i = 0; i < ARRAY_SIZE(device_nodes); i++) {
		const struct device_node *node = &device_nodes[i];

		if (mknodat(dev_fd, node->name, S_IFCHR | 0600, makedev(node->major, node->minor)) <
		    0)
			return -errno;
		if (fchmodat(dev_fd, node->name, 0666, 0) < 0)
			return -errno;
	}
	return 0;
}

static int links_make(int dev_fd)
{
	for (size_t i = 0; i < ARRAY_SIZE(device_links); i++)
		if (symlinkat(device_links[i].target, dev_fd, device_links[i].name) < 0)
			return -errno;
	return 0;
}

static int directories_make(int dev_fd)
{
	for (size_t i = 0; i < ARRAY_SIZE(device_directories); i++) {
		if (mkdirat(dev_fd, device_directories[i], 0700) < 0)
			return -errno;
		if (fchmodat(dev_fd, device_directories[i], 0755, 0) < 0)
			return -errno;
	}
	return 0;
}

/* Without the terminal there is no mount point, and without a socket no name. */
static int sources_attach(const struct jail_sources *sources, int dev_fd)
{
	int error = 0;

	if (sources->console_fd >= 0)
		error = new_file_write(dev_fd, "console", "", 0);
	if (error == 0 && sources->console_fd >= 0)
		error = mount_tree_attach_at(sources->console_fd, dev_fd, "console");
	if (error == 0 && sources->log_fd >= 0)
		error = log_socket_bind(sources->log_fd, dev_fd);
	return error;
}

static int dev_fill(const struct jail_build *build, int dev_fd)
{
	int error = nodes_make(dev_fd);

	if (error == 0)
		error = links_make(dev_fd);
	if (error == 0)
		error = directories_make(dev_fd);
	return error == 0 ? idmap_own_tree(&build->sources->idmap, dev_fd) : error;
}

/*
 * Terminals come and go while the jail lives (terminal_node.h). The keeper, who takes them away, is
 * root without capabilities: so the directory is root's, and of no use to anybody in the jail.
 */
static int keeper_end_make(struct jail_build *build, int dev_fd)
{
	build->devices_fd = mount_tree_clone(dev_fd, 0, false);
	if (build->devices_fd < 0)
		return build->devices_fd;
	return fchownat(dev_fd, "", 0, 0, AT_EMPTY_PATH) < 0 ? -errno : 0;
}

int devices_mount(struct jail_build *build)
{
	static const struct mount_option options[] = { { "source", "tmpfs" },
						       { "mode", "0755" },
						       { "size", "64k" },
						       { "nr_inodes", "64" },
						       { NULL, NULL } };
	_cleanup_close_ int dev_fd = NO_FD;
	int error;

	dev_fd = mount_tree_make("tmpfs", options, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC,
				 build->report);
	if (dev_fd < 0)
		return dev_fd;
	error = dev_fill(build, dev_fd);
	if (error < 0)
		return error;
	error = mount_point_attach(build, "/dev", dev_fd);
	if (error < 0)
		return error;
	error = sources_attach(build->sources, dev_fd);
	if (error == 0)
		error = keeper_end_make(build, dev_fd);
	return error == 0 ? mount_tree_restrict(dev_fd, MOUNT_ATTR_RDONLY, false) : error;
}

static int fresh_attach(struct jail_build *build, const char *type,
			const struct mount_option *options, const char *path)
{
	/* After the pivot: the root is where it will be. */
	_cleanup_close_ int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	/* nodev would make the ptys useless; a devpts holds nothing else. */
	bool is_devpts = type[0] == 'd';
	uint64_t attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;
	_cleanup_close_ int fd = NO_FD;

	if (root_fd < 0)
		return -errno;

	fd = mount_tree_make(type, options, attributes | (is_devpts ? 0U : MOUNT_ATTR_NODEV),
			     build->report);
	return fd < 0 ? fd : mount_tree_attach_at(fd, root_fd, path);
}

int devices_file_systems_mount(struct jail_build *build)
{
	/* All jails together have what kernel.pty.max leaves: 3072, without the host's reserve. */
	static const struct mount_option devpts_options[] = { { "mode", "0620" },
							      { "ptmxmode", "0666" },
							      { "gid", "5" },
							      { "max", "64" },
							      { NULL, NULL } };
	static const struct mount_option mqueue_options[] = { { "source", "mqueue" },
							      { NULL, NULL } };
	int error = fresh_attach(build, "devpts", devpts_options, "/dev/pts");

	/* Without an ipc namespace of its own the mount would show the host's queues. */
	if (error == 0 && (build->plan->namespaces & CLONE_NEWIPC) != 0)
		error = fresh_attach(build, "mqueue", mqueue_options, "/dev/mqueue");
	return error;
}
