/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/check/check_enabled.h"

#include <unistd.h>

#include "shared/cleanup.h"

bool check_enabled_is(const char *service)
{
	_cleanup_free_ char *path = NULL;

	return asprintf(&path, "%s/%s%s", PAM_STORE, service, PAM_STORE_AFTER) > 0 &&
	       access(path, F_OK) == 0;
}
