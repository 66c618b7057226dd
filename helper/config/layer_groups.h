/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which [group] section speaks of an account: by the number of the group, whatever names it has.
 * The host's own file says what that is; what is not in there, a program with the name service.
 * It must never: take a lookup that failed for one that found nothing.
 */
#pragma once

#include <stdbool.h>

struct layers;
struct report;
struct request;

/*
 * After layers_choose: finds the section, and notes what was left open. 0, or -errno, reported: a
 * group that a section names can not be looked up, or the account's own groups are not known. For
 * somebody who is named by a section of his own that is only logged, and no group matches that the
 * host's file does not have.
 */
int layer_groups_choose(struct layers *layers, bool is_named, const struct request *request,
			struct report *report);
