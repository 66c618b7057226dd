/* SPDX-License-Identifier: BSD-3-Clause */
/* What a tenant may not do, tried; see verify_inside.h. */
#include "ctl/verify/verify_inside.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include "ctl/enter/enter_join.h"
#include "ctl/list/keepers.h"
#include "ctl/session/session_exec.h"
#include "ctl/verify/verify_loader.h"
#include "ctl/verify/verify_result.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/request.h"

__attribute__((format(printf, 4, 5))) static void say(const struct verify_probe *probe,
						      enum verify_state state, const char *property,
						      const char *format, ...)
{
	struct verify_result result = { .state = state, .is_inside = true };
	va_list values;

	(void)snprintf(result.property, sizeof(result.property), "%s", property);
	va_start(values, format);
	(void)vsnprintf(result.detail, sizeof(result.detail), format, values);
	va_end(values);
	(void)send(probe->socket_fd, &result, sizeof(result), MSG_NOSIGNAL);
}

static enum verify_state holds_if(bool does_hold)
{
	return does_hold ? VERIFY_HOLDS : VERIFY_FAILS;
}

static bool is_private(const struct verify_probe *probe)
{
	return strcmp(probe->jail->private, "yes") == 0;
}

static const char *name_of(int error)
{
	return error == 0 ? "done" : strerrorname_np(error);
}

static int error_of(long result)
{
	return result < 0 ? errno : 0;
}

static void ids(const struct verify_probe *probe)
{
	uid_t uid, euid, suid;
	gid_t gid, egid, sgid;
	bool are_his;

	(void)getresuid(&uid, &euid, &suid);
	(void)getresgid(&gid, &egid, &sgid);
	are_his = uid == probe->request->uid && euid == uid && suid == uid &&
		  gid == probe->request->gid && egid == gid && sgid == gid;
	say(probe, holds_if(are_his), "the ids are the user's", "uid %u gid %u", euid, egid);
	say(probe, holds_if(setresuid(0, 0, 0) < 0 && setresgid(0, 0, 0) < 0),
	    "no way back to root", "setresuid: %s", strerrorname_np(errno));
}

static bool is_granted(const struct verify_probe *probe, gid_t gid)
{
	for (size_t i = 0; i < probe->request->group_count; i++)
		if (probe->request->groups[i].gid == gid)
			return true;
	return false;
}

static void groups(const struct verify_probe *probe)
{
	gid_t list[NGROUPS_MAX > 4096 ? 4096 : NGROUPS_MAX];
	int count = getgroups((int)ARRAY_SIZE(list), list);
	int foreign = 0;

	for (int i = 0; i < count; i++)
		foreign += !is_granted(probe, list[i]);
	say(probe, holds_if(count >= 0 && foreign == 0), "groups are those of the host",
	    "%d groups, %d others", count, foreign);
}

static void capabilities(const struct verify_probe *probe)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
	uint32_t all = 0;

	if (syscall(SYS_capget, &header, sets) < 0)
		all = ~0U;
	else
		for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
			all |= sets[i].effective | sets[i].permitted | sets[i].inheritable;
	for (int i = 0; i < 64; i++)
		all |= prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, i, 0, 0) == 1;
	say(probe, holds_if(all == 0), "no capability", "effective to ambient: %s",
	    all == 0 ? "none" : "some");
}

static void bounding_set(const struct verify_probe *probe)
{
	uint64_t found = 0, known = 0;
	int is_there;

	for (int i = 0; i < 64 && (is_there = prctl(PR_CAPBSET_READ, i, 0, 0, 0)) >= 0; i++) {
		known |= 1ULL << i;
		found |= (uint64_t)is_there << i;
	}
	say(probe, holds_if(found == (probe->join->verdict.bounding_set & known)),
	    "bounding set is the configured one", "%016llx", (unsigned long long)found);
}

static void no_new_privs(const struct verify_probe *probe)
{
	int is_set = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);

	if (!probe->join->verdict.no_new_privs)
		say(probe, VERIFY_OPEN, "no_new_privs", "no_new_privs = no");
	else
		say(probe, holds_if(is_set == 1), "no_new_privs", "%d", is_set);
}

/* The mode, and one call that every filter refuses; without one it fails otherwise (EFAULT). */
static void filter(const struct verify_probe *probe)
{
	int mode = prctl(PR_GET_SECCOMP, 0, 0, 0, 0);
	int error = syscall(SYS_init_module, NULL, 0UL, NULL) < 0 ? errno : 0;

	if (probe->join->verdict.filter_count == 0)
		say(probe, VERIFY_OPEN, "filter of system calls", "seccomp = off");
	else
		say(probe, holds_if(mode == SECCOMP_MODE_FILTER && error == EPERM),
		    "filter of system calls", "mode %d, init_module: %s", mode, name_of(error));
}

/* AF_VSOCK stands for all that no network namespace separates. */
static void sockets(const struct verify_probe *probe)
{
	_cleanup_close_ int fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int error = fd < 0 ? errno : 0;
	const char *property = "no sockets of the machine's (vsock)";

	if (strcmp(probe->jail->network, "host") == 0)
		say(probe, VERIFY_OPEN, property, "network = host");
	else if (error == 0 && probe->join->verdict.filter_count == 0)
		say(probe, VERIFY_OPEN, property, "seccomp = off");
	else
		say(probe, holds_if(error == EAFNOSUPPORT), property, "socket: %s", name_of(error));
}

/* In a child: the probe stays where it is. 0, or the errno. */
static int in_child(long (*attempt)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(attempt() < 0 ? errno : 0);
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

/* Of whoever comes in: this process has come as the module does, and loads as its caller would. */
static void loader(const struct verify_probe *probe)
{
	int error = in_child(verify_loader_attempt);

	say(probe, error == ENOENT ? VERIFY_OPEN : holds_if(error == EACCES),
	    "loader maps no file of the jail", "dlopen: %s", name_of(error));
}

static long user_namespace_make(void)
{
	return unshare(CLONE_NEWUSER);
}

static long mounts_change(void)
{
	return mount("none", "/", NULL, MS_REMOUNT | MS_BIND, NULL);
}

static long tmpfs_mount(void)
{
	return mount("none", "/", "tmpfs", 0, NULL);
}

static void nested(const struct verify_probe *probe)
{
	int error = in_child(user_namespace_make);

	/* Without a user namespace it is the filter alone that keeps them from it. */
	if (strcmp(probe->jail->nested, "yes") == 0)
		say(probe, VERIFY_OPEN, "no user namespaces of tenants", "nested_namespaces = yes");
	else if (error == 0 && !is_private(probe) && probe->join->verdict.filter_count == 0)
		say(probe, VERIFY_OPEN, "no user namespaces of tenants", "seccomp = off");
	else
		say(probe, holds_if(error != 0), "no user namespaces of tenants", "unshare: %s",
		    name_of(error));
}

static void mounting(const struct verify_probe *probe)
{
	int remount = in_child(mounts_change), fresh = in_child(tmpfs_mount);

	say(probe, holds_if(remount != 0 && fresh != 0), "no mounts by the user",
	    "remount: %s, tmpfs: %s", name_of(remount), name_of(fresh));
}

/* Whoever started it is not to be seen. */
static void processes(const struct verify_probe *probe)
{
	say(probe, holds_if(getppid() == 0), "the parent outside has no number here", "getppid: %d",
	    getppid());
}

static void init_closed(const struct verify_probe *probe)
{
	_cleanup_close_ int root_fd = open("/proc/1/root/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int opened = root_fd < 0 ? errno : 0;
	int traced = error_of(ptrace(PTRACE_SEIZE, 1, NULL, NULL));
	int killed = error_of(kill(1, 0));

	say(probe, holds_if(opened != 0 && traced != 0 && killed != 0), "init is out of reach",
	    "root: %s, ptrace: %s, signal: %s", name_of(opened), name_of(traced), name_of(killed));
}

static void kernel_files(const struct verify_probe *probe)
{
	static const char *const paths[] = { "/proc/sys/kernel/core_pattern",
					     "/proc/sys/kernel/modprobe",
					     "/proc/sysrq-trigger",
					     "/proc/kcore",
					     "/dev/mem",
					     "/dev/kmsg" };
	const char *opened = "none";

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		int flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
		_cleanup_close_ int fd = open(paths[i], flags);

		opened = fd < 0 ? opened : paths[i];
	}
	say(probe, holds_if(strcmp(opened, "none") == 0), "files of the kernel are not writable",
	    "open for writing: %s", opened);
}

/* Everything that is there may be used, and nothing of it leads to hardware. */
static bool is_harmless(const struct stat *status)
{
	unsigned int kind = major(status->st_rdev), number = minor(status->st_rdev);

	if (!S_ISCHR(status->st_mode))
		return !S_ISBLK(status->st_mode);
	return (kind == 1 &&
		(number == 3 || number == 5 || number == 7 || number == 8 || number == 9)) ||
	       (kind == 5 && (number == 0 || number == 2)) || (kind >= 136 && kind <= 143);
}

/* A node on a mount with nodev is only a name. */
static bool is_open_device(int directory_fd, const char *name)
{
	struct statvfs system;
	struct stat status;
	_cleanup_close_ int fd = openat(directory_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	return fd >= 0 && fstat(fd, &status) == 0 && !is_harmless(&status) &&
	       (fstatvfs(fd, &system) < 0 || (system.f_flag & ST_NODEV) == 0);
}

static void devices(const struct verify_probe *probe)
{
	_cleanup_closedir_ DIR *directory = opendir("/dev");
	const struct dirent *entry;
	char found[128] = "none";
	int made;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		if (is_open_device(dirfd(directory), entry->d_name))
			(void)snprintf(found, sizeof(found), "%.100s", entry->d_name);
	say(probe, holds_if(strcmp(found, "none") == 0), "no device of the host in /dev",
	    "besides null, zero, full, random, urandom, tty, ptmx, pts: %s", found);
	made = error_of(mknod("/tmp/.nsjailctl-verify", S_IFCHR | 0600, makedev(1, 1)));
	if (made == 0)
		(void)unlink("/tmp/.nsjailctl-verify");
	say(probe, holds_if(made != 0), "no device can be made", "mknod: %s", name_of(made));
}

static void interfaces_list(char *text, size_t size, unsigned int *ret_count, bool *ret_has_lo)
{
	struct if_nameindex *list = if_nameindex();

	text[0] = '\0';
	*ret_count = 0;
	*ret_has_lo = false;
	for (const struct if_nameindex *one = list; one != NULL && one->if_index != 0; one++) {
		size_t used = strlen(text);

		(void)snprintf(text + used, size - used, " %s", one->if_name);
		*ret_has_lo = *ret_has_lo || strcmp(one->if_name, "lo") == 0;
		++*ret_count;
	}
	if (list != NULL)
		if_freenameindex(list);
}

static void network(const struct verify_probe *probe)
{
	const char *mode = probe->jail->network;
	bool is_none = strcmp(mode, "none") == 0;
	bool is_one = strcmp(mode, "veth") == 0 || strcmp(mode, "user") == 0;
	unsigned int count;
	char names[200];
	bool has_lo;

	interfaces_list(names, sizeof(names), &count, &has_lo);
	if (!is_none && !is_one)
		say(probe, VERIFY_OPEN, "network interfaces", "network = %s:%s", mode, names);
	else
		say(probe, holds_if(has_lo && count == (is_none ? 1U : 2U)), "network interfaces",
		    "network = %s:%s", mode, names);
}

/* The administrator's was left behind before the join, and the filter lets nobody ask. */
static void keyring(const struct verify_probe *probe)
{
	long serial = syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0);

	say(probe, holds_if(serial < 0 || serial != probe->host_keyring),
	    "keyring is not the administrator's", "keyctl: %s",
	    serial < 0 ? strerrorname_np(errno) : "another one");
	if (probe->join->verdict.filter_count != 0)
		say(probe, holds_if(serial < 0), "no keyrings", "keyctl: %s",
		    serial < 0 ? strerrorname_np(errno) : "done");
}

static void setuid_inert(const struct verify_probe *probe)
{
	struct statvfs system;
	bool is_inert = statvfs("/", &system) == 0 && (system.f_flag & ST_NOSUID) != 0;

	if (is_private(probe))
		say(probe, VERIFY_OPEN, "setuid programs are inert",
		    "user_namespace = yes: they give the jail's own root");
	else
		say(probe, holds_if(is_inert && probe->join->verdict.no_new_privs),
		    "setuid programs are inert", "nosuid %d, no_new_privs %d", is_inert,
		    probe->join->verdict.no_new_privs);
}

static void terminal(const struct verify_probe *probe)
{
	_cleanup_close_ int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	say(probe, holds_if(fd < 0), "no terminal of the administrator's", "open /dev/tty: %s",
	    fd < 0 ? strerrorname_np(errno) : "done");
}

/* pivot_root(2) leaves nothing above. */
static void root_closed(const struct verify_probe *probe)
{
	struct statx here = { 0 }, above = { 0 };
	unsigned int mask = STATX_INO | STATX_MNT_ID;
	bool is_same = statx(AT_FDCWD, "/", 0, mask, &here) == 0 &&
		       statx(AT_FDCWD, "/../..", 0, mask, &above) == 0 &&
		       here.stx_mnt_id == above.stx_mnt_id && here.stx_ino == above.stx_ino;

	say(probe, holds_if(is_same), "nothing is above the root", "/../.. is %s",
	    is_same ? "/" : "another directory");
}

static void (*const checks[])(const struct verify_probe *probe) = {
	ids,	 groups,       capabilities, bounding_set, no_new_privs, filter,  loader,
	nested,	 mounting,     processes,    init_closed,  kernel_files, devices, network,
	keyring, setuid_inert, terminal,     root_closed,  sockets,
};

enum kept { KEPT_SOCKET, KEPT_PARENT, KEPT_END };

/* All others are gone before this process is the user's. */
static int descriptors_place(struct verify_probe *probe, int parent_pidfd)
{
	int socket_fd = fcntl(probe->socket_fd, F_DUPFD_CLOEXEC, KEPT_END);
	int parent_fd = fcntl(parent_pidfd, F_DUPFD_CLOEXEC, KEPT_END);

	if (socket_fd < 0 || parent_fd < 0 || dup2(socket_fd, KEPT_SOCKET) < 0 ||
	    dup2(parent_fd, KEPT_PARENT) < 0)
		return -errno;
	probe->socket_fd = KEPT_SOCKET;
	return close_range(KEPT_END, ~0U, 0) < 0 ? -errno : 0;
}

_Noreturn void verify_inside(struct verify_probe *probe, int parent_pidfd)
{
	const struct verify_result last = { .property = "" };
	char byte;

	if (setsid() < 0 || descriptors_place(probe, parent_pidfd) < 0 ||
	    session_become(probe->request, KEPT_PARENT) < 0 || close(KEPT_PARENT) < 0)
		_exit(EXIT_FAILURE);
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		checks[i](probe);
	(void)send(probe->socket_fd, &last, sizeof(last), MSG_NOSIGNAL);
	while (recv(probe->socket_fd, &byte, sizeof(byte), 0) < 0 && errno == EINTR)
		continue;
	_exit(EXIT_SUCCESS);
}
