/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "working_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "caller_groups.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/request.h"

/* An id that is none: setfsuid(2) changes nothing then, and tells what there is. */
#define NO_ID ((uid_t)-1)

/* What the caller was before it looked as the user. */
struct own {
	uid_t uid;
	gid_t gid;
	pid_t parent;
	int death_signal;
	struct caller_groups groups;
};

static void own_clear(struct own *own)
{
	caller_groups_clear(&own->groups);
}

#define _cleanup_own_ __attribute__((cleanup(own_clear)))

void working_directory_look(struct working_directory *directory)
{
	struct stat status;

	working_directory_clear(directory);
	if (stat(".", &status) < 0)
		return;
	directory->path = getcwd(NULL, 0);
	/* One out of reach of the root is shown with a word before it (getcwd(3)). */
	if (directory->path != NULL && directory->path[0] != '/')
		working_directory_clear(directory);
	directory->device = status.st_dev;
	directory->inode = status.st_ino;
}

void working_directory_clear(struct working_directory *directory)
{
	free(directory->path);
	directory->path = NULL;
}

static int directory_open(const char *path, uint64_t resolve)
{
	struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC, .resolve = resolve };

	return openat2(AT_FDCWD, path, &how, sizeof(how));
}

static int groups_take(const struct request *request)
{
	struct caller_groups groups = { .count = request->group_count };
	int error;

	groups.list = calloc(request->group_count + 1, sizeof(*groups.list));
	if (groups.list == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < request->group_count; i++)
		groups.list[i] = request->groups[i].gid;
	error = caller_groups_set_list(&groups);
	caller_groups_clear(&groups);
	return error;
}

/* With the last of these go the capabilities that pass by rights (capabilities(7)), or do not. */
static bool is_the_user(const struct request *request)
{
	const uint32_t passing = 1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH;
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	(void)setfsgid(request->gid);
	(void)setfsuid(request->uid);
	return setfsgid(NO_ID) == (int)request->gid && setfsuid(NO_ID) == (int)request->uid &&
	       syscall(SYS_capget, &header, sets) == 0 && (sets[0].effective & passing) == 0;
}

static int own_take(struct own *own)
{
	own->parent = getppid();
	if (prctl(PR_GET_PDEATHSIG, &own->death_signal) < 0)
		return -errno;
	own->uid = (uid_t)setfsuid(NO_ID);
	own->gid = (gid_t)setfsgid(NO_ID);
	return caller_groups_get(&own->groups);
}

/* A change of the fsuid takes the signal away (prctl(2)): one that should have come by now comes.
 */
static int death_signal_restore(const struct own *own)
{
	if (own->death_signal == 0)
		return 0;
	if (prctl(PR_SET_PDEATHSIG, own->death_signal) < 0)
		return -errno;
	if (getppid() != own->parent)
		(void)kill(getpid(), own->death_signal);
	return 0;
}

static int own_restore(const struct own *own)
{
	int error;

	(void)setfsuid(own->uid);
	(void)setfsgid(own->gid);
	if (setfsuid(NO_ID) != (int)own->uid || setfsgid(NO_ID) != (int)own->gid)
		return -ENOTRECOVERABLE;
	error = caller_groups_set_list(&own->groups);
	return error < 0 ? error : death_signal_restore(own);
}

static bool go(const char *path)
{
	_cleanup_close_ int fd = directory_open(path, RESOLVE_NO_MAGICLINKS);

	return fd >= 0 && fchdir(fd) == 0;
}

/* What a link of /proc leads to is no matter of rights, and may be a directory of the host. */
static void go_as_user(const struct working_directory *directory, const struct request *request)
{
	if (!is_the_user(request))
		return;
	if (directory->path == NULL || !go(directory->path))
		(void)go(request->home);
}

static int enter(const struct working_directory *directory, const struct request *request,
		 bool *is_changed)
{
	_cleanup_own_ struct own own = { 0 };
	int error;

	if (chdir("/") < 0)
		return -errno;
	if (directory->path != NULL && strcmp(directory->path, "/") == 0)
		return 0;
	error = own_take(&own);
	if (error < 0)
		return error;
	*is_changed = true;
	if (groups_take(request) == 0)
		go_as_user(directory, request);
	error = own_restore(&own);
	*is_changed = error < 0;
	return error;
}

int working_directory_enter(const struct working_directory *directory,
			    const struct request *request, bool *is_changed, struct reason *reason)
{
	int error = enter(directory, request, is_changed);

	return error < 0 ? reason_add(reason, -error, "the caller's working directory") : 0;
}

void working_directory_return(const struct working_directory *directory)
{
	_cleanup_close_ int fd = NO_FD;
	struct stat status;

	if (directory->path == NULL)
		return;
	fd = directory_open(directory->path, RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS);
	if (fd < 0 || fstat(fd, &status) < 0 || status.st_dev != directory->device ||
	    status.st_ino != directory->inode)
		return;
	(void)!fchdir(fd);
}
