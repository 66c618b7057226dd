/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How the localtime of a jail that follows the host has the zone's name: many programs (java, ICU
 * before 73) take it from the text of that one link, and look no further. So it names the zone that
 * the jail was made with, below /run/host, and a link of that name leads to what follows the host.
 * It must never: give a copy a name.
 */
#pragma once

#include "system/time_zone.h"

/* Where a jail has the directory of host_live.h. */
#define HOST_LIVE_PLACE "/run/host"

/* Puts where /etc/localtime leads to into a text of LIVE_ZONE_TARGET_MAX bytes. */
#define LIVE_ZONE_TARGET_MAX (TIME_ZONE_MAX + sizeof(HOST_LIVE_PLACE "/zoneinfo/"))
void live_zone_target(const struct time_zone *zone, char *ret_text);

/* Makes the link with the zone's name, if it has one, in the directory of host_live.h. 0 or -errno.
 */
int live_zone_make(int directory_fd, const struct time_zone *zone);
