/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a careless su(1) would do: takes the locale of its environment, goes into a rootfs, and says
 * there in the user's language how a program has ended. The control for what a rootfs can plant.
 * usage: translate ROOTFS
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc != 2 || setlocale(LC_ALL, "") == NULL || chroot(argv[1]) < 0 || chdir("/") < 0) {
		perror("translate");
		return 1;
	}
	puts(strsignal(SIGKILL));
	return 0;
}
