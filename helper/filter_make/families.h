/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The part of the filter that knows which families of sockets a jail may have (socket(2)). It
 * allows a few and refuses all others, those of later kernels, too: libseccomp has no rule for
 * that. It comes before the other part, and what it does not refuse goes on there.
 */
#pragma once

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

#define FAMILIES_COUNT 24

/*
 * Writes the part, with packet sockets or without, for the machine's ABI and the one of its 32-bit
 * programs, or twice the first.
 */
void families_write(struct sock_filter program[FAMILIES_COUNT], bool has_packet,
		    const uint32_t architectures[2]);
