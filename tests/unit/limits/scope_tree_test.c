/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is made below a scope. The scope is a cgroup of this machine's hierarchy of version 2, made
 * for the test and removed again; its controllers may be none.
 */
#include "limits/scope_tree.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fixture.h"
#include "limits/cgroup_directory.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "system/report.h"

struct scene {
	int parent_fd, scope_fd;
	char name[32];
};

static void scope_make(struct scene *scene)
{
	scene->parent_fd = cgroup_open(AT_FDCWD, "/sys/fs/cgroup");
	if (scene->parent_fd < 0)
		scene->parent_fd = cgroup_open(AT_FDCWD, "/sys/fs/cgroup/unified");
	(void)snprintf(scene->name, sizeof(scene->name), "scope_tree_test-%lld",
		       (long long)boottime_ms());
	check_number(mkdirat(scene->parent_fd, scene->name, 0755), 0);
	scene->scope_fd = cgroup_open(scene->parent_fd, scene->name);
	check(scene->scope_fd >= 0);
}

static void scope_remove(const struct scene *scene)
{
	(void)unlinkat(scene->scope_fd, "jail", AT_REMOVEDIR);
	(void)unlinkat(scene->scope_fd, "keeper", AT_REMOVEDIR);
	check_number(unlinkat(scene->parent_fd, scene->name, AT_REMOVEDIR), 0);
}

static void check_procs(int scope_fd, const char *name, pid_t pid)
{
	char text[64], number[16] = "";

	if (pid > 0)
		(void)snprintf(number, sizeof(number), "%d\n", pid);
	check_number(cgroup_read(scope_fd, name, text, sizeof(text)), 0);
	check_number(strcmp(text, number), 0);
}

/* As the helper: systemd has put it into the scope. */
_Noreturn static void be_helper(const struct scene *scene, int result_fd)
{
	static const struct jail_plan plan = { 0 };
	struct scope_tree tree = SCOPE_TREE_NONE;
	struct report report = { .socket_fd = NO_FD };
	bool is_good;

	check_number(cgroup_write(scene->scope_fd, "cgroup.procs", "0"), 0);
	is_good = scope_tree_make(&tree, scene->scope_fd, "/x", &plan, &report) == 0 &&
		  tree.jail_fd >= 0;
	/* The way back is a descriptor. */
	is_good = is_good && cgroup_write(tree.jail_fd, "cgroup.procs", "0") == 0 &&
		  write(tree.keeper_procs_fd, "0", 1) == 1;
	check_number(write(result_fd, is_good ? "+" : "-", 1), 1);
	for (;;)
		(void)pause();
}

static void the_maker_is_in_the_keepers_cgroup_and_the_jails_is_empty(void)
{
	struct scene scene;
	int result[2];
	char byte = 0;
	pid_t pid;

	scope_make(&scene);
	check_number(pipe2(result, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0)
		be_helper(&scene, result[1]);
	check_number(read(result[0], &byte, 1), 1);
	check_number(byte, '+');
	check_procs(scene.scope_fd, "keeper/cgroup.procs", pid);
	check_procs(scene.scope_fd, "jail/cgroup.procs", 0);
	check_procs(scene.scope_fd, "cgroup.procs", 0);
	check_number(kill(pid, SIGKILL), 0);
	check_number(waitpid(pid, NULL, 0), pid);
	scope_remove(&scene);
}

static void a_controller_that_is_missing_is_named(void)
{
	static const struct jail_plan plan = { .limits = { [LIMIT_TASKS_MAX] = { true, 20 } } };
	struct report report = { .socket_fd = NO_FD };
	struct scope_tree tree = SCOPE_TREE_NONE;
	struct scene scene;
	char list[512];
	int error = 0;
	pid_t pid;

	scope_make(&scene);
	check_number(cgroup_read(scene.scope_fd, "cgroup.controllers", list, sizeof(list)), 0);
	pid = fork();
	if (pid == 0) {
		error = scope_tree_make(&tree, scene.scope_fd, "/x", &plan, &report);
		_exit(error < 0 && strstr(report.text, "controller 'pids' is not available in '/x'")
			      ? 1
			      : 0);
	}
	check_number(waitpid(pid, &error, 0), pid);
	check_number(WEXITSTATUS(error), strstr(list, "pids") == NULL ? 1 : 0);
	scope_remove(&scene);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_maker_is_in_the_keepers_cgroup_and_the_jails_is_empty),
		fixture_test(a_controller_that_is_missing_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
