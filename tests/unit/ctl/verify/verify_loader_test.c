/* SPDX-License-Identifier: BSD-3-Clause */
/* The attempt tells a loader that is barred from one that is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/verify/verify_loader.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "caller_loader.h"
#include "reason.h"

static int bar(void)
{
	struct reason reason = { 0 };
	struct caller_loader loader;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	return caller_loader_look(&loader, &reason) < 0 ? -1
							: caller_loader_bar(&loader, 1001, NULL, 0);
}

/* What the attempt ends with in a child: 0, an errno, or 255 if it does not come back. */
static int attempt(int is_barred)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (is_barred && bar() < 0)
			_exit(254);
		_exit(verify_loader_attempt() < 0 ? errno : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static void a_barred_loader_is_told_from_another(void **state)
{
	(void)state;
	assert_int_equal(attempt(1), EACCES);
	assert_int_not_equal(attempt(0), EACCES);
	assert_int_not_equal(attempt(0), ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_barred_loader_is_told_from_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
