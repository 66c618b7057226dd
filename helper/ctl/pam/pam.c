/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl pam: its lines in the files of PAM. */
#include <stdio.h>
#include <string.h>

#include "ctl/command/command.h"
#include "ctl/output/printable.h"
#include "ctl/pam/pam_parts.h"
#include "shared/cleanup.h"

static const struct {
	const char *name;
	int (*run)(const struct ctl_options *options, char **services);
	bool can_be_alone; /* no service means all */
	bool is_look;	   /* there is nothing to be tried */
} parts[] = {
	{ "enable", pam_enable, false, false },
	{ "disable", pam_disable, false, false },
	{ "status", pam_status, true, true },
};

static int usage(const char *what, const char *word)
{
	(void)fputs("nsjailctl pam: ", stderr);
	(void)fputs(what, stderr);
	printable_write(stderr, word);
	(void)fputs("\n", stderr);
	return CTL_USAGE;
}

/* It stands in our lines as it is. */
static bool is_plain(const char *path)
{
	return strpbrk(path, " \t\n#[]\\") == NULL;
}

int pam_command(const struct ctl_options *options, char **operands)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (strcmp(parts[i].name, operands[0]) != 0)
			continue;
		if (operands[1] == NULL && !parts[i].can_be_alone)
			return usage("name a service to ", operands[0]);
		if (options->is_dry_run && parts[i].is_look)
			return usage("nothing is changed by ", operands[0]);
		if (!is_plain(options->config_path))
			return usage("a PAM line can not have the path ", options->config_path);
		return parts[i].run(options, operands + 1);
	}
	return usage("enable, disable and status are its words, not ", operands[0]);
}
