/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The commands of nsjailctl, one room each, and what they have in common: options and exit codes.
 * It must never: decide what a jail is; the helper's rooms do, and the commands show it.
 */
#pragma once

#include <stdbool.h>

/* Exit codes; `run` passes on that of its program and has RUN_STATUS_NONE besides. */
enum ctl_status {
	CTL_OK = 0,
	CTL_NOT_OK = 1,	    /* refused, not found, errors found */
	CTL_USAGE = 2,	    /* a command line that makes no sense */
	CTL_NOT_JAILED = 3, /* policy: this user is not jailed */
};

#define RUN_STATUS_NONE	     125 /* no session came about */
#define RUN_STATUS_NO_EXEC   126 /* the program can not be executed */
#define RUN_STATUS_NOT_FOUND 127

struct ctl_options {
	bool has_help;
	bool is_json;
	const char *config_path;
	const char *service;  /* NULL: a stack with pam_nsjail alone */
	const char *log_path; /* NULL: the journal, then /var/log */
	const char *session;  /* the id of one session, or NULL: the whole jail */
	const char *tool;     /* a program of the host's, or NULL */
	bool is_dry_run;      /* show what would be changed */
};

/* One bit for each option that a command takes. */
enum option_bit {
	OPTION_HELP = 1,
	OPTION_JSON = 2,
	OPTION_CONFIG = 4,
	OPTION_SERVICE = 8,
	OPTION_LOG = 16,
	OPTION_SESSION = 32,
	OPTION_TOOL = 64,
	OPTION_DRY_RUN = 128,
};

struct command {
	const char *name; /* NULL ends the table */
	const char *operands;
	const char *doc;
	unsigned int options; /* of enum option_bit */
	int operand_min, operand_max;
	bool has_program; /* what follows the first operand is not ours */
	/* operands ends with NULL. Returns an exit code. */
	int (*run)(const struct ctl_options *options, char **operands);
};

/* In the order of nsjailctl(8), ended by a row without a name. */
extern const struct command commands[];

int show_command(const struct ctl_options *options, char **operands);
int check_command(const struct ctl_options *options, char **operands);
int run_command(const struct ctl_options *options, char **operands);
int why_command(const struct ctl_options *options, char **operands);
int enter_command(const struct ctl_options *options, char **operands);
int verify_command(const struct ctl_options *options, char **operands);
int list_command(const struct ctl_options *options, char **operands);
int kill_command(const struct ctl_options *options, char **operands);
int gc_command(const struct ctl_options *options, char **operands);
int users_command(const struct ctl_options *options, char **operands);
int assign_command(const struct ctl_options *options, char **operands);
int unassign_command(const struct ctl_options *options, char **operands);
int pam_command(const struct ctl_options *options, char **operands);
