/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What libpam would find in a jail, as the host sees it. It must never: read a file of the jail's.
 */
#pragma once

struct kept_jail;
struct verify_results;

/* From the open directory of a process of the jail in /proc. Adds what it finds. */
void verify_pam(struct verify_results *results, const struct kept_jail *jail, int process_fd);
