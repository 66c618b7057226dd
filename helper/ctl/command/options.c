/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of options and getopt_long(3) behind it; see options.h. */
#include "ctl/command/options.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>

#include "ctl/command/command.h"
#include "ctl/output/printable.h"
#include "shared/cleanup.h"

struct option_row {
	unsigned int bit;
	const char *name;
	const char *value; /* what the help calls it; NULL: a switch */
	size_t field;	   /* a bool, or a const char * */
	const char *doc;
};

static const struct option_row rows[] = {
	{ OPTION_HELP, "help", NULL, offsetof(struct ctl_options, has_help), "show this" },
	{ OPTION_JSON, "json", NULL, offsetof(struct ctl_options, is_json), "print JSON" },
	{ OPTION_CONFIG, "conf", "FILE", offsetof(struct ctl_options, config_path),
	  "another nsjail.conf, as conf= in the PAM line" },
	{ OPTION_SERVICE, "service", "NAME", offsetof(struct ctl_options, service),
	  "open the session with this service's PAM stack" },
	{ OPTION_LOG, "log", "FILE", offsetof(struct ctl_options, log_path),
	  "look in this file, not in the journal and /var/log" },
	{ OPTION_SESSION, "session", "ID", offsetof(struct ctl_options, session),
	  "end this session alone" },
	{ OPTION_TOOL, "tool", "FILE", offsetof(struct ctl_options, tool),
	  "run this static program of the host's; what follows are its arguments" },
	{ OPTION_DRY_RUN, "dry-run", NULL, offsetof(struct ctl_options, is_dry_run),
	  "show what would be changed, and change nothing" },
};

/* Fills getopt_long's table with what the command takes; val is the row's place. */
static void table_fill(struct option *table, const struct command *command)
{
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if ((command->options & rows[i].bit) != 0)
			table[count++] = (struct option){
				.name = rows[i].name,
				.has_arg = rows[i].value == NULL ? no_argument : required_argument,
				.val = (int)i,
			};
	table[count] = (struct option){ 0 };
}

static void option_take(struct ctl_options *options, const struct option_row *row,
			const char *value)
{
	char *field = (char *)options + row->field;

	if (row->value == NULL)
		*(bool *)(void *)field = true;
	else
		*(const char **)(void *)field = value;
}

static int fault(const struct command *command, const char *what, const char *word)
{
	(void)fprintf(stderr, "nsjailctl %s: %s", command->name, what);
	if (word != NULL) {
		(void)fputs(" '", stderr);
		printable_write(stderr, word);
		(void)fputs("'", stderr);
	}
	(void)fputs("\n", stderr);
	options_help(stderr, command);
	return -EINVAL;
}

static int operands_check(const struct command *command, int count)
{
	if (count < command->operand_min)
		return fault(command, "an operand is missing", NULL);
	if (!command->has_program && count > command->operand_max)
		return fault(command, "there are too many operands", NULL);
	return 0;
}

int options_parse(struct ctl_options *ret_options, const struct command *command, int argc,
		  char **argv)
{
	struct ctl_options options = { .config_path = CONFIG_PATH };
	struct option table[ARRAY_SIZE(rows) + 1];
	int found;

	table_fill(table, command);
	optind = 0;
	while ((found = getopt_long(argc, argv, command->has_program ? "+:" : ":", table, NULL)) !=
	       -1) {
		if (found == ':')
			return fault(command, "a value is missing after", argv[optind - 1]);
		if (found == '?')
			return fault(command, "what is", argv[optind - 1]);
		option_take(&options, &rows[found], optarg);
	}
	if (options.config_path[0] != '/')
		return fault(command, "not an absolute path:", options.config_path);
	if (!options.has_help && operands_check(command, argc - optind) < 0)
		return -EINVAL;
	*ret_options = options;
	return optind;
}

void options_help(FILE *stream, const struct command *command)
{
	(void)fprintf(stream, "usage: nsjailctl %s [OPTION...]%s%s\n", command->name,
		      command->operands[0] == '\0' ? "" : " ", command->operands);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if ((command->options & rows[i].bit) != 0)
			(void)fprintf(stream, "  --%-9s%-6s%s\n", rows[i].name,
				      rows[i].value == NULL ? "" : rows[i].value, rows[i].doc);
}
