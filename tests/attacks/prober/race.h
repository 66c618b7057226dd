/* SPDX-License-Identifier: BSD-3-Clause */
/* The moment between a process's birth and its drop of privileges. */
#pragma once

/*
 * Tries to trace and look into every new process until standard input ends, and prints "own N,
 * foreign M": how often one could be caught that runs a program of this root, or another. A status
 * for exit(3).
 */
int race(void);
