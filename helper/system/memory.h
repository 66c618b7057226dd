/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a process of ours gives back to the kernel when its work is done and its long wait begins:
 * there are two for each jail. It must never: change what anybody still uses.
 */
#pragma once

/* Gives back free heap (malloc_trim(3)) and the stack that deeper calls have used. */
void memory_trim(void);

/* The same, and all of the heap: for a process that will not allocate or free anything any more. */
void memory_abandon(void);
