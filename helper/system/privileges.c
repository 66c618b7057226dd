/* SPDX-License-Identifier: BSD-3-Clause */
/* Privileges of the helper's processes; see privileges.h. */
#include "system/privileges.h"

#include <fcntl.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/capability.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

#include "shared/cleanup.h"
#include "system/report.h"

int privileges_check_own(struct report *report)
{
	_cleanup_close_ int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat status;

	if (getuid() != 0 || geteuid() != 0)
		return report_error(report, EPERM, "the helper must be started by root");
	if (fd < 0 || fstat(fd, &status) < 0)
		return report_error(report, errno, "the helper can not look at its own file");
	if ((status.st_mode & (S_ISUID | S_ISGID)) != 0)
		return report_error(report, EPERM, "the helper's file is setuid or setgid");
	if (fgetxattr(fd, "security.capability", NULL, 0) >= 0)
		return report_error(report, EPERM, "the helper's file has capabilities");
	if (getauxval(AT_SECURE) != 0)
		return report_error(report, EPERM, "the helper was started with raised privileges");
	return 0;
}

static int priority_reset(void)
{
	return setpriority(PRIO_PROCESS, 0, 0);
}

static int scheduler_reset(void)
{
	struct sched_param parameter = { 0 };

	return sched_setscheduler(0, SCHED_OTHER, &parameter);
}

static int personality_reset(void)
{
	return personality(PER_LINUX) < 0 ? -1 : 0;
}

/* An anonymous session keyring, or keeper and init would hold on to the caller's. */
static int keyring_reset(void)
{
	long serial = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);

	return serial < 0 && errno != ENOSYS ? -1 : 0;
}

static int core_limit_reset(void)
{
	struct rlimit none = { 0, 0 };

	return setrlimit(RLIMIT_CORE, &none);
}

static int oom_score_write(const char *score)
{
	_cleanup_close_ int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	return fd < 0 || write(fd, score, strlen(score)) < 0 ? -1 : 0;
}

/* The keeper must outlive the memory bombs of its tenant; lowering needs CAP_SYS_RESOURCE. */
static int oom_score_reset(void)
{
	if (oom_score_write("-1000") == 0 || oom_score_write("0") == 0)
		return 0;
	return errno == EACCES ? 0 : -1;
}

void privileges_oom_protect(bool is_protected)
{
	(void)oom_score_write(is_protected ? "-1000" : "0");
}

struct reset {
	const char *name;
	int (*run)(void);
};

static const struct reset at_once[] = {
	{ "priority", priority_reset },
	{ "scheduler", scheduler_reset },
	{ "personality", personality_reset },
	{ "core limit", core_limit_reset },
};

static const struct reset to_stay[] = {
	{ "session keyring", keyring_reset },
	{ "oom score", oom_score_reset },
};

static int resets_run(const struct reset *resets, size_t count, struct report *report)
{
	for (size_t i = 0; i < count; i++)
		if (resets[i].run() < 0)
			return report_error(report, errno, "can not reset the %s", resets[i].name);
	return 0;
}

int privileges_reset_inherited(struct report *report)
{
	return resets_run(at_once, ARRAY_SIZE(at_once), report);
}

int privileges_reset_to_stay(struct report *report)
{
	return resets_run(to_stay, ARRAY_SIZE(to_stay), report);
}

static int kept_add(cap_t sets, const cap_value_t *kept, int count)
{
	if (count == 0)
		return 0;
	return cap_set_flag(sets, CAP_PERMITTED, count, kept, CAP_SET) < 0 ||
			       cap_set_flag(sets, CAP_EFFECTIVE, count, kept, CAP_SET) < 0
		       ? -errno
		       : 0;
}

/* Empty but for what is kept, if anything. */
static int sets_empty(const cap_value_t *kept, int count)
{
	cap_t wanted = cap_init();
	cap_t found;
	int error;

	if (wanted == NULL)
		return -ENOMEM;
	error = kept_add(wanted, kept, count);
	if (error == 0 && cap_set_proc(wanted) < 0)
		error = -errno;
	found = error == 0 ? cap_get_proc() : NULL;
	if (error == 0 && (found == NULL || cap_compare(found, wanted) != 0))
		error = -EPERM;
	(void)cap_free(found);
	(void)cap_free(wanted);
	return error;
}

static int drop_but(const cap_value_t *kept, int count)
{
	int error;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0) < 0 ||
	    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		return -errno;
	error = sets_empty(kept, count);
	if (error < 0)
		return error;
	return prctl(PR_GET_DUMPABLE) == 0 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0
											  : -EPERM;
}

int privileges_drop_all(void)
{
	return drop_but(NULL, 0);
}

int privileges_drop_to_keeper(bool has_user_namespace, bool has_cgroup)
{
	cap_value_t kept[2];
	int count = 0;

	if (has_user_namespace)
		kept[count++] = CAP_KILL;
	if (has_cgroup)
		kept[count++] = CAP_SYS_NICE;
	return drop_but(kept, count);
}
