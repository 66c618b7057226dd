/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the account's sections to one plan: every key from the layer that decides on it, then what
 * the keys mean together.
 * It must never: open anything but the configuration, or change the system.
 */
#pragma once

struct config_file;
struct jail_plan;
struct report;
struct request;

/*
 * Finds the account's sections in the configuration (request->config_path and the user's own file
 * beside it, see nsjail.conf(5)) and makes the plan. 0, or -errno with every error of the run in
 * report, each with file and line. The plan is the caller's to clear. uid 0 is never jailed: with a
 * main file that is missing or broken it is let pass, which is logged; if its own section wants it
 * jailed, it is refused.
 */
int plan_make(struct jail_plan *ret_plan, const struct request *request, struct report *report);

/*
 * The same for one of many accounts, none of them uid 0: with the main file as it was read and
 * checked before (layers.h), and own_file for the user's own, or NULL: the one beside the main file
 * is read. Both stay the caller's and must outlive the call alone.
 */
int plan_make_from(struct jail_plan *ret_plan, const struct config_file *main_file,
		   const struct config_file *own_file, const struct request *request,
		   struct report *report);
