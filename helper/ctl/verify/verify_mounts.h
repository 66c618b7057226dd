/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The mounts of a jail, read from the host's /proc: flags, propagation, masks.
 * It must never: look at a mount by its path.
 */
#pragma once

struct kept_jail;
struct verify_results;

/* From the open directory of a process of the jail in /proc. Adds what it finds. */
void verify_mounts(struct verify_results *results, const struct kept_jail *jail, int process_fd);
