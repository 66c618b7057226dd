/* SPDX-License-Identifier: BSD-3-Clause */
/* To be linked with libraries: whether they are there. */
int main(void)
{
	return 0;
}
