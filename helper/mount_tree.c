/* SPDX-License-Identifier: BSD-3-Clause */
/* Detached mount trees; see mount_tree.h. */
#include "mount_tree.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/mount.h>

#include "report.h"
#include "shared/cleanup.h"
#include "syscalls.h"
#include "tree_walk.h"

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

int mount_tree_restrict(int tree_fd, uint64_t attributes, bool is_recursive)
{
	struct mount_attr change = { .attr_set = attributes, .propagation = MS_PRIVATE };
	unsigned int flags = AT_EMPTY_PATH | (is_recursive ? AT_RECURSIVE : 0U);

	return mount_setattr(tree_fd, "", flags, &change, sizeof(change)) < 0 ? -errno : 0;
}

int mount_tree_clone(int fd, uint64_t attributes, bool is_recursive)
{
	unsigned int flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH;
	_cleanup_close_ int tree_fd = NO_FD;
	int error;

	tree_fd = open_tree(fd, "", flags | (is_recursive ? AT_RECURSIVE : 0U));
	if (tree_fd < 0)
		return -errno;
	error = mount_tree_restrict(tree_fd, attributes, is_recursive);
	if (error < 0)
		return error;
	return TAKE_FD(tree_fd);
}

int mount_tree_attach(int tree_fd, int target_fd)
{
	unsigned int flags = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;

	return move_mount(tree_fd, "", target_fd, "", flags) < 0 ? -errno : 0;
}

int mount_target_open(int root_fd, const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	int fd = openat2(root_fd, path, &how, sizeof(how));

	if (fd < 0 && errno == ENOSYS)
		return tree_walk_open(root_fd, path, TREE_WALK_NO_LINKS);
	return fd < 0 ? -errno : fd;
}

int mount_tree_attach_at(int tree_fd, int root_fd, const char *path)
{
	_cleanup_close_ int target_fd = mount_target_open(root_fd, path);

	return target_fd < 0 ? target_fd : mount_tree_attach(tree_fd, target_fd);
}
