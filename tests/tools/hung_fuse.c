/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file system in user space that hangs: mounts itself on DIRECTORY, lets the kernel begin, says
 * "mounted", and answers nothing from then on. With "takes" it takes the kernel's requests all the
 * same, so that whoever waits for one can not be killed; with "leaves" it leaves them where they
 * are. With "answers" it does not hang: it says that its root is an empty directory of root's. It
 * lives until it is killed; then they all get an error.
 * usage: hung_fuse takes|leaves|answers DIRECTORY
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
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

static void answer(int fuse_fd, const struct fuse_in_header *in, int error, const void *body,
		   size_t size)
{
	struct fuse_out_header out = { .len = (uint32_t)(sizeof(out) + size),
				       .error = -error,
				       .unique = in->unique };
	const struct iovec parts[] = { { &out, sizeof(out) }, { (void *)(uintptr_t)body, size } };

	if (writev(fuse_fd, parts, 2) < 0)
		perror("hung_fuse: writev");
}

/* A root directory of root's with nothing in it; what else is asked is not known here. */
static void empty_root_serve(int fuse_fd)
{
	const struct fuse_in_header *in = (const struct fuse_in_header *)(const void *)request;
	const struct fuse_attr_out root = {
		.attr = { .ino = 1, .mode = S_IFDIR | 0755, .nlink = 2 }
	};
	const struct fuse_statfs_out system = { .st = { .namelen = 255 } };
	const struct fuse_open_out handle = { .fh = 1 };

	while (read(fuse_fd, request, sizeof(request)) > 0) {
		if (in->opcode == FUSE_GETATTR)
			answer(fuse_fd, in, 0, &root, sizeof(root));
		else if (in->opcode == FUSE_STATFS)
			answer(fuse_fd, in, 0, &system, sizeof(system));
		else if (in->opcode == FUSE_OPENDIR)
			answer(fuse_fd, in, 0, &handle, sizeof(handle));
		else if (in->opcode == FUSE_READDIR || in->opcode == FUSE_RELEASEDIR)
			answer(fuse_fd, in, 0, NULL, 0);
		else if (in->opcode != FUSE_FORGET && in->opcode != FUSE_BATCH_FORGET &&
			 in->opcode != FUSE_INTERRUPT)
			answer(fuse_fd, in, in->opcode == FUSE_LOOKUP ? ENOENT : ENOSYS, NULL, 0);
	}
}

int main(int argc, char **argv)
{
	int fuse_fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[128];

	if (argc != 3) {
		(void)fputs("usage: hung_fuse takes|leaves|answers DIRECTORY\n", stderr);
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
	if (strcmp(argv[1], "answers") == 0)
		empty_root_serve(fuse_fd);
	while (strcmp(argv[1], "takes") == 0 && read(fuse_fd, request, sizeof(request)) > 0)
		continue;
	for (;;)
		(void)pause();
}
