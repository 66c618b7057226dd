/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's time zone by name. Programs that find none take the first of all zones with the same
 * rules for it. It must never: take a name that leads out of the directory of zones.
 */
#pragma once

#include <stdbool.h>

#define TIME_ZONE_MAX 64

/* Below the root of a jail. */
#define TIME_ZONE_DIRECTORY "usr/share/zoneinfo"

struct time_zone {
	char name[TIME_ZONE_MAX]; /* "Europe/Berlin"; "": not known */
	bool is_link;		  /* localtime is to be a link to the zone's file, not a copy */
};

/*
 * The name that a link's text ends with, or a line is: letters, digits, '+', '-' and '_', with
 * '/' between the parts. False, and "", if it is none.
 */
bool time_zone_of_link(char ret_name[TIME_ZONE_MAX], const char *text);
bool time_zone_of_line(char ret_name[TIME_ZONE_MAX], const char *text);

/* What /etc/localtime of the host leads to; if that is no link, what /etc/timezone says. */
void time_zone_find(struct time_zone *ret_zone);

/* Puts "/usr/share/zoneinfo/NAME" and the name as a line into texts of TIME_ZONE_TEXT_MAX bytes. */
#define TIME_ZONE_TEXT_MAX (TIME_ZONE_MAX + sizeof(TIME_ZONE_DIRECTORY) + 2)
void time_zone_target(const struct time_zone *zone, char *ret_text);
void time_zone_line(const struct time_zone *zone, char *ret_text);
