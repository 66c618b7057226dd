/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The groups of an account of the host's own, when the name service did not tell them.
 * It must never: make up groups for an account that only a directory knows.
 */
#pragma once

struct report;
struct request;

/*
 * If the request comes without groups, and is not root's: those of the host's group file, if its
 * passwd has the account. 0, or -errno, reported. The request may be without groups afterwards.
 */
int request_groups_complete(struct request *request, struct report *report);
