/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line: one table of options, of which each command takes some, and the help made from
 * it. It must never: guess what a wrong word meant.
 */
#pragma once

#include <stdio.h>

struct command;
struct ctl_options;

/*
 * Reads what follows the command's name, argv[0]. Returns the place of the first operand in argv,
 * which is reordered unless the command runs a program, or -EINVAL, with the fault on standard
 * error.
 */
int options_parse(struct ctl_options *ret_options, const struct command *command, int argc,
		  char **argv);

/* Writes how the command is called and what its options mean. */
void options_help(FILE *stream, const struct command *command);
