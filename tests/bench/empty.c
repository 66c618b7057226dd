/* SPDX-License-Identifier: BSD-3-Clause */
/* What the floor starts: the least that a program can be. Linked statically. */
int main(void)
{
	return 0;
}
