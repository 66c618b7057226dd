/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A root without an image: @usr stands on the host's own /usr, @empty on nothing. Both are a small
 * tmpfs with the usual directories and an /etc of our own making.
 * It must never: show anything of the host besides /usr and the files of /etc in the table.
 */
#pragma once

#include "host/accounts.h"

struct jail_build;
struct jail_plan;

/* A copy of its passwd or group before the user comes to it, the caller's. 0 or -ENOMEM. */
int generated_root_accounts(char **ret_text, enum accounts_which which);

/* Makes the tree, detached. The descriptor is the caller's; -errno with the reason in report. */
int generated_root_make(struct jail_build *build);
