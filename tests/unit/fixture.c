/* SPDX-License-Identifier: BSD-3-Clause */
/* Namespaces, files and checks for the unit tests; see fixture.h. */
#include "fixture.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/stat.h>
#include <net/if.h>
#include <net/route.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <sys/wait.h>

#include "mounts/stage.h"
#include "plan/mount_list.h"
#include "rootfs/rootfs.h"
#include "shared/cleanup.h"
#include "system/mount_tree.h"

#define TEST_SECONDS 60

#define NAMESPACES \
	(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWCGROUP)

static const char *const rootfs_directories[] = {
	"proc", "sys", "dev", "tmp", "run", "etc", "var", "var/tmp", "home", "bin",
};

void check_true(int condition, const char *what, const char *file, int line)
{
	int error = errno;

	if (condition)
		return;
	(void)dprintf(STDERR_FILENO, "%s:%d: not so: %s (errno: %s)\n", file, line, what,
		      strerror(error));
	_exit(1);
}

void check_error(long result, int wanted, const char *what, const char *file, int line)
{
	int error = result < 0 ? errno : 0;

	if (result < 0 && error == wanted)
		return;
	(void)dprintf(STDERR_FILENO, "%s:%d: %s: '%s', should be '%s'\n", file, line, what,
		      strerror(error), strerror(wanted));
	_exit(1);
}

void check_equal(long long found, long long wanted, const char *what, const char *file, int line)
{
	if (found == wanted)
		return;
	(void)dprintf(STDERR_FILENO, "%s:%d: %s is %lld (%#llx), should be %lld (%#llx)\n", file,
		      line, what, found, (unsigned long long)found, wanted,
		      (unsigned long long)wanted);
	_exit(1);
}

void check_contains(const char *text, const char *part, const char *what, const char *file,
		    int line)
{
	if (strstr(text, part) != NULL)
		return;
	(void)dprintf(STDERR_FILENO, "%s:%d: %s is \"%s\", should contain \"%s\"\n", file, line,
		      what, text, part);
	_exit(1);
}

void check_child(pid_t child)
{
	int status = -1;

	check(child > 0);
	check_number(waitpid(child, &status, 0), child);
	check_number(status, 0);
}

void check_in_child(void (*body)(struct fixture_jail *jail), struct fixture_jail *jail)
{
	pid_t child = fork();

	if (child == 0) {
		body(jail);
		_exit(0);
	}
	check_child(child);
}

int is_readable(int fd, int timeout)
{
	struct pollfd watched = { .fd = fd, .events = POLLIN };

	return poll(&watched, 1, timeout) == 1;
}

void root_give_up(void)
{
	check_number(setgroups(0, NULL), 0);
	check_number(setresgid(FIXTURE_UID, FIXTURE_UID, FIXTURE_UID), 0);
	check_number(setresuid(FIXTURE_UID, FIXTURE_UID, FIXTURE_UID), 0);
}

static void parents_make(const char *path)
{
	char parent[256];

	for (const char *slash = strchr(path + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		(void)snprintf(parent, sizeof(parent), "%.*s", (int)(slash - path), path);
		if (mkdir(parent, 0755) == 0)
			check_number(chmod(parent, 0755), 0);
	}
}

void directory_make(const char *path, mode_t mode)
{
	parents_make(path);
	check(mkdir(path, 0700) == 0 || errno == EEXIST);
	check_number(chmod(path, mode), 0);
}

void file_make(const char *path, const char *text, mode_t mode)
{
	_cleanup_close_ int fd = NO_FD;

	parents_make(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	check(fd >= 0);
	check_number(write(fd, text, strlen(text)), strlen(text));
	check_number(fchmod(fd, mode), 0);
}

void tmpfs_over(const char *path)
{
	directory_make(path, 0755);
	check_number(mount("tmpfs", path, "tmpfs", 0, "mode=0755"), 0);
}

void loopback_up(void)
{
	struct ifreq interface = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	_cleanup_close_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	check_number(ioctl(fd, SIOCSIFFLAGS, &interface), 0);
}

static struct sockaddr ipv4_address(const char *text)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	struct sockaddr any;

	check_number(inet_pton(AF_INET, text, &address.sin_addr), 1);
	memcpy(&any, &address, sizeof(any));
	return any;
}

void ipv4_route_add(const char *destination, const char *mask, unsigned short flags)
{
	static char device[] = "lo";
	struct rtentry route = { .rt_dst = ipv4_address(destination),
				 .rt_genmask = ipv4_address(mask),
				 .rt_flags = RTF_UP | flags,
				 .rt_dev = (flags & RTF_REJECT) == 0 ? device : NULL };
	_cleanup_close_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	check_number(ioctl(fd, SIOCADDRT, &route), 0);
}

void file_read(int directory_fd, const char *path, char *ret_text, size_t size)
{
	_cleanup_close_ int fd = openat(directory_fd, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	size_t used = 0;
	ssize_t length = 1;

	check(fd >= 0);
	while (length > 0 && used < size - 1) {
		length = read(fd, ret_text + used, size - 1 - used);
		check(length >= 0);
		used += (size_t)length;
	}
	ret_text[used] = '\0';
}

int is_there(int directory_fd, const char *path)
{
	struct stat status;

	return fstatat(directory_fd, path, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

static int place_open(int directory_fd, const char *path)
{
	/* An empty path is the descriptor itself, which may be of a file. */
	int fd = path[0] == '\0' ? dup(directory_fd)
				 : openat(directory_fd, path, O_PATH | O_CLOEXEC);

	check_true(fd >= 0, path, __FILE__, __LINE__);
	return fd;
}

unsigned long mount_flags(int directory_fd, const char *path)
{
	_cleanup_close_ int fd = place_open(directory_fd, path);
	struct statvfs status;

	check_number(fstatvfs(fd, &status), 0);
	return status.f_flag & (ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC);
}

long mount_type(int directory_fd, const char *path)
{
	_cleanup_close_ int fd = place_open(directory_fd, path);
	struct statfs status;

	check_number(fstatfs(fd, &status), 0);
	return (long)status.f_type;
}

int is_mount_point(int directory_fd, const char *path)
{
	_cleanup_close_ int fd = place_open(directory_fd, path);
	struct statx status;

	check_number(statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status), 0);
	check((status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0);
	return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

static void rootfs_make(void)
{
	char path[256];

	directory_make(FIXTURE_ROOTFS, 0755);
	for (size_t i = 0; i < ARRAY_SIZE(rootfs_directories); i++) {
		(void)snprintf(path, sizeof(path), FIXTURE_ROOTFS "/%s", rootfs_directories[i]);
		directory_make(path, 0755);
	}
	file_make(FIXTURE_ROOTFS "/marker", "rootfs", 0644);
	file_make(FIXTURE_ROOTFS "/bin/sh", "#!/bin/sh\n", 0755);
}

static char *constant(const char *text)
{
	char *copy = strdup(text);

	check(copy != NULL);
	return copy;
}

static void request_fill(struct request *request)
{
	request->session_id = 0xbeef;
	request->uid = FIXTURE_UID;
	request->gid = FIXTURE_UID;
	request->config_path = constant("/etc/security/nsjail.conf");
	request->user = constant("tenant");
	request->gecos = constant("A Tenant");
	request->home = constant(FIXTURE_DIRECTORY "/home/tenant");
	request->shell = constant("/bin/sh");
	request->service = constant("sshd");
	request->tty = constant("ssh");
	request->rhost = constant("192.0.2.1");
}

void fixture_jail_make(struct fixture_jail *jail)
{
	_cleanup_close_ int fd = NO_FD;

	rootfs_make();
	*jail = (struct fixture_jail){
		.plan = { .is_jailed = true,
			  .rootfs = constant(FIXTURE_ROOTFS),
			  .rootfs_mode = ROOTFS_READONLY,
			  .home = HOME_NONE,
			  .hostname = constant("tenant"),
			  .namespaces = NAMESPACES,
			  .network = NETWORK_NONE,
			  .has_proc = true,
			  .accounts = ACCOUNTS_ROOTFS,
			  .no_new_privs = true },
		.sources = JAIL_SOURCES_NONE,
		.report = { .socket_fd = NO_FD },
		.build = { .init_pidfd = NO_FD,
			   .map_fd = NO_FD,
			   .own_map_fd = NO_FD,
			   .turn_fd = NO_FD,
			   .stage_fd = NO_FD,
			   .furniture_fd = NO_FD,
			   .root_fd = NO_FD,
			   .devices_fd = NO_FD },
	};
	request_fill(&jail->request);
	fd = open(FIXTURE_ROOTFS, O_PATH | O_DIRECTORY | O_CLOEXEC);
	check(fd >= 0);
	jail->sources.rootfs_fd =
		mount_tree_clone(fd, MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_RDONLY, true);
	check(jail->sources.rootfs_fd >= 0);
	jail->build.plan = &jail->plan;
	jail->build.request = &jail->request;
	jail->build.sources = &jail->sources;
	jail->build.report = &jail->report;
}

int tree_open(const char *path, uint64_t attributes)
{
	_cleanup_close_ int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int tree_fd = mount_tree_clone(fd, attributes, true);

	check_true(tree_fd >= 0, path, __FILE__, __LINE__);
	return tree_fd;
}

struct mount_entry *fixture_mount_add(struct fixture_jail *jail, enum mount_kind kind,
				      const char *target, int tree_fd)
{
	size_t count = jail->plan.mount_count + 1;
	struct mount_entry *mounts = reallocarray(jail->plan.mounts, count, sizeof(*mounts));
	int *fds = reallocarray(jail->sources.mount_fds, count, sizeof(*fds));

	check(mounts != NULL && fds != NULL);
	mounts[count - 1] = (struct mount_entry){ .kind = kind,
						  .target = constant(target),
						  .attributes = MOUNT_ATTRIBUTES_PLAIN,
						  .size = constant("1048576"),
						  .inodes = constant("64"),
						  .mode = 01777 };
	fds[count - 1] = tree_fd;
	jail->plan.mounts = mounts;
	jail->sources.mount_fds = fds;
	jail->plan.mount_count = jail->sources.mount_count = count;
	return &mounts[count - 1];
}

void fixture_mounts_settle(struct fixture_jail *jail, int home_fd)
{
	struct jail_plan *plan = &jail->plan;
	int *fds;

	check_number(mount_list_settle(plan, &jail->request, &jail->report), 0);
	fds = calloc(plan->mount_count, sizeof(*fds));
	check(fds != NULL);
	for (size_t i = 0; i < plan->mount_count; i++)
		fds[i] = plan->mounts[i].is_home ? home_fd : NO_FD;
	jail->sources.mount_fds = fds;
	jail->sources.mount_count = plan->mount_count;
}

void fixture_build_begin(struct fixture_jail *jail)
{
	check_number(stage_make(&jail->build), 0);
	check_number(rootfs_attach(&jail->build), 0);
}

/* PID 1 of the test's namespaces. */
_Noreturn static void body_run(void (*body)(void))
{
	check_number(prctl(PR_SET_PDEATHSIG, SIGKILL), 0);
	check_number(mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL), 0);
	tmpfs_over(FIXTURE_DIRECTORY);
	check_number(chdir("/"), 0);
	(void)umask(077);
	body();
	_exit(0);
}

_Noreturn static void namespaces_enter(void (*body)(void), int output_fd)
{
	pid_t child;

	check(dup2(output_fd, STDOUT_FILENO) >= 0 && dup2(output_fd, STDERR_FILENO) >= 0);
	(void)alarm(TEST_SECONDS);
	check_number(unshare(NAMESPACES), 0);
	check_number(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	child = fork();
	if (child == 0)
		body_run(body);
	check_child(child);
	_exit(0);
}

void fixture_run(void **state)
{
	void (*body)(void) = *state;
	char text[4096] = "";
	int output[2];
	int status = -1;
	ssize_t length;
	pid_t child;

	if (geteuid() != 0) {
		print_message("needs root\n");
		skip();
	}
	assert_int_equal(pipe2(output, O_CLOEXEC | O_NONBLOCK), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		namespaces_enter(body, output[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	length = read(output[0], text, sizeof(text) - 1);
	text[length > 0 ? length : 0] = '\0';
	(void)close(output[0]);
	(void)close(output[1]);
	/* fail_msg() would print to stderr, apart from the test's result. */
	mock_assert(status == 0, text, __FILE__, __LINE__);
}
