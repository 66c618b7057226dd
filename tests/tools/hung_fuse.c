/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file system in user space that hangs: mounts itself on DIRECTORY, lets the kernel begin, says
 * "mounted", and answers nothing from then on. With "takes" it takes the kernel's requests all the
 * same, so that whoever waits for one can not be killed; with "leaves" it leaves them where they
 * are. It lives until it is killed; then they all get an error.
 * usage: hung_fuse takes|leaves DIRECTORY
 */
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/uio.h>
#include <unistd.h>

static char request[FUSE_MIN_READ_BUFFER + 65536];

static int begin(int fuse_fd)
{
	const struct fuse_in_header *in = (const struct fuse_in_header *)(const void *)request;
	struct fuse_init_out answer = { .major = FUSE_KERNEL_VERSION,
					.minor = 31,
					.max_write = 4096 };
	struct fuse_out_header out = { .len = sizeof(out) + sizeof(answer) };
	const struct iovec parts[] = { { &out, sizeof(out) }, { &answer, sizeof(answer) } };

	if (read(fuse_fd, request, sizeof(request)) < (ssize_t)sizeof(*in) ||
	    in->opcode != FUSE_INIT)
		return -1;
	out.unique = in->unique;
	return writev(fuse_fd, parts, 2) < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	int fuse_fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[128];

	if (argc != 3) {
		(void)fputs("usage: hung_fuse takes|leaves DIRECTORY\n", stderr);
		return 2;
	}
	(void)snprintf(options, sizeof(options),
		       "fd=%d,rootmode=40755,user_id=0,group_id=0,allow_other", fuse_fd);
	if (fuse_fd < 0 || mount("hung", argv[2], "fuse", MS_NOSUID | MS_NODEV, options) < 0 ||
	    begin(fuse_fd) < 0) {
		perror("hung_fuse");
		return 1;
	}
	puts("mounted");
	(void)fflush(stdout);
	while (strcmp(argv[1], "takes") == 0 && read(fuse_fd, request, sizeof(request)) > 0)
		continue;
	for (;;)
		(void)pause();
}
