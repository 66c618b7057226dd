/* SPDX-License-Identifier: BSD-3-Clause */
/* What the caller takes upon itself, as the kernel shows it afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "confine.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "caller_loader.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/request.h"

#define KEPT (1ULL << CAP_CHOWN | 1ULL << CAP_KILL)

static bool status_has(const char *line)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/status", "re");
	char found[256];

	while (file != NULL && fgets(found, sizeof(found), file) != NULL)
		if (strncmp(found, line, strlen(line)) == 0)
			return true;
	return false;
}

/* The number of what does not hold, or 0. */
static int confined(bool no_new_privs)
{
	const struct verdict verdict = { .bounding_set = KEPT, .no_new_privs = no_new_privs };
	struct caller_loader loader;
	const struct confinement confinement = { &verdict, &loader, 1001 };
	struct reason reason = { 0 };
	struct rlimit core = { 1, 1 };

	if (caller_loader_look(&loader, &reason) < 0 || confine_process(&confinement, &reason) < 0)
		return 1;
	if (!status_has("CapBnd:\t0000000000000021") || !status_has("CapInh:\t0000000000000000"))
		return 2;
	if (!status_has("CapAmb:\t0000000000000000") || status_has("CapEff:\t0000000000000000"))
		return 3;
	if (prctl(PR_GET_DUMPABLE) != 0 || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != no_new_privs)
		return 4;
	if (getrlimit(RLIMIT_CORE, &core) < 0 || core.rlim_cur != 0 || core.rlim_max != 0)
		return 5;
	return 0;
}

static int in_child(int (*run)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(run());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static int with_no_new_privs(void)
{
	return confined(true);
}

static int without_no_new_privs(void)
{
	return confined(false);
}

static void need_root(void)
{
	if (geteuid() == 0)
		return;
	print_message("skipped: the bounding set needs root\n");
	skip();
}

static void everything_is_given_up(void **state)
{
	(void)state;
	need_root();
	assert_int_equal(in_child(with_no_new_privs), 0);
	assert_int_equal(in_child(without_no_new_privs), 0);
}

static int without_setpcap(void)
{
	const struct verdict verdict = { .bounding_set = KEPT };
	const struct confinement confinement = { &verdict, NULL, 1001 };
	struct reason reason = { 0 };

	if (setresuid(65534, 65534, 65534) < 0 || confine_process(&confinement, &reason) != -EPERM)
		return 1;
	return strcmp(reason.text,
		      "the caller can not be confined: bounding set: Operation not permitted") == 0
		       ? 0
		       : 2;
}

/* All that the bounding set may keep, and no right to drop more. */
static int has_dropped_it_itself(void)
{
	const struct verdict verdict = { .bounding_set = KEPT };
	struct caller_loader loader;
	const struct confinement confinement = { &verdict, &loader, 1001 };
	struct reason reason = { 0 };

	for (int i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
		if ((KEPT >> i & 1) == 0 && prctl(PR_CAPBSET_DROP, i, 0, 0, 0) < 0)
			return 1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || setresuid(65534, 65534, 65534) < 0)
		return 2;
	if (caller_loader_look(&loader, &reason) < 0)
		return 3;
	return confine_process(&confinement, &reason) == 0 ? 0 : 4;
}

static void what_the_caller_has_dropped_itself_needs_no_right(void **state)
{
	(void)state;
	need_root();
	assert_int_equal(in_child(has_dropped_it_itself), 0);
}

static void a_failing_step_is_named(void **state)
{
	(void)state;
	need_root();
	assert_int_equal(in_child(without_setpcap), 0);
}

static int fix_name_service(void)
{
	struct reason reason = { 0 };

	return confine_name_service(&reason) == 0 && reason.text[0] == '\0' ? 0 : 1;
}

static void every_database_is_known_to_libc(void **state)
{
	(void)state;
	assert_int_equal(in_child(fix_name_service), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_given_up),
		cmocka_unit_test(what_the_caller_has_dropped_itself_needs_no_right),
		cmocka_unit_test(a_failing_step_is_named),
		cmocka_unit_test(every_database_is_known_to_libc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
