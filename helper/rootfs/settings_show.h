/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shows the host's settings (host_settings.h) in the /etc of a generated root: read-only clones of
 * the host's files, which follow it, or with inodes of the jail's own, of an overlay on them.
 * It must never: show what has become another thing since it was found.
 */
#pragma once

struct jail_build;

/*
 * Attaches what has a place (settings_places.h), as the host has them, not through the jail's map.
 * Where a tenant has something of another kind of his own in their place, that stays. 0 or -errno,
 * reported.
 */
int settings_attach(struct jail_build *build);
