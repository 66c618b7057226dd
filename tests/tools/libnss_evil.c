/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a tenant would plant in his rootfs: a name service module that leaves a mark with the uid of
 * whoever loads it. It must never: answer a question, or do more than leave the mark.
 */
#include <stdio.h>
#include <unistd.h>

__attribute__((constructor)) static void leave_mark(void)
{
	FILE *mark = fopen("/evil/mark", "ae");

	if (mark == NULL)
		return;
	(void)fprintf(mark, "nss uid %u\n", (unsigned int)geteuid());
	(void)fclose(mark);
}
