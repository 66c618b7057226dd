/* SPDX-License-Identifier: BSD-3-Clause */
/* Namespaces, mounts, descriptors, processes; see verify_outside.h. */
#include "ctl/verify/verify_outside.h"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "ctl/list/keepers.h"
#include "ctl/verify/verify_mounts.h"
#include "ctl/verify/verify_pam.h"
#include "ctl/verify/verify_result.h"
#include "ctl/verify/verify_status.h"
#include "mounts/procfs.h"
#include "shared/cleanup.h"
#include "shared/namespace_id.h"

static enum verify_state holds_if(bool does_hold)
{
	return does_hold ? VERIFY_HOLDS : VERIFY_FAILS;
}

/* The number stays the probe's as long as the pidfd says that it lives: see is_alive. */
static int pid_of(int pidfd)
{
	char path[64];
	_cleanup_fclose_ FILE *stream = NULL;
	char line[128];
	int pid = -1;

	(void)snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	stream = fopen(path, "re");
	while (stream != NULL && fgets(line, sizeof(line), stream) != NULL)
		if (strncmp(line, "Pid:", 4) == 0)
			pid = (int)strtol(line + 4, NULL, 10);
	return pid;
}

static bool is_alive(int pidfd)
{
	struct pollfd ended = { .fd = pidfd, .events = POLLIN };

	return poll(&ended, 1, 0) == 0;
}

static int process_open(int pid)
{
	char path[32];

	(void)snprintf(path, sizeof(path), "/proc/%d", pid);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* True if the list of names, with blanks between them, has this one. */
static bool has_name(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *found = list; (found = strstr(found, name)) != NULL; found += length)
		if ((found == list || found[-1] == ' ') &&
		    (found[length] == ' ' || found[length] == '\0'))
			return true;
	return false;
}

static void namespace_look(struct verify_results *results, const struct kept_jail *jail,
			   int process_fd, const struct namespace_kind *kind)
{
	_cleanup_free_ char *inside = NULL, *outside = NULL;
	struct stat theirs = { 0 }, own = { 0 };
	char property[48];
	bool is_own;

	(void)snprintf(property, sizeof(property), "%s namespace of its own", kind->name);
	if (asprintf(&inside, "ns/%s", kind->proc_name) < 0 ||
	    asprintf(&outside, "/proc/self/ns/%s", kind->proc_name) < 0) {
		results->is_short = true;
		return;
	}
	is_own = fstatat(process_fd, inside, &theirs, 0) == 0 && stat(outside, &own) == 0 &&
		 (theirs.st_ino != own.st_ino || theirs.st_dev != own.st_dev);
	if (!has_name(jail->namespaces, kind->name))
		verify_tell(results, is_own ? VERIFY_FAILS : VERIFY_OPEN, property,
			    "the host's, by configuration");
	else
		verify_tell(results, holds_if(is_own), property, "%llu, the host's is %llu",
			    (unsigned long long)theirs.st_ino, (unsigned long long)own.st_ino);
}

/* Rights over it are rights over neighbours and links that all share. */
static void network_owner(struct verify_results *results, const struct kept_jail *jail,
			  int process_fd)
{
	_cleanup_close_ int network_fd = openat(process_fd, "ns/net", O_RDONLY | O_CLOEXEC);
	_cleanup_close_ int owner_fd = network_fd < 0 ? NO_FD : ioctl(network_fd, NS_GET_USERNS);
	struct stat owner = { 0 }, own = { 0 };
	bool is_hosts = owner_fd >= 0 && fstat(owner_fd, &owner) == 0 &&
			stat("/proc/self/ns/user", &own) == 0 && owner.st_ino == own.st_ino;

	if (strcmp(jail->own_network, "yes") == 0)
		verify_tell(results, VERIFY_OPEN, "no rights over networks and neighbours",
			    "network_owner = tenant");
	else
		verify_tell(results, holds_if(is_hosts), "no rights over networks and neighbours",
			    "the network belongs to user namespace %llu, the host's is %llu",
			    (unsigned long long)owner.st_ino, (unsigned long long)own.st_ino);
}

/* Behind a socket of the jail's own is its keeper, who says whose each line is. */
static void log_own(struct verify_results *results, int process_fd)
{
	const char *property = "lines in the log bear the user's name";
	struct stat inside, devices, outside = { 0 };

	if (fstatat(process_fd, "root/dev", &devices, AT_SYMLINK_NOFOLLOW) < 0 ||
	    fstatat(process_fd, "root/dev/log", &inside, AT_SYMLINK_NOFOLLOW) < 0) {
		verify_tell(results, holds_if(errno == ENOENT), property, "no /dev/log: %s",
			    strerrorname_np(errno));
		return;
	}
	(void)stat("/dev/log", &outside);
	verify_tell(results,
		    holds_if(S_ISSOCK(inside.st_mode) && inside.st_dev == devices.st_dev &&
			     inside.st_uid == 0 &&
			     (inside.st_dev != outside.st_dev || inside.st_ino != outside.st_ino)),
		    property, "/dev/log is %s",
		    !S_ISSOCK(inside.st_mode)	      ? "no socket"
		    : inside.st_dev == devices.st_dev ? "a socket of the jail's own"
						      : "a socket from elsewhere");
}

static void namespaces(struct verify_results *results, const struct kept_jail *jail, int process_fd)
{
	for (const struct namespace_kind *kind = namespace_kinds; kind->flag != 0; kind++)
		namespace_look(results, jail, process_fd, kind);
	network_owner(results, jail, process_fd);
}

/* Every descriptor but the one that results come over, or -1. */
static int descriptors_count(int process_fd)
{
	int fd = openat(process_fd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_closedir_ DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int count = 0;

	if (directory == NULL) {
		cleanup_close(&fd);
		return -1;
	}
	while ((entry = readdir(directory)) != NULL)
		count += entry->d_name[0] != '.';
	return count;
}

static void descriptors(struct verify_results *results, const struct kept_jail *jail,
			int process_fd)
{
	int count = descriptors_count(process_fd);
	_cleanup_close_ int init_fd = process_open(jail->init);
	int init_count = init_fd < 0 ? -1 : descriptors_count(init_fd);

	verify_tell(results, holds_if(count == 1), "no descriptor came along",
		    "the probe has %d, which is how it speaks", count);
	verify_tell(results, holds_if(init_count == 0), "init holds no descriptor", "%d",
		    init_count);
}

static void init_powerless(struct verify_results *results, const struct kept_jail *jail)
{
	_cleanup_close_ int init_fd = process_open(jail->init);
	struct verify_status status = { 0 };
	bool is_read = init_fd >= 0 && verify_status_read(init_fd, &status) == 0;

	verify_tell(results,
		    holds_if(is_read && status.effective == 0 && status.permitted == 0 &&
			     status.no_new_privs),
		    "init has no capability", "permitted %llx, %s",
		    (unsigned long long)status.permitted,
		    status.no_new_privs ? "and gets none" : "without no_new_privs");
}

/* What the probe was confined to holds for everybody: who has more came in by another way. */
static void processes(struct verify_results *results, const struct kept_jail *jail, int pid,
		      int process_fd)
{
	struct verify_status expected = { 0 };
	struct verify_crowd crowd = { 0 };

	if (verify_status_read(process_fd, &expected) < 0 ||
	    verify_crowd_look(&crowd, pid, jail->init, process_fd, &expected) < 0) {
		verify_tell(results, VERIFY_FAILS, "every process is confined",
			    "/proc can not be read");
		return;
	}
	verify_tell(results, holds_if(crowd.loose_count == 0), "every process is confined",
		    "%d processes, %d with more rights%s%s", crowd.count, crowd.loose_count,
		    crowd.loose_count == 0 ? "" : ", for example ", crowd.example);
	verify_tell(results, holds_if(crowd.elsewhere_count == 0),
		    "every process is in the jail's mounts",
		    "%d processes, %d with the host's root", crowd.count, crowd.elsewhere_count);
}

void verify_outside(struct verify_results *results, const struct kept_jail *jail, int probe_pidfd)
{
	int pid = pid_of(probe_pidfd);
	_cleanup_close_ int process_fd = pid <= 0 ? NO_FD : process_open(pid);

	/* Opened first, then seen to be alive: so what is open is the probe's. */
	if (process_fd < 0 || !is_alive(probe_pidfd)) {
		verify_tell(results, VERIFY_FAILS, "the probe is there", "it has ended");
		return;
	}
	namespaces(results, jail, process_fd);
	log_own(results, process_fd);
	verify_mounts(results, jail, process_fd);
	verify_pam(results, jail, process_fd);
	descriptors(results, jail, process_fd);
	init_powerless(results, jail);
	processes(results, jail, pid, process_fd);
	if (!is_alive(probe_pidfd))
		verify_tell(results, VERIFY_FAILS, "the probe stays", "it has ended");
}
