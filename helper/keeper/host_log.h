/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The keeper's way to the host's system log (authpriv).
 * It must never: wait for whoever reads there.
 */
#pragma once

/* Writes one line with a level of syslog(3), or loses it. */
void host_log(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));
