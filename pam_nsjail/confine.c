/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "confine.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <nss.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "caller_loader.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/request.h"

/* glibc's guard against a changed nsswitch.conf does not cover "initgroups"; naming each does. */
static const char *const databases[] = {
	"passwd",    "group",	 "initgroups", "shadow", "gshadow", "hosts",   "networks",
	"protocols", "services", "netgroup",   "ethers", "rpc",	    "aliases", "publickey",
};

static int check_effective(struct reason *reason)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, sets) < 0)
		return reason_add(reason, errno, "the caller's capabilities");
	if ((sets[CAP_TO_INDEX(CAP_SYS_ADMIN)].effective & CAP_TO_MASK(CAP_SYS_ADMIN)) == 0)
		return reason_add(reason, EPERM,
				  "the caller, uid %u, lacks CAP_SYS_ADMIN: only root can open a "
				  "session in a jail",
				  geteuid());
	return 0;
}

int confine_check_caller(struct reason *reason)
{
	int is_there = prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN, 0, 0, 0);

	if (is_there < 0)
		return reason_add(reason, errno, "the caller's bounding set");
	if (is_there == 0)
		return reason_add(reason, EPERM,
				  "the caller's bounding set lacks CAP_SYS_ADMIN, after an earlier "
				  "session perhaps");
	return check_effective(reason);
}

int confine_name_service(struct reason *reason)
{
	for (size_t i = 0; i < ARRAY_SIZE(databases); i++)
		if (__nss_configure_lookup(databases[i], "files") < 0)
			return reason_add(reason, errno, "NSS database '%s' can not be fixed",
					  databases[i]);
	return 0;
}

/*
 * An anonymous keyring instead of the one that su, say, has from the session of whoever typed it:
 * its keys would go to the user's processes.
 */
static int new_keyring(const struct confinement *confinement)
{
	(void)confinement;
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 && errno != ENOSYS)
		return -errno;
	return 0;
}

/* A core of a name that the tenant chose is a matter of the host's, see core(5). */
static int no_core(const struct confinement *confinement)
{
	struct rlimit limit = { 0, 0 };

	(void)confinement;
	if (setrlimit(RLIMIT_CORE, &limit) < 0 || getrlimit(RLIMIT_CORE, &limit) < 0)
		return -errno;
	return limit.rlim_cur == 0 && limit.rlim_max == 0 ? 0 : -ENOTRECOVERABLE;
}

static bool is_kept(const struct verdict *verdict, int capability)
{
	return capability < 64 && (verdict->bounding_set >> capability & 1) != 0;
}

/*
 * Up to the first number that the kernel does not know, which may be beyond what we were built
 * with. What counts is what is there in the end: a caller may have dropped some itself, and its
 * right to drop as well.
 */
static int drop_bounding_set(const struct confinement *confinement)
{
	for (int capability = 0;; capability++) {
		int error, is_there;

		if (is_kept(confinement->verdict, capability) ||
		    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0)
			continue;
		error = -errno;
		is_there = prctl(PR_CAPBSET_READ, capability, 0, 0, 0);
		if (is_there < 0)
			return errno == EINVAL && capability > CAP_CHECKPOINT_RESTORE ? 0 : -errno;
		if (is_there != 0)
			return error;
	}
}

/* One is ambient only while it is inheritable, and none is by now: see capabilities(7). */
static int clear_ambient(const struct confinement *confinement)
{
	(void)confinement;
	return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 ? -errno : 0;
}

static int clear_inheritable(const struct confinement *confinement)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	(void)confinement;
	if (syscall(SYS_capget, &header, sets) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		sets[i].inheritable = 0;
	if (syscall(SYS_capset, &header, sets) < 0 || syscall(SYS_capget, &header, sets) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		if (sets[i].inheritable != 0)
			return -ENOTRECOVERABLE;
	return 0;
}

static int clear_dumpable(const struct confinement *confinement)
{
	(void)confinement;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return -errno;
	return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : -ENOTRECOVERABLE;
}

static int set_no_new_privs(const struct confinement *confinement)
{
	if (!confinement->verdict->no_new_privs)
		return 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : -ENOTRECOVERABLE;
}

/* The jail's, and the one against the loader. */
static int set_filter(const struct confinement *confinement)
{
	const struct verdict *verdict = confinement->verdict;
	struct sock_filter program[FILTER_MAX];
	int error;

	memcpy(program, verdict->filter, verdict->filter_count * sizeof(*program));
	error = caller_loader_bar(confinement->loader, confinement->uid, program,
				  verdict->filter_count);
	if (error < 0 || verdict->filter_count == 0)
		return error;
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == SECCOMP_MODE_FILTER ? 0 : -ENOTRECOVERABLE;
}

struct step {
	const char *name;
	int (*run)(const struct confinement *confinement);
};

/* What can not be taken back comes last; the bounding set needs CAP_SETPCAP and so comes early. */
static const struct step steps[] = {
	{ "session keyring", new_keyring },    { "core limit", no_core },
	{ "bounding set", drop_bounding_set }, { "inheritable set", clear_inheritable },
	{ "ambient set", clear_ambient },      { "dumpable", clear_dumpable },
	{ "no_new_privs", set_no_new_privs },  { "filter of system calls", set_filter },
};

int confine_process(const struct confinement *confinement, struct reason *reason)
{
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		int error = steps[i].run(confinement);

		if (error < 0)
			return reason_add(reason, -error, "the caller can not be confined: %s",
					  steps[i].name);
	}
	return 0;
}
