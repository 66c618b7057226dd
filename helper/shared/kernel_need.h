/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Words for a step that the kernel has refused: which version came with it, if this one is older.
 * Distributions bring features back to older versions, so it must never: be asked beforehand
 * whether a step can be made.
 */
#pragma once

#include <stdbool.h>

enum kernel_feature {
	KERNEL_JAIL,	     /* mount_setattr(2), and with it all that every jail needs */
	KERNEL_MAPPED_LAYER, /* an overlay with an idmapped mount as a layer */
};

#define KERNEL_NEED_MAX 128

/*
 * " (needs Linux 5.19 or later, this is 5.15.0)" if the release that uname(2) tells is an older
 * one, or else "". Written to words, of KERNEL_NEED_MAX bytes, and returned.
 */
const char *kernel_need(char *words, enum kernel_feature feature);

/* The same for an idmapped mount of a file system, by its number (statfs(2)). */
const char *kernel_need_to_map(char *words, long file_system);

/* Whether a release, as in "5.10.0-28-amd64", is older. One that can not be read is not. */
bool kernel_is_older(const char *release, unsigned long long major, unsigned long long minor);
