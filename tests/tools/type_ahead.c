/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Types a line into the terminal behind one of its descriptors, as TIOCSTI does for whoever has it
 * as his controlling terminal. Static, so that it runs in any rootfs.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

int main(int argc, char **argv)
{
	int fd = argc > 2 ? atoi(argv[2]) : 0;
	const char *text = argc > 1 ? argv[1] : "";
	int result = 0;

	for (; result == 0 && *text != '\0'; text++)
		result = ioctl(fd, TIOCSTI, text);
	if (result == 0)
		result = ioctl(fd, TIOCSTI, "\n");
	printf("TIOCSTI: %s\n", result < 0 ? strerrorname_np(errno) : "done");
	return 0;
}
