/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who may be let in without a jail: never because of what a lookup did not find.
 * It must never: be asked about root, or take a directory's silence for an answer.
 */
#pragma once

#include "config/layers.h"
#include "plan/jail_plan.h"

struct report;
struct request;

/*
 * For an account that is not to be jailed by what one of its layers says, LAYER_NONE if none
 * speaks of it: 0 if that is certain enough, or -errno with the reason in report.
 */
int uncovered_judge(const struct layers *layers, enum layer_kind layer, enum uncovered_mode mode,
		    const struct request *request, struct report *report);
