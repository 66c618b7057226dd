/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The addresses with which this host goes out into the world: what takes them for its own, as
 * pasta(1) does, reaches itself there and not the host. It must never: send anything.
 */
#pragma once

#include <stdbool.h>

/*
 * True if text is an address, IPv4 or IPv6, of the interface by which the outside is reached. A
 * zone behind '%' does not count. False if there is no telling.
 */
bool way_out_has_address(const char *text);
