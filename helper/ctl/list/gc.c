/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl gc: removes the entries of jails whose keeper is dead, as the next login does. */
#include <stdio.h>
#include <string.h>

#include "ctl/command/command.h"
#include "state/jail_entry.h"

int gc_command(const struct ctl_options *options, char **operands)
{
	int count = jail_entries_sweep();

	(void)options;
	(void)operands;
	if (count < 0) {
		(void)fprintf(stderr, "nsjailctl gc: %s: %s\n", STATE_DIR, strerror(-count));
		return CTL_NOT_OK;
	}
	(void)printf("entries of dead jails removed: %d\n", count);
	return CTL_OK;
}
