/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's files in a /etc that belongs to the tenant's root: written by init as that root, in
 * the jail, so whatever he has put there can lead nowhere that he could not go himself.
 * It must never: undo what he changed, but for what the host says of the user.
 */
#pragma once

struct jail_build;

/*
 * Brings passwd and group (accounts_update.h), resolv.conf, localtime and timezone up to date.
 * 0, or -errno with the reason in report.
 */
int host_etc_update(struct jail_build *build);
