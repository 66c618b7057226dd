/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's side of what a jail must not share with it. */
#pragma once

/* Offers a segment, a queue and two sockets until standard input ends. A status for exit(3). */
int serve(void);
