/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tests that put a script in the place of pasta, which has to be there for it: older releases have
 * no package of it.
 */
#pragma once

#include <unistd.h>

#include "fixture.h"

/* As fixture_run. */
static inline void pasta_run_test(void **state)
{
	if (access(PASST_PATH, F_OK) < 0) {
		print_message("needs the package passt\n");
		skip();
	}
	fixture_run(state);
}

#define pasta_test(body)                                          \
	{                                                         \
#body, pasta_run_test, NULL, NULL, (void *)(body) \
	}
