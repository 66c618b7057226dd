/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * When systemd is through with a unit that it stops: it goes through the unit's processes until it
 * finds none that is new, and signals each. What is started before that gets its SIGTERM, too.
 * It must never: wait.
 */
#pragma once

/*
 * A descriptor that hangs up when systemd has got to its other work (sd_notify_barrier(3)); the
 * caller's. -errno where it does not listen.
 */
int stop_round_open(void);
