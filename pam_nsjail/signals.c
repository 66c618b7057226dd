/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "signals.h"

#include <errno.h>
#include <stddef.h>

int signals_block(sigset_t *ret_kept)
{
	sigset_t all;

	sigfillset(&all);
	return sigprocmask(SIG_SETMASK, &all, ret_kept) < 0 ? -errno : 0;
}

void signals_restore(const sigset_t *kept)
{
	int error = errno;

	(void)sigprocmask(SIG_SETMASK, kept, NULL);
	errno = error;
}
