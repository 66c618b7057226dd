/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program that does nothing and never ends by itself, to stand where another one should answer.
 */
#include <unistd.h>

int main(void)
{
	for (;;)
		(void)pause();
}
