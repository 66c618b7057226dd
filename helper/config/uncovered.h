/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who may be let in without a jail: never because of what a lookup did not find.
 * It must never: be asked about root, or take a directory's silence for an answer.
 */
#pragma once

#include "config/profile.h"
#include "plan/jail_plan.h"

struct report;
struct request;

/*
 * For an account that is not to be jailed by what a layer of its profile says, LAYER_COUNT if none
 * speaks of it: 0 if that is certain enough, or -errno with the reason in report.
 */
int uncovered_judge(const struct profile *profile, enum profile_layer layer,
		    enum uncovered_mode mode, const struct request *request, struct report *report);
