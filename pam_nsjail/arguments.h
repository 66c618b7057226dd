/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The words behind pam_nsjail.so in a pam.d file.
 * It must never: let a word pass that it does not know.
 */
#pragma once

#include <stdbool.h>

struct reason;

struct arguments {
	const char *config_path; /* points into argv, or to the default */
	bool is_debug;
	bool is_audit;	 /* `audit`: plan and log, and let in without a jail */
	bool is_query;	 /* `jailed`: only answer whether the user would be jailed */
	bool is_refusal; /* `refuse`: whoever comes to this line is refused */
};

/* Reads the words. 0, or -EINVAL with every wrong word in reason; ret_arguments untouched then. */
int arguments_parse(struct arguments *ret_arguments, int argc, const char *const *argv,
		    struct reason *reason);

/* Whether a word without a value is among them; nothing else is looked at. */
bool arguments_have(int argc, const char *const *argv, const char *word);
