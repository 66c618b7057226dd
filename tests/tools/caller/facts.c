/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "facts.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report.h"
#include "state.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const status_lines[] = { "Uid:",	   "Gid:",    "Groups:", "CapInh:",
					    "CapPrm:",	   "CapEff:", "CapBnd:", "CapAmb:",
					    "NoNewPrivs:", "Seccomp" };

/* What a tenant must find locked, and what errno says so. */
static const struct {
	const char *path;
	int flags;
} doors[] = {
	{ "/proc/sys/kernel/core_pattern", O_WRONLY },
	{ "/proc/sysrq-trigger", O_WRONLY },
	{ "/proc/kcore", O_RDONLY },
	{ "/proc/keys", O_RDONLY },
	{ "/proc/1/environ", O_RDONLY },
	{ "/proc/1/root/etc", O_RDONLY },
	{ "/made-by-tenant", O_WRONLY | O_CREAT },
	{ "/dev/null", O_RDWR },
	{ "/dev/pts", O_RDONLY },
	{ "/etc/rootfs-mark", O_RDONLY },
	{ ".", O_RDONLY },
};

static struct {
	uid_t uid;
	gid_t gid;
	char name[64];
	char home[256];
} account;

void facts_begin(const char *user)
{
	const struct passwd *found = getpwnam(user);

	expect(found != NULL, user);
	account.uid = found->pw_uid;
	account.gid = found->pw_gid;
	(void)snprintf(account.name, sizeof(account.name), "%s", user);
	(void)snprintf(account.home, sizeof(account.home), "%s", found->pw_dir);
}

static FILE *open_at(int directory_fd, const char *name)
{
	int fd = openat(directory_fd, name, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? NULL : fdopen(fd, "r");
}

static bool is_of_interest(const char *line)
{
	for (size_t i = 0; i < COUNT(status_lines); i++)
		if (strncmp(line, status_lines[i], strlen(status_lines[i])) == 0)
			return true;
	return false;
}

static void report_status(const char *who, int directory_fd, const char *name)
{
	FILE *status = open_at(directory_fd, name);
	char line[512];

	if (status == NULL)
		report("%s has no status\n", who);
	while (status != NULL && fgets(line, sizeof(line), status) != NULL)
		if (is_of_interest(line))
			report("%s %s", who, line);
	if (status != NULL)
		(void)fclose(status);
}

/* Without the numbers of mounts, devices and groups of propagation. */
static void report_mounts(void)
{
	FILE *mounts = open_at(STATE_FD, "mountinfo");
	char line[8192];

	if (mounts == NULL)
		report("mounts: none can be seen\n");
	while (mounts != NULL && fgets(line, sizeof(line), mounts) != NULL) {
		const char *rest = line;

		for (int field = 0; field < 3 && rest != NULL; field++)
			rest = strchr(rest + 1, ' ');
		for (char *colon = strpbrk(line, ":/"); colon != NULL;
		     colon = strpbrk(colon + 1, ":/"))
			for (char *digit = colon + 1; *digit >= '0' && *digit <= '9'; digit++)
				*digit = '#';
		report("mount%s", rest == NULL ? " ?\n" : rest);
	}
	if (mounts != NULL)
		(void)fclose(mounts);
}

static void report_interfaces(void)
{
	struct if_nameindex *interfaces = if_nameindex();
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	for (size_t i = 0; interfaces != NULL && interfaces[i].if_index != 0; i++) {
		struct ifreq request = { .ifr_flags = 0 };

		(void)snprintf(request.ifr_name, sizeof(request.ifr_name), "%.15s",
			       interfaces[i].if_name);
		(void)ioctl(fd, SIOCGIFFLAGS, &request);
		report("interface %s %s\n", request.ifr_name,
		       (request.ifr_flags & IFF_UP) != 0 ? "up" : "down");
	}
	(void)close(fd);
	if_freenameindex(interfaces);
}

static void become_user(void)
{
	if (initgroups(account.name, account.gid) < 0 ||
	    setresgid(account.gid, account.gid, account.gid) < 0 ||
	    setresuid(account.uid, account.uid, account.uid) < 0 || chdir(account.home) < 0)
		report("child can not become the user: %s\n", strerror(errno));
}

static void report_doors(void)
{
	for (size_t i = 0; i < COUNT(doors); i++) {
		int fd = open(doors[i].path, doors[i].flags | O_CLOEXEC, 0600);

		report("child opens %s: %s\n", doors[i].path, fd < 0 ? strerror(errno) : "yes");
		(void)close(fd);
	}
	report("child makes a user namespace: %s\n",
	       unshare(CLONE_NEWUSER) < 0 ? strerror(errno) : "yes");
}

_Noreturn static void child_run(void)
{
	report("child is among %s\n", getpid() < 10 ? "few" : "many");
	report_status("child sees init", AT_FDCWD, "/proc/1/status");
	become_user();
	report_status("child", AT_FDCWD, "/proc/self/status");
	report_doors();
	_exit(0);
}

static void report_child(void)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0)
		child_run();
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		report("child none\n");
}

void facts_report(const char *saved)
{
	struct utsname names;

	if (!state_report_namespaces(saved)) {
		state_compare(saved, NULL);
		return;
	}
	if (uname(&names) == 0)
		report("hostname %s\n", names.nodename);
	report_status("own", STATE_FD, "status");
	report_mounts();
	report_interfaces();
	report_child();
}
