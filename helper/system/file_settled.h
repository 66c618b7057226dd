/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether the time of a file's last change tells it from all that it may become. It must never: be
 * asked about a file whose times another machine's clock has set (file_system_is_local).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* What the clock of files, CLOCK_REALTIME, shows: ns. To be read before what is looked at. */
uint64_t file_settled_clock(void);

/* True if what was changed at changed_ns (st_ctim), as seen after now_ns, could not be changed once
 * more with the same time. */
bool file_settled_is(uint64_t changed_ns, uint64_t now_ns);
