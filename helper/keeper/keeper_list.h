/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a keeper says of its jail to those who ask: "key = value" lines, one "session = " line for
 * each session, all printable ASCII. It must never: grow beyond one message.
 */
#pragma once

#include <stdio.h>

struct jail_plan;
struct keeper;

/* Those lines that the plan alone decides, for struct keeper: the plan is gone when they are asked
 * for. The caller's; or NULL without memory. */
char *keeper_facts_make(const struct jail_plan *plan);

/* Writes all lines. */
void keeper_list_write(FILE *stream, const struct keeper *keeper);
