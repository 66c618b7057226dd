/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a tenant does who wants to leave nothing for the others: takes as much of one kind as he
 * gets, up to MAX, prints "COUNT KIND REASON" and holds it until he is killed, or ends with "once".
 * The program itself returns when that is printed. Files are made in the current directory.
 * Static, for any rootfs.
 * usage: exhaust KIND [MAX [once]]
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BLOCK	 65536
#define MEBIBYTE (1 << 20)
#define WATCHED	 60000 /* files, so that few instances hold all the watches of a user */

static char name[64];

static const char *numbered(unsigned int number)
{
	(void)snprintf(name, sizeof(name), "exhaust-%d-%u", getpid(), number);
	return name;
}

static long socket_take(unsigned int number)
{
	const struct sockaddr_in any = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)number;
	if (fd < 0 || bind(fd, (const struct sockaddr *)&any, sizeof(any)) < 0)
		return -1;
	return listen(fd, 1);
}

static long inotify_take(unsigned int number)
{
	(void)number;
	return inotify_init1(IN_CLOEXEC);
}

static long file_make(unsigned int number)
{
	int fd = open(numbered(number), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	return fd < 0 ? -1 : close(fd);
}

/* The same files for each instance: an inode is one watch in each. */
static long watch_take(unsigned int number)
{
	static int fd = -1;

	if (number < WATCHED && file_make(number) < 0)
		return -1;
	if (number % WATCHED == 0)
		fd = inotify_init1(IN_CLOEXEC);
	return inotify_add_watch(fd, numbered(number % WATCHED), IN_MODIFY);
}

static long key_take(unsigned int number)
{
	const int process_keyring = -2;

	return syscall(SYS_add_key, "user", numbered(number), "payload", 7, process_keyring);
}

static long inode_take(unsigned int number)
{
	int fd = open(numbered(number), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	return fd < 0 ? -1 : close(fd);
}

static long byte_take(unsigned int number)
{
	static char block[BLOCK];
	static int fd = -1;

	if (number == 0)
		fd = open(numbered(number), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return write(fd, block, sizeof(block)) == (ssize_t)sizeof(block) ? 0 : -1;
}

static long pty_take(unsigned int number)
{
	(void)number;
	return open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

static long pipe_take(unsigned int number)
{
	int ends[2];

	(void)number;
	return pipe2(ends, O_CLOEXEC);
}

static long segment_take(unsigned int number)
{
	(void)number;
	return shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
}

static long memory_take(unsigned int number)
{
	void *memory = mmap(NULL, MEBIBYTE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	(void)number;
	return memory == MAP_FAILED ? -1 : 0;
}

static long process_take(unsigned int number)
{
	pid_t pid = fork();

	(void)number;
	if (pid == 0)
		for (;;)
			(void)pause();
	return pid;
}

static const struct kind {
	const char *name;
	long (*take)(unsigned int number);
} kinds[] = {
	{ "sockets", socket_take },    { "inotify", inotify_take },  { "keys", key_take },
	{ "inodes", inode_take },      { "blocks", byte_take },	     { "ptys", pty_take },
	{ "pipes", pipe_take },	       { "segments", segment_take }, { "memory", memory_take },
	{ "processes", process_take }, { "watches", watch_take },
};

/* EMFILE has two meanings; this one is that of the process alone. */
static bool is_table_full(void)
{
	int fd = errno == EMFILE ? dup(STDIN_FILENO) : -1;
	int error = errno;

	(void)close(fd);
	errno = EMFILE;
	return fd < 0 && error == EMFILE;
}

/* The next process has room for more. The first one returns to nobody. */
static void table_leave(void)
{
	if (fork() > 0)
		for (;;)
			(void)pause();
	(void)close_range(STDERR_FILENO + 1, ~0U, 0);
}

static void take_all(const struct kind *kind, unsigned int max)
{
	struct rlimit limit;
	unsigned int count = 0;
	int error = 0;

	(void)getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	while (count < max && error == 0) {
		errno = 0;
		if (kind->take(count) >= 0)
			count++;
		else if (errno == EMFILE && is_table_full())
			table_leave();
		else
			error = errno;
	}
	(void)printf("%u %s %s\n", count, kind->name, error == 0 ? "enough" : strerror(error));
	(void)fflush(stdout);
}

/* Whoever reads our output has read all when we have let go of it. */
_Noreturn static void hold(const struct kind *kind, unsigned int max, int done_fd)
{
	/* Above what table_leave closes. */
	int kept_fd = dup2(done_fd, STDIN_FILENO);

	take_all(kind, max);
	if (write(kept_fd, "", 1) != 1)
		_exit(1);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		(void)close(fd);
	for (;;)
		(void)pause();
}

int main(int argc, char **argv)
{
	unsigned int max = argc > 2 ? (unsigned int)strtoul(argv[2], NULL, 10) : UINT32_MAX;
	int ends[2];
	char byte;

	for (size_t i = 0; argc > 1 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, argv[1]) != 0)
			continue;
		if (argc > 3) {
			take_all(&kinds[i], max);
			return 0;
		}
		if (pipe(ends) < 0)
			return 1;
		if (fork() == 0) {
			(void)setsid();
			(void)close(ends[0]);
			hold(&kinds[i], max, ends[1]);
		}
		(void)close(ends[1]);
		return read(ends[0], &byte, 1) == 1 ? 0 : 1;
	}
	(void)fprintf(stderr, "usage: exhaust KIND [MAX [once]]\n");
	return 2;
}
