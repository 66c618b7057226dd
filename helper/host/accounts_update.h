/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * passwd and group of an /etc that is the tenant's own: as long as they are what we made, they are
 * made anew of the base; else they follow (accounts_follow.h). Run by init with the tenant's
 * rights. It must never: undo what he changed, but for what the host says of the user.
 */
#pragma once

struct jail_build;

/* Brings both up to date in etc_fd. 0, or -errno with the reason in report. */
int accounts_update(struct jail_build *build, int etc_fd);
