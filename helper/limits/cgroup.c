/* SPDX-License-Identifier: BSD-3-Clause */
/* The jail's cgroup; see cgroup.h. */
#include "limits/cgroup.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <syslog.h>

#include "limits/cgroup_directory.h"
#include "limits/cgroup_limits.h"
#include "limits/scope_run.h"
#include "limits/scope_tree.h"
#include "limits/stand_in.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/safe_path.h"
#include "system/fd_kind.h"
#include "system/report.h"

#define HIERARCHY      "/sys/fs/cgroup" /* where systemd mounts it */
#define PREFIX	       "nsjail-"
#define END_TIMEOUT_MS 5000

/* From SIGTERM to SIGKILL: some have a handler that waits for the children that they have. */
#define CALLER_END_MS 2000

static bool is_alive(int pidfd)
{
	struct pollfd end = { .fd = pidfd, .events = POLLIN };

	return poll(&end, 1, 0) == 0;
}

static void member_clear(struct cgroup_member *member)
{
	stand_in_end(&member->stand_in);
	cleanup_close(&member->pidfd);
	cleanup_close(&member->home_fd);
	*member = (struct cgroup_member){ .pidfd = NO_FD, .home_fd = NO_FD };
}

/* A jail of many sessions does not keep what it knew of those that are over. */
static void members_forget_dead(struct cgroup *cgroup)
{
	size_t kept = 0;

	for (size_t i = 0; i < cgroup->member_count; i++)
		if (is_alive(cgroup->members[i].pidfd))
			cgroup->members[kept++] = cgroup->members[i];
		else
			member_clear(&cgroup->members[i]);
	cgroup->member_count = kept;
}

/* Notes where a process is, before it is brought inside. Takes what it is given. 0 or -errno. */
static int member_note(struct cgroup *cgroup, pid_t pid, int pidfd, int home_fd)
{
	struct cgroup_member member = { .pidfd = pidfd, .pid = pid, .home_fd = home_fd };
	struct cgroup_member *members;
	int error = 0;

	members_forget_dead(cgroup);
	members = reallocarray(cgroup->members, cgroup->member_count + 1, sizeof(*members));
	if (members == NULL)
		error = -ENOMEM;
	else
		cgroup->members = members;
	if (error == 0 && home_fd < 0)
		member.home_fd = cgroup_open_home(cgroup->root_fd, pid);
	/* Without capabilities a user's own cgroup is closed to us: member_go_home knows. */
	if (error == 0 && member.home_fd < 0 && member.home_fd != -EACCES)
		error = member.home_fd;
	if (error < 0)
		member_clear(&member);
	else
		cgroup->members[cgroup->member_count++] = member;
	return error;
}

/* A pid number stays its process's own while the pidfd says that it lives. */
static int member_go(int directory_fd, const struct cgroup_member *member)
{
	char pid[16];

	(void)snprintf(pid, sizeof(pid), "%d", member->pid);
	return is_alive(member->pidfd) ? cgroup_write(directory_fd, "cgroup.procs", pid) : -ESRCH;
}

/* Where it came from may be gone by now, or closed to us: the root of the hierarchy takes it. */
static int member_go_home(const struct cgroup *cgroup, const struct cgroup_member *member)
{
	char pid[16];
	int length = snprintf(pid, sizeof(pid), "%d", member->pid);

	if (!is_alive(member->pidfd) || write(member->home_fd, pid, (size_t)length) == length)
		return 0;
	return member_go(cgroup->root_fd, member);
}

static int open_error(const char *path, int error, struct report *report)
{
	if (error == -ENODEV)
		return report_error(report, 0, "'%s' is no directory of cgroup2", path);
	return report_error(report, -error, "cgroup '%s' can not be opened", path);
}

/* This process is the first that comes inside. */
static int self_note(struct cgroup *cgroup, struct report *report)
{
	int pidfd = pidfd_open(getpid(), 0);
	int error = pidfd < 0 ? -errno : member_note(cgroup, getpid(), pidfd, NO_FD);

	return error < 0 ? report_error(report, -error, "the helper's own cgroup is not known") : 0;
}

/* What systemd stops is the scope: the keeper is in there, and home to it from here on. */
static int scope_settle(struct cgroup *cgroup, int scope_fd, const char *path,
			const struct jail_plan *plan, struct report *report)
{
	struct scope_tree tree = SCOPE_TREE_NONE;
	int error = scope_tree_make(&tree, scope_fd, path, plan, report);

	if (error < 0)
		return error;
	cgroup->is_scope = true;
	cgroup->directory_fd = tree.jail_fd;
	cleanup_close(&cgroup->members[0].home_fd);
	cgroup->members[0].home_fd = tree.keeper_procs_fd;
	return 0;
}

static int start_scope(struct cgroup *cgroup, const struct jail_plan *plan,
		       const struct request *request, struct report *report)
{
	char unit[sizeof(cgroup->name) + sizeof(".scope")], path[512];
	_cleanup_close_ int scope_fd = NO_FD;
	int error;

	cgroup->root_fd = cgroup_open(AT_FDCWD, HIERARCHY);
	if (cgroup->root_fd < 0)
		return open_error(HIERARCHY, cgroup->root_fd, report);
	error = self_note(cgroup, report);
	(void)snprintf(unit, sizeof(unit), "%s.scope", cgroup->name);
	if (error == 0)
		error = scope_run(unit, plan, request, path, sizeof(path), report);
	if (error < 0)
		return error;
	scope_fd = cgroup_open(cgroup->root_fd, path + 1);
	if (scope_fd < 0)
		return open_error(path, scope_fd, report);
	return scope_settle(cgroup, scope_fd, path, plan, report);
}

/* Where systemd has no hierarchy of version 2 there is nothing to ask it for. */
static int start_scope_unlimited(struct cgroup *cgroup, const struct jail_plan *plan,
				 const struct request *request, struct report *report)
{
	struct report unsaid = { .socket_fd = report->socket_fd };
	_cleanup_close_ int hierarchy_fd = cgroup_open(AT_FDCWD, HIERARCHY);

	if (hierarchy_fd < 0 || start_scope(cgroup, plan, request, &unsaid) == 0)
		return 0;
	report_log(report, LOG_WARNING,
		   "the jail of user '%s' has no scope and may end with its caller's unit: %s",
		   request->user, unsaid.text);
	cgroup_end(cgroup);
	return 0;
}

static int parent_open(struct cgroup *cgroup, const char *path, struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = safe_path_open(path, &fault);

	if (fd < 0)
		return report_error(report, fault.reason == NULL ? -fd : fault.errnum,
				    "cgroup_parent '%s': '%s' %s", path, fault.path,
				    fault.reason == NULL ? "can not be opened" : fault.reason);
	cgroup->parent_fd = cgroup_open(fd, ".");
	if (cgroup->parent_fd < 0)
		return open_error(path, cgroup->parent_fd, report);
	cgroup->root_fd = cgroup_open_root(cgroup->parent_fd);
	return cgroup->root_fd < 0 ? open_error(path, cgroup->root_fd, report) : 0;
}

static int parent_check(struct cgroup *cgroup, const struct jail_plan *plan, struct report *report)
{
	const char *path = plan->cgroup_parent;
	int error;

	if (path == NULL)
		return report_error(report, 0,
				    "a limit needs systemd as init, or the key 'cgroup_parent'");
	error = parent_open(cgroup, path, report);
	return error == 0 ? cgroup_limits_check(cgroup->parent_fd, path, plan, report) : error;
}

int cgroup_check(const struct jail_plan *plan, struct report *report)
{
	struct cgroup cgroup = CGROUP_NONE;
	int error = 0;

	if (cgroup_limits_are_set(plan) && !scope_has_systemd())
		error = parent_check(&cgroup, plan, report);
	cleanup_close(&cgroup.parent_fd);
	cleanup_close(&cgroup.root_fd);
	return error;
}

static int start_directory(struct cgroup *cgroup, const struct jail_plan *plan,
			   struct report *report)
{
	const char *path = plan->cgroup_parent;
	int error = parent_check(cgroup, plan, report);

	if (error < 0)
		return error;
	cgroup_sweep(cgroup->parent_fd, PREFIX);
	cgroup->directory_fd = cgroup_make(cgroup->parent_fd, cgroup->name);
	if (cgroup->directory_fd < 0)
		return report_error(report, -cgroup->directory_fd, "cgroup '%s/%s' can not be made",
				    path, cgroup->name);
	error = cgroup_limits_write(cgroup->directory_fd, path, plan,
				    CGROUP_AMOUNTS | CGROUP_WEIGHTS, report);
	return error == 0 ? self_note(cgroup, report) : error;
}

/*
 * A scope is a conversation with systemd, and costs more than the jail: one that has nobody but its
 * caller, and nothing to do after him, may end with his unit.
 */
static bool outlives_caller(const struct jail_plan *plan)
{
	return plan->scope == SCOPE_USER || plan->on_destroy != NULL;
}

int cgroup_start(struct cgroup *cgroup, const struct jail_plan *plan, const struct request *request,
		 struct report *report)
{
	cgroup->holds_callers = cgroup_limits_are_set(plan);
	(void)snprintf(cgroup->name, sizeof(cgroup->name), PREFIX "%u-%08x", request->uid,
		       request->session_id);
	if (!cgroup->holds_callers)
		return outlives_caller(plan) && scope_has_systemd()
			       ? start_scope_unlimited(cgroup, plan, request, report)
			       : 0;
	return scope_has_systemd() ? start_scope(cgroup, plan, request, report)
				   : start_directory(cgroup, plan, report);
}

int cgroup_visit(struct cgroup *cgroup, struct report *report)
{
	int error;

	if (cgroup->directory_fd < 0)
		return 0;
	error = member_go(cgroup->directory_fd, &cgroup->members[0]);
	return error < 0
		       ? report_error(report, -error, "cgroup '%s' takes no process", cgroup->name)
		       : 0;
}

/* The OOM killer's group is named last: the helper must not be one of it. */
int cgroup_leave(struct cgroup *cgroup, struct report *report)
{
	int error;

	if (cgroup->directory_fd < 0)
		return 0;
	error = member_go_home(cgroup, &cgroup->members[0]);
	if (error < 0)
		return report_error(report, -error, "the helper can not leave the jail's cgroup");
	member_clear(&cgroup->members[0]);
	cgroup->member_count = 0;
	error = cgroup_write(cgroup->directory_fd, "memory.oom.group", "1");
	/* Without a limit of memory there may be no controller of it. */
	return error < 0 && error != -ENOENT
		       ? report_error(report, -error, "'memory.oom.group' can not be set")
		       : 0;
}

int cgroup_home_open(const struct jail_plan *plan, int caller_pidfd)
{
	struct report unsaid = { .socket_fd = NO_FD };
	struct cgroup cgroup = CGROUP_NONE;
	pid_t pid = fd_kind_process(caller_pidfd);
	int fd = NO_FD;

	if (!cgroup_limits_are_set(plan) || pid < 0)
		return NO_FD;
	if (scope_has_systemd())
		cgroup.root_fd = cgroup_open(AT_FDCWD, HIERARCHY);
	else if (plan->cgroup_parent != NULL)
		(void)parent_open(&cgroup, plan->cgroup_parent, &unsaid);
	if (cgroup.root_fd >= 0)
		fd = cgroup_open_home(cgroup.root_fd, pid);
	cleanup_close(&cgroup.parent_fd);
	cleanup_close(&cgroup.root_fd);
	return fd < 0 ? NO_FD : fd;
}

/* Without one the session lives on when its unit is stopped: less than what was asked for, no harm.
 */
static void stand_in_leave(struct cgroup *cgroup, struct report *report)
{
	struct cgroup_member *member = &cgroup->members[cgroup->member_count - 1];
	pid_t pid = cgroup->is_scope ? stand_in_start(member->home_fd) : 0;

	if (pid < 0)
		report_log(report, LOG_WARNING, "nobody stands in for the caller in its cgroup: %s",
			   strerror(-pid));
	else
		member->stand_in = pid;
}

int cgroup_enter(struct cgroup *cgroup, int caller_pidfd, int *home_fd, struct report *report)
{
	pid_t pid;
	int pidfd, error;

	if (!cgroup->holds_callers)
		return 0;
	pid = fd_kind_process(caller_pidfd);
	pidfd = fcntl(caller_pidfd, F_DUPFD_CLOEXEC, 0);
	error = pid < 0 ? pid : pidfd < 0 ? -errno : 0;
	if (error == 0)
		error = member_note(cgroup, pid, TAKE_FD(pidfd),
				    home_fd == NULL ? NO_FD : TAKE_FD(*home_fd));
	cleanup_close(&pidfd);
	if (error == 0)
		stand_in_leave(cgroup, report);
	if (error == 0)
		error = member_go(cgroup->directory_fd, &cgroup->members[cgroup->member_count - 1]);
	if (error == 0 && !is_alive(caller_pidfd))
		error = -ESRCH;
	return error < 0 ? report_error(report, -error, "the jail's cgroup takes no caller") : 0;
}

void cgroup_return(struct cgroup *cgroup, int caller_pidfd)
{
	pid_t pid = cgroup->holds_callers ? fd_kind_process(caller_pidfd) : -ESRCH;
	size_t kept = 0;

	if (pid < 0)
		return;
	for (size_t i = 0; i < cgroup->member_count; i++) {
		struct cgroup_member *member = &cgroup->members[i];

		if (member->pid == pid && member_go_home(cgroup, member) == 0)
			member_clear(member);
		else
			cgroup->members[kept++] = *member;
	}
	cgroup->member_count = kept;
}

void cgroup_settle(struct cgroup *cgroup)
{
	int64_t now = boottime_ms();

	for (size_t i = 0; i < cgroup->member_count; i++) {
		struct cgroup_member *member = &cgroup->members[i];

		if (stand_in_is_over(&member->stand_in)) {
			member->kill_ms = now + CALLER_END_MS;
			(void)pidfd_send_signal(member->pidfd, SIGTERM, NULL, 0);
		}
		if (member->kill_ms != 0 && member->kill_ms <= now) {
			member->kill_ms = 0;
			(void)pidfd_send_signal(member->pidfd, SIGKILL, NULL, 0);
		}
	}
}

int64_t cgroup_deadline(const struct cgroup *cgroup)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < cgroup->member_count; i++)
		if (cgroup->members[i].kill_ms != 0 && cgroup->members[i].kill_ms < first)
			first = cgroup->members[i].kill_ms;
	return first;
}

void cgroup_thaw(const struct cgroup *cgroup)
{
	if (cgroup->directory_fd >= 0)
		(void)cgroup_write(cgroup->directory_fd, "cgroup.freeze", "0");
}

/* Whoever could not go home is no tenant, and must not be killed like one. */
static void members_go_home(struct cgroup *cgroup)
{
	bool are_home = true;

	for (size_t i = 0; i < cgroup->member_count; i++) {
		are_home = member_go_home(cgroup, &cgroup->members[i]) == 0 && are_home;
		member_clear(&cgroup->members[i]);
	}
	cgroup->member_count = 0;
	if (are_home && cgroup->directory_fd >= 0)
		(void)cgroup_write(cgroup->directory_fd, "cgroup.kill", "1");
}

void cgroup_end(struct cgroup *cgroup)
{
	cgroup_thaw(cgroup);
	members_go_home(cgroup);
	if (cgroup->directory_fd >= 0 && cgroup->parent_fd >= 0) {
		(void)cgroup_wait_empty(cgroup->directory_fd, boottime_ms() + END_TIMEOUT_MS);
		(void)unlinkat(cgroup->parent_fd, cgroup->name, AT_REMOVEDIR);
	}
	free(cgroup->members);
	cleanup_close(&cgroup->directory_fd);
	cleanup_close(&cgroup->parent_fd);
	cleanup_close(&cgroup->root_fd);
	*cgroup = (struct cgroup)CGROUP_NONE;
}
