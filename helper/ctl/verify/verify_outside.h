/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A jail as the host's root sees it from outside, through the probe that is in there.
 * It must never: write anything, look up a path of the jail's, or take a number for a process that
 * has ended.
 */
#pragma once

struct kept_jail;
struct verify_results;

/* Adds what it sees. probe_pidfd is of the probe, which waits meanwhile. */
void verify_outside(struct verify_results *results, const struct kept_jail *jail, int probe_pidfd);
