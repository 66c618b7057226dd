/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shows the host's settings (host_settings.h) in the /etc of a generated root: read-only clones of
 * the host's files, which follow it, and links.
 * It must never: show what has become another thing since it was found.
 */
#pragma once

struct jail_build;

/* Makes the links, and a place for each of the others, in an /etc of ours. 0 or -errno, reported.
 */
int settings_places_make(struct jail_build *build, int etc_fd);

/*
 * Attaches the others, as the host has them, not through the jail's map. Where a tenant has
 * something of another kind of his own in their place, that stays. 0 or -errno, reported.
 */
int settings_attach(struct jail_build *build);
