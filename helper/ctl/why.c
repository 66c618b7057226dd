/* SPDX-License-Identifier: BSD-3-Clause */
#include "command.h"
int why_command(const struct ctl_options *options, char **operands)
{
	(void)options;
	(void)operands;
	return CTL_NOT_OK;
}
