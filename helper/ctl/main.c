/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nsjailctl: the administrator's view of jails. It finds the command in a table and hands over.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "config/build_parts.h"
#include "ctl/command/command.h"
#include "ctl/command/options.h"
#include "ctl/output/printable.h"
#include "low_fds.h"
#include "shared/cleanup.h"

#define FOR_ALL OPTION_HELP

const struct command commands[] = {
	{ "show", "USER", "what jail a user would get, and where each value comes from",
	  FOR_ALL | OPTION_JSON | OPTION_CONFIG, 1, 1, false, show_command },
	{ "check", "[USER]", "look for mistakes: configuration, root file systems, PAM stacks",
	  FOR_ALL | OPTION_JSON | OPTION_CONFIG, 0, 1, false, check_command },
	{ "run", "USER [PROGRAM [ARGUMENT...]]", "run a program in a session of the user's",
	  FOR_ALL | OPTION_CONFIG | OPTION_SERVICE | OPTION_LOG, 1, 1, true, run_command },
	{ "why", "ID", "why the login with this id was refused, and how to mend it",
	  FOR_ALL | OPTION_JSON | OPTION_LOG, 1, 1, false, why_command },
	{ "enter", "USER|JAIL [PROGRAM [ARGUMENT...]]",
	  "a shell or program, as the user, in a jail that is up", FOR_ALL | OPTION_TOOL, 1, 1,
	  true, enter_command },
	{ "verify", "USER|JAIL", "prove from inside that a jail that is up holds",
	  FOR_ALL | OPTION_JSON, 1, 1, false, verify_command },
	{ "list", "", "the live jails, and who is in them", FOR_ALL | OPTION_JSON, 0, 0, false,
	  list_command },
	{ "kill", "USER|JAIL|SESSION", "end a jail, with everybody in it, or one session",
	  FOR_ALL | OPTION_SESSION, 1, 1, false, kill_command },
	{ "gc", "", "remove what is left of jails whose keeper is dead", FOR_ALL, 0, 0, false,
	  gc_command },
	{ "users", "", "who is jailed, and by which section", FOR_ALL | OPTION_JSON | OPTION_CONFIG,
	  0, 0, false, users_command },
	{ "assign", "USER KEY=VALUE...", "set keys in the user's own file",
	  FOR_ALL | OPTION_JSON | OPTION_CONFIG | OPTION_DRY_RUN, 2, INT_MAX, false,
	  assign_command },
	{ "unassign", "USER [KEY...]", "take keys, or all, out of the user's own file",
	  FOR_ALL | OPTION_JSON | OPTION_CONFIG | OPTION_DRY_RUN, 1, INT_MAX, false,
	  unassign_command },
	{ "pam", "enable|disable|status [SERVICE...]",
	  "put the lines that jail into PAM's files, or take them out",
	  FOR_ALL | OPTION_JSON | OPTION_CONFIG | OPTION_DRY_RUN, 1, INT_MAX, false, pam_command },
	{ 0 },
};

static void help_write(FILE *stream)
{
	(void)fputs("usage: nsjailctl COMMAND [OPTION...] [OPERAND...]\n", stream);
	for (const struct command *command = commands; command->name != NULL; command++)
		(void)fprintf(stream, "  %-9s%s\n", command->name, command->doc);
	(void)fputs("nsjailctl COMMAND --help tells more; so does nsjailctl(8).\n", stream);
}

static const struct command *command_find(const char *name)
{
	for (const struct command *command = commands; command->name != NULL; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

static int command_run(const struct command *command, int argc, char **argv)
{
	struct ctl_options options;
	int first = options_parse(&options, command, argc, argv);

	if (first < 0)
		return CTL_USAGE;
	if (!options.has_help)
		return command->run(&options, argv + first);
	options_help(stdout, command);
	return CTL_OK;
}

static int word_run(int argc, char **argv)
{
	const struct command *command = command_find(argv[1]);

	if (command != NULL)
		return command_run(command, argc - 1, argv + 1);
	if (strcmp(argv[1], "--help") == 0) {
		help_write(stdout);
		return CTL_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)puts("nsjailctl " VERSION);
		build_parts_write(build_parts, stdout);
		return CTL_OK;
	}
	(void)fputs("nsjailctl: there is no command '", stderr);
	printable_write(stderr, argv[1]);
	(void)fputs("'\n", stderr);
	help_write(stderr);
	return CTL_USAGE;
}

int main(int argc, char **argv)
{
	struct low_fds low_fds;
	int status;

	if (low_fds_fill(&low_fds) < 0)
		return CTL_NOT_OK;
	if (argc < 2) {
		help_write(stderr);
		return CTL_USAGE;
	}
	status = word_run(argc, argv);
	/* Half an answer must not look like a whole one. */
	if (fflush(stdout) != 0 || ferror(stdout) != 0) {
		(void)fputs("nsjailctl: the output can not be written\n", stderr);
		return status == CTL_OK ? CTL_NOT_OK : status;
	}
	return status;
}
