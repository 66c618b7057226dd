/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The rootfs's side of a race: swaps two names (a directory and a link, say) as fast as the kernel
 * can, until standard input ends; then says how often.
 * usage: exchange PATH PATH
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

static int exchange(char **names)
{
	if (renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0)
		return 0;
	/* One of them is mounted on at the moment. */
	if (errno == EBUSY)
		return 0;
	perror(names[0]);
	return -1;
}

int main(int argc, char **argv)
{
	struct pollfd end = { .fd = STDIN_FILENO, .events = POLLIN };
	long count = 0;

	if (argc != 3) {
		fputs("usage: exchange PATH PATH\n", stderr);
		return 2;
	}
	while (poll(&end, 1, 0) == 0)
		for (int i = 0; i < 16; i++, count++)
			if (exchange(argv + 1) < 0)
				return 1;
	printf("%ld exchanges\n", count);
	return 0;
}
