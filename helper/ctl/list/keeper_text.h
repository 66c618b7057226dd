/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A keeper's answer to CONTROL_LIST as fields: "key = value" lines, one "session = " line for each
 * session. It must never: take a line that it does not know for a fault; keepers may be older or
 * newer than this program.
 */
#pragma once

struct kept_jail;

/* Reads the answer, which is changed, into the jail. 0 or -ENOMEM. */
int keeper_text_read(struct kept_jail *jail, char *text);
