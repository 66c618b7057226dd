/* SPDX-License-Identifier: BSD-3-Clause */
/* Detached mount trees; see mount_tree.h. */
#include "system/mount_tree.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "shared/cleanup.h"
#include "system/file_rights.h"
#include "system/report.h"
#include "system/tree_walk.h"

#define CHILD_STACK (64 * 1024) /* bytes */

uint64_t mount_root_attributes(bool has_user_namespace)
{
	return has_user_namespace ? MOUNT_ATTR_NODEV : MOUNT_ATTRIBUTES_PLAIN;
}

/* The kernel queues its reasons on the context; the last one is the one that counts (fsopen(2)). */
static void kernel_words_read(int context_fd, char *words, size_t size)
{
	char line[200];
	ssize_t length;

	words[0] = '\0';
	while ((length = read(context_fd, line, sizeof(line) - 1)) > 0) {
		line[length] = '\0';
		line[strcspn(line, "\n")] = '\0';
		(void)snprintf(words, size, " (%s)", length > 2 ? line + 2 : line);
	}
}

static int context_fail(int context_fd, const char *type, const char *what, struct report *report)
{
	int error = errno;
	char words[256] = "";

	if (context_fd >= 0)
		kernel_words_read(context_fd, words, sizeof(words));
	return report_error(report, error, "file system '%s': can not %s%s", type, what, words);
}

static int option_set(int context_fd, const char *type, const struct mount_option *option,
		      struct report *report)
{
	unsigned int command = option->value != NULL ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG;
	char what[64];

	if (fsconfig(context_fd, command, option->key, option->value, 0) == 0)
		return 0;
	(void)snprintf(what, sizeof(what), "take the option '%s'", option->key);
	return context_fail(context_fd, type, what, report);
}

int mount_tree_make(const char *type, const struct mount_option *options, uint64_t attributes,
		    struct report *report)
{
	_cleanup_close_ int context_fd = fsopen(type, FSOPEN_CLOEXEC);
	int error = 0;
	int tree_fd;

	if (context_fd < 0)
		return context_fail(context_fd, type, "be used", report);
	for (; error == 0 && options != NULL && options->key != NULL; options++)
		error = option_set(context_fd, type, options, report);
	if (error < 0)
		return error;
	if (fsconfig(context_fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return context_fail(context_fd, type, "be made", report);
	tree_fd = fsmount(context_fd, FSMOUNT_CLOEXEC, (unsigned int)attributes);
	if (tree_fd < 0)
		return context_fail(context_fd, type, "be mounted", report);
	return tree_fd;
}

struct make_request {
	int pidfd; /* of whose namespaces */
	const char *type;
	const struct mount_option *options;
	uint64_t attributes;
	struct report *report;
	int result;
};

static int make_prepare(const struct make_request *request)
{
	if (setns(request->pidfd, CLONE_NEWNET) < 0)
		return report_error(request->report, errno,
				    "can not enter the jail's network namespace");
	return 0;
}

/* A child of one that has changed its pid namespace for children is the first one in there. */
static int make_inside(void *argument)
{
	struct make_request *request = argument;

	request->result = make_prepare(request);
	if (request->result == 0)
		request->result = mount_tree_make(request->type, request->options,
						  request->attributes, request->report);
	_exit(EXIT_SUCCESS);
}

/* Shares memory and descriptors with us, so what it makes is ours; we wait until it has ended. */
static int make_in_child(struct make_request *request)
{
	_cleanup_free_ char *stack = malloc(CHILD_STACK);
	pid_t pid;

	if (stack == NULL)
		return -ENOMEM;
	if (setns(request->pidfd, CLONE_NEWPID) < 0)
		return report_error(request->report, errno,
				    "can not enter the jail's pid namespace");
	pid = clone(make_inside, stack + CHILD_STACK,
		    CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, request);
	if (pid < 0)
		return report_error(request->report, errno, "no process in the jail");
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	return request->result;
}

int mount_tree_make_for(int pidfd, const char *type, const struct mount_option *options,
			uint64_t attributes, struct report *report)
{
	struct make_request request = {
		.pidfd = pidfd,
		.type = type,
		.options = options,
		.attributes = attributes,
		.report = report,
		.result = -ECHILD,
	};

	return pidfd < 0 ? mount_tree_make(type, options, attributes, report)
			 : make_in_child(&request);
}

int mount_tree_make_as(uid_t uid, gid_t gid, const char *type, const struct mount_option *options,
		       uint64_t attributes, struct report *report)
{
	_cleanup_close_ int fd = NO_FD;
	_cleanup_file_rights_ struct file_rights own = { .groups = NULL };
	struct file_rights others;
	int error = file_rights_read(&own);

	if (error == 0) {
		others = file_rights_of(&own, uid, gid);
		error = file_rights_take(&others);
	}
	if (error == 0) {
		fd = mount_tree_make(type, options, attributes, report);
		error = file_rights_take(&own);
	}
	if (error < 0)
		return report_error(report, -error, "file system '%s': ids for files", type);
	return TAKE_FD(fd);
}

int mount_tree_restrict(int tree_fd, uint64_t attributes, bool is_recursive)
{
	struct mount_attr change = { .attr_set = attributes, .propagation = MS_PRIVATE };
	unsigned int flags = AT_EMPTY_PATH | (is_recursive ? AT_RECURSIVE : 0U);

	return mount_setattr(tree_fd, "", flags, &change, sizeof(change)) < 0 ? -errno : 0;
}

static int clone_restricted(int fd, const char *path, unsigned int flags, uint64_t attributes)
{
	_cleanup_close_ int tree_fd =
		open_tree(fd, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | flags);
	int error;

	if (tree_fd < 0)
		return -errno;
	error = mount_tree_restrict(tree_fd, attributes, (flags & AT_RECURSIVE) != 0);
	return error < 0 ? error : TAKE_FD(tree_fd);
}

int mount_tree_clone(int fd, uint64_t attributes, bool is_recursive)
{
	return clone_restricted(fd, "", AT_EMPTY_PATH | (is_recursive ? AT_RECURSIVE : 0U),
				attributes);
}

int mount_tree_clone_entry(int directory_fd, const char *name, uint64_t attributes)
{
	return clone_restricted(directory_fd, name, AT_SYMLINK_NOFOLLOW, attributes);
}

int mount_tree_copy_entry(int directory_fd, const char *name)
{
	int fd = open_tree(directory_fd, name,
			   OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW);

	return fd < 0 ? -errno : fd;
}

int mount_tree_attach(int tree_fd, int target_fd)
{
	unsigned int flags = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;

	return move_mount(tree_fd, "", target_fd, "", flags) < 0 ? -errno : 0;
}

/*
 * The kernel gives up on ".." with EAGAIN when anything was mounted or renamed meanwhile, wherever
 * (openat2(2)): with many logins at a time that is the rule. The walk takes ".." from the text.
 */
static int target_open(int root_fd, const char *path, enum tree_walk_links links)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS |
			   (links == TREE_WALK_NO_LINKS ? RESOLVE_NO_SYMLINKS : 0),
	};
	int fd = openat2(root_fd, path, &how, sizeof(how));

	if (fd < 0 && (errno == ENOSYS || errno == EAGAIN))
		return tree_walk_open(root_fd, path, links);
	return fd < 0 ? -errno : fd;
}

int mount_target_open(int root_fd, const char *path)
{
	return target_open(root_fd, path, TREE_WALK_NO_LINKS);
}

int mount_target_follow(int root_fd, const char *path)
{
	return target_open(root_fd, path, TREE_WALK_INNER_LINKS);
}

int mount_tree_attach_at(int tree_fd, int root_fd, const char *path)
{
	_cleanup_close_ int target_fd = mount_target_open(root_fd, path);

	return target_fd < 0 ? target_fd : mount_tree_attach(tree_fd, target_fd);
}
