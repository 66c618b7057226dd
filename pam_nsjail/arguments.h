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
	bool is_audit; /* `audit`: plan and log, and let in without a jail */
	bool is_query; /* `jailed`: only answer whether the user would be jailed */
};

/* Reads the words. 0, or -EINVAL with every wrong word in reason; ret_arguments untouched then. */
int arguments_parse(struct arguments *ret_arguments, int argc, const char *const *argv,
		    struct reason *reason);

/* Whether `jailed` is among the words; nothing else is looked at. */
bool arguments_has_query(int argc, const char *const *argv);
