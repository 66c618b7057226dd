/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening and checking the host's share of a jail; see jail_sources.h. */
#include "jail_sources.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <syslog.h>

#include "jail_plan.h"
#include "mount_tree.h"
#include "report.h"
#include "rootfs_trust.h"
#include "shared/cleanup.h"
#include "shared/safe_path.h"
#include "syscalls.h"

#define HOST_FILE_MAX (256 * 1024) /* bytes; a resolver file or a time zone is far below */

static int fault_report(struct report *report, int error, const char *what, const char *path,
			const struct safe_path_fault *fault)
{
	return report_error(report, -error, "%s '%s': '%s' %s", what, path, fault->path,
			    fault->reason);
}

static int rootfs_open(struct jail_sources *sources, const struct jail_plan *plan,
		       const struct request *request, struct report *report)
{
	struct safe_path_fault fault = { .reason = "" };
	_cleanup_close_ int fd = safe_path_open(plan->rootfs, &fault);
	uint64_t attributes = MOUNT_ATTRIBUTES_PLAIN;
	struct stat status;

	if (fd < 0)
		return fault_report(report, fd, "rootfs", plan->rootfs, &fault);
	if (fstat(fd, &status) < 0)
		return report_error(report, errno, "rootfs '%s'", plan->rootfs);
	if (!S_ISDIR(status.st_mode))
		return report_error(report, ENOTDIR, "rootfs '%s'", plan->rootfs);
	if (plan->rootfs_mode == ROOTFS_READONLY)
		attributes |= MOUNT_ATTR_RDONLY;
	/* The host's own tree comes alone: below it hang every file system that the host has. */
	sources->rootfs_fd = mount_tree_clone(fd, attributes, strcmp(plan->rootfs, "/") != 0);
	if (sources->rootfs_fd < 0)
		return report_error(report, -sources->rootfs_fd, "rootfs '%s': can not be cloned",
				    plan->rootfs);
	return rootfs_trust_check(sources->rootfs_fd, plan->rootfs, request, report);
}

/* The shell is the first thing to be executed; better a clear refusal than a session that ends. */
static int shell_check(const struct jail_sources *sources, const struct jail_plan *plan,
		       const struct request *request, struct report *report)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
				.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };
	const char *shell = request->shell[0] != '\0' ? request->shell : "/bin/sh";
	_cleanup_close_ int fd = openat2(sources->rootfs_fd, shell, &how, sizeof(how));
	struct stat status;

	if (fd < 0)
		return report_error(report, errno, "rootfs '%s': shell '%s'", plan->rootfs, shell);
	if (fstat(fd, &status) < 0)
		return report_error(report, errno, "rootfs '%s': shell '%s'", plan->rootfs, shell);
	if (!S_ISREG(status.st_mode) || (status.st_mode & 0111) == 0)
		return report_error(report, EACCES, "rootfs '%s': shell '%s' is no program",
				    plan->rootfs, shell);
	return 0;
}

/* Parents are root's alone; the last component is the user's own, so it is opened without links. */
static int home_directory_open(const char *home, struct report *report)
{
	struct safe_path_fault fault = { .reason = "" };
	_cleanup_close_ int parent_fd = NO_FD;
	_cleanup_free_ char *parent = strdup(home);
	char *name;
	int fd;

	if (parent == NULL)
		return report_error(report, ENOMEM, "home '%s'", home);
	name = strrchr(parent, '/');
	if (home[0] != '/' || name[1] == '\0')
		return report_error(report, EINVAL, "home '%s' can not be mounted", home);
	*name++ = '\0';
	parent_fd = safe_path_open(parent[0] != '\0' ? parent : "/", &fault);
	if (parent_fd < 0)
		return fault_report(report, parent_fd, "home", home, &fault);
	fd = openat(parent_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return report_error(report, errno, "home '%s'", home);
	return fd;
}

static int home_open(struct jail_sources *sources, const struct jail_plan *plan,
		     const struct request *request, struct report *report)
{
	_cleanup_close_ int fd = NO_FD;
	struct stat status;

	if (plan->home != HOME_BIND)
		return 0;
	fd = home_directory_open(request->home, report);
	if (fd < 0)
		return fd;
	if (fstat(fd, &status) < 0)
		return report_error(report, errno, "home '%s'", request->home);
	if (status.st_uid != request->uid && status.st_uid != 0)
		return report_error(report, EPERM, "home '%s' belongs to uid %u", request->home,
				    status.st_uid);
	sources->home_fd = mount_tree_clone(fd, MOUNT_ATTRIBUTES_PLAIN, false);
	if (sources->home_fd < 0)
		return report_error(report, -sources->home_fd, "home '%s': can not be cloned",
				    request->home);
	return 0;
}

/*
 * The host's terminal is reachable as /dev/console, or ttyname(3) finds nothing in the jail's own
 * devpts. A terminal of another mount namespace can not be cloned (EINVAL); the login then does
 * without, as it would in any container.
 */
static void console_open(struct jail_sources *sources, int terminal_fd, struct report *report)
{
	uint64_t attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;

	if (terminal_fd < 0)
		return;
	sources->console_fd = mount_tree_clone(terminal_fd, attributes, false);
	if (sources->console_fd < 0)
		report_log(report, LOG_DEBUG, "the terminal can not be shown as /dev/console: %s",
			   strerror(-sources->console_fd));
}

/* /dev/log is often a link, but /dev and where it leads are the host's own. */
static int log_socket_open(struct jail_sources *sources, struct report *report)
{
	_cleanup_close_ int fd = open("/dev/log", O_PATH | O_CLOEXEC);
	struct stat status;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &status) < 0)
		return report_error(report, errno, "log socket '/dev/log'");
	if (!S_ISSOCK(status.st_mode) || status.st_uid != 0)
		return report_error(report, EPERM, "'/dev/log' is not a socket of root's");
	sources->log_fd = mount_tree_clone(fd, MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_NOEXEC, false);
	if (sources->log_fd < 0)
		return report_error(report, -sources->log_fd, "'/dev/log': can not be cloned");
	return 0;
}

static int host_file_fill(struct host_file *file, int fd, size_t size)
{
	_cleanup_free_ char *data = malloc(size + 1);
	size_t used = 0;
	ssize_t length = 1;

	if (data == NULL)
		return -ENOMEM;
	while (used < size && length != 0) {
		length = read(fd, data + used, size - used);
		if (length < 0 && errno != EINTR)
			return -errno;
		used += length > 0 ? (size_t)length : 0;
	}
	file->data = TAKE_PTR(data);
	file->size = used;
	return 0;
}

/* Links in /etc/resolv.conf and /etc/localtime are the rule, and the host's own. */
static int host_file_read(struct host_file *file, const char *path, struct report *report)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;
	int error;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &status) < 0)
		return report_error(report, errno, "'%s'", path);
	if (!S_ISREG(status.st_mode) || status.st_size > HOST_FILE_MAX)
		return report_error(report, EINVAL, "'%s' is not a small regular file", path);
	error = host_file_fill(file, fd, (size_t)status.st_size);
	return error < 0 ? report_error(report, -error, "'%s'", path) : 0;
}

static int host_files_read(struct jail_sources *sources, const struct jail_plan *plan,
			   struct report *report)
{
	int error = 0;

	if (plan->has_resolv_conf)
		error = host_file_read(&sources->resolv_conf, "/etc/resolv.conf", report);
	if (error == 0 && plan->has_localtime)
		error = host_file_read(&sources->localtime, "/etc/localtime", report);
	if (error == 0 && plan->has_syslog)
		error = log_socket_open(sources, report);
	return error;
}

int jail_sources_open(struct jail_sources *ret_sources, const struct jail_plan *plan,
		      const struct request *request, int terminal_fd, struct report *report)
{
	int error;

	*ret_sources = (struct jail_sources){
		.rootfs_fd = NO_FD, .home_fd = NO_FD, .console_fd = NO_FD, .log_fd = NO_FD
	};
	error = rootfs_open(ret_sources, plan, request, report);
	if (error == 0)
		error = shell_check(ret_sources, plan, request, report);
	if (error == 0)
		error = home_open(ret_sources, plan, request, report);
	if (error == 0)
		error = host_files_read(ret_sources, plan, report);
	if (error == 0)
		console_open(ret_sources, terminal_fd, report);
	return error;
}

static void fd_clear(int *fd)
{
	cleanup_close(fd);
	*fd = NO_FD;
}

void jail_sources_clear(struct jail_sources *sources)
{
	fd_clear(&sources->rootfs_fd);
	fd_clear(&sources->home_fd);
	fd_clear(&sources->console_fd);
	fd_clear(&sources->log_fd);
	free(sources->resolv_conf.data);
	free(sources->localtime.data);
	sources->resolv_conf = sources->localtime = (struct host_file){ 0 };
}
