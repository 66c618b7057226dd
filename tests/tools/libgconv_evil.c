/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a tenant would plant in his rootfs: a converter of character sets that says on standard
 * error who loads it. It must never: convert anything.
 */
#include <stdio.h>
#include <unistd.h>

__attribute__((constructor)) static void say_so(void)
{
	(void)dprintf(STDERR_FILENO, "evil converter, uid %u\n", (unsigned int)getuid());
}
