/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the host's settings (host_settings.h) will stand in the /etc of a generated root.
 * It must never: be asked for an /etc that is not ours.
 */
#pragma once

struct jail_build;

/* Makes the links, and a place for each of the others. 0 or -errno, reported. */
int settings_places_make(struct jail_build *build, int etc_fd);
