/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file system in user space that hangs: mounts itself on DIRECTORY, lets the kernel begin, says
 * "mounted", and answers nothing from then on. With "takes" it takes the kernel's requests all the
 * same, so that whoever waits for one can not be killed; with "leaves" it leaves them where they
 * are. With "answers" it does not hang: it says that its root is a directory of root's, and that
 * any name in it is a file of root's, a configuration that jails nobody. It lives until it is
 * killed; then they all get an error. usage: hung_fuse takes|leaves|answers DIRECTORY
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

static const char file_text[] = "[default]\njail = no\n";
static const struct fuse_attr root = { .ino = FUSE_ROOT_ID, .mode = S_IFDIR | 0755, .nlink = 2 };
static const struct fuse_attr file = {
	.ino = FUSE_ROOT_ID + 1, .mode = S_IFREG | 0644, .nlink = 1, .size = sizeof(file_text) - 1
};

static void attributes_answer(int fuse_fd, const struct fuse_in_header *in)
{
	const struct fuse_attr_out out = { .attr = in->nodeid == FUSE_ROOT_ID ? root : file };

	answer(fuse_fd, in, 0, &out, sizeof(out));
}

static void name_answer(int fuse_fd, const struct fuse_in_header *in)
{
	const struct fuse_entry_out out = { .nodeid = FUSE_ROOT_ID + 1, .attr = file };

	answer(fuse_fd, in, 0, &out, sizeof(out));
}

static void system_answer(int fuse_fd, const struct fuse_in_header *in)
{
	const struct fuse_statfs_out out = { .st = { .namelen = 255 } };

	answer(fuse_fd, in, 0, &out, sizeof(out));
}

static void handle_answer(int fuse_fd, const struct fuse_in_header *in)
{
	const struct fuse_open_out out = { .fh = 1 };

	answer(fuse_fd, in, 0, &out, sizeof(out));
}

/* All of it at once: nobody asks for less. */
static void text_answer(int fuse_fd, const struct fuse_in_header *in)
{
	const struct fuse_read_in *read_in = (const void *)(in + 1);

	answer(fuse_fd, in, 0, file_text, read_in->offset == 0 ? sizeof(file_text) - 1 : 0);
}

static void end_answer(int fuse_fd, const struct fuse_in_header *in)
{
	answer(fuse_fd, in, 0, NULL, 0);
}

/* The kernel waits for no answer. */
static void nothing_answer(int fuse_fd, const struct fuse_in_header *in)
{
	(void)fuse_fd;
	(void)in;
}

static const struct {
	uint32_t opcode;
	void (*answer)(int fuse_fd, const struct fuse_in_header *in);
} answers[] = {
	{ FUSE_GETATTR, attributes_answer },   { FUSE_LOOKUP, name_answer },
	{ FUSE_STATFS, system_answer },	       { FUSE_OPENDIR, handle_answer },
	{ FUSE_OPEN, handle_answer },	       { FUSE_READ, text_answer },
	{ FUSE_READDIR, end_answer },	       { FUSE_RELEASEDIR, end_answer },
	{ FUSE_RELEASE, end_answer },	       { FUSE_FORGET, nothing_answer },
	{ FUSE_BATCH_FORGET, nothing_answer }, { FUSE_INTERRUPT, nothing_answer },
};
#define ANSWERS (sizeof(answers) / sizeof(answers[0]))

/* What else is asked is not known here. */
static void serve(int fuse_fd)
{
	const struct fuse_in_header *in = (const struct fuse_in_header *)(const void *)request;

	while (read(fuse_fd, request, sizeof(request)) > 0) {
		size_t place = 0;

		while (place < ANSWERS && answers[place].opcode != in->opcode)
			place++;
		if (place < ANSWERS)
			answers[place].answer(fuse_fd, in);
		else
			answer(fuse_fd, in, ENOSYS, NULL, 0);
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
		serve(fuse_fd);
	while (strcmp(argv[1], "takes") == 0 && read(fuse_fd, request, sizeof(request)) > 0)
		continue;
	for (;;)
		(void)pause();
}
