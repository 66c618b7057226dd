/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's files in a /etc that belongs to the tenant's root: written by init as that root, in
 * the jail, so whatever he has put there can lead nowhere that he could not go himself.
 * It must never: undo what he changed; the accounts are completed once, not reset.
 */
#pragma once

struct jail_build;

/*
 * Brings passwd and group up to date if the user or one of his host groups is missing, and
 * resolv.conf, localtime and timezone if they differ. 0, or -errno with the reason in report.
 */
int host_etc_update(struct jail_build *build);
