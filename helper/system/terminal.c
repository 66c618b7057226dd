/* SPDX-License-Identifier: BSD-3-Clause */
/* Terminals of the host; see terminal.h. */
#include "system/terminal.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "shared/cleanup.h"
#include "system/fd_kind.h"

#define DEVICES	   "/dev/"
#define NAME_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

/* Of Documentation/admin-guide/devices.txt: those of BSD, and those of Unix98. */
static const struct {
	unsigned int first, last;
} pseudo_majors[] = { { 2, 3 }, { 128, 143 } };

/* Major 5: what leads to another terminal, depending on who opens it. The console is one. */
enum { MAJOR_ALIASES = 5, MINOR_CONSOLE = 1 };

static bool is_line(dev_t device)
{
	for (size_t i = 0; i < ARRAY_SIZE(pseudo_majors); i++)
		if (major(device) >= pseudo_majors[i].first &&
		    major(device) <= pseudo_majors[i].last)
			return false;
	return major(device) != MAJOR_ALIASES || minor(device) == MINOR_CONSOLE;
}

/* The way of ttyname(3): a name counts if it leads where the descriptor does. */
static bool name_fits(const char *path, const struct stat *status)
{
	const char *name = path + strlen(DEVICES);
	struct stat found;

	return strncmp(path, DEVICES, strlen(DEVICES)) == 0 && name[0] != '\0' &&
	       strlen(name) < TERMINAL_NAME_SIZE && name[strspn(name, NAME_BYTES)] == '\0' &&
	       lstat(path, &found) == 0 && S_ISCHR(found.st_mode) &&
	       found.st_rdev == status->st_rdev && found.st_ino == status->st_ino &&
	       found.st_dev == status->st_dev;
}

int terminal_look(struct terminal *ret_terminal, int fd)
{
	struct terminal terminal = { .name = "" };
	char link[64], path[PATH_MAX] = "";
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISCHR(status.st_mode) || !fd_kind_is_terminal(fd))
		return -ENOTTY;
	terminal.device = status.st_rdev;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (is_line(status.st_rdev) && readlink(link, path, sizeof(path) - 1) < 0)
		return -errno;
	if (name_fits(path, &status))
		(void)memcpy(terminal.name, path + strlen(DEVICES), strlen(path + strlen(DEVICES)));
	*ret_terminal = terminal;
	return 0;
}
