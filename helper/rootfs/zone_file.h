/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether a jail has the file of the host's time zone, for localtime to be a link to it.
 * It must never: send root code of the caller to a file that is not root's alone.
 */
#pragma once

#include <stdbool.h>

struct jail_plan;
struct jail_sources;
struct request;

/* Of the rootfs as it was opened; what is not there or can not be trusted is no fault. */
bool zone_file_is_there(const struct jail_sources *sources, const struct jail_plan *plan,
			const struct request *request);
