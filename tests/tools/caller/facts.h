/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a jail is like, as lines that are the same in each jail of one configuration: so a login can
 * be compared with another one whole.
 */
#pragma once

/*
 * Reports where this process is against saved (of state_read). Outside, that is "outside" and what
 * has changed since. Inside, its namespaces, mounts, and confinement; and the same of a child that
 * becomes the user, in lines that begin with "child": only "child none" when there can be none.
 */
void facts_report(const char *saved);

/* Looks the user up while that is the host's business. */
void facts_begin(const char *user);
