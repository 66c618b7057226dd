/* SPDX-License-Identifier: BSD-3-Clause */
/* Classes E, F and G where two sides meet: what the host shares, zombies, the module's own state.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "life.h"
#include "probe.h"

#define SHARED_KEY   0x6e736a61
#define SHARED_NAME  "nsjail-prober" /* of a queue, and of an abstract socket */
#define SHARED_PORT  7999
#define ZOMBIE_COUNT 200
#define ZOMBIE_MS    3000

static socklen_t abstract_address(struct sockaddr_un *ret_address)
{
	*ret_address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(ret_address->sun_path + 1, SHARED_NAME, strlen(SHARED_NAME));
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(SHARED_NAME));
}

static struct sockaddr_in loopback_address(void)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons(SHARED_PORT),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

/* Raw: the C library would look for /dev/mqueue. */
static int queue_open(int flags)
{
	return (int)syscall(SYS_mq_open, SHARED_NAME, flags | O_CLOEXEC, 0666, NULL);
}

int serve(void)
{
	const struct sockaddr_in loopback = loopback_address();
	struct sockaddr_un abstract;
	socklen_t length = abstract_address(&abstract);
	int unix_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int inet_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int segment = shmget(SHARED_KEY, 4096, IPC_CREAT | 0666);

	(void)umask(0);
	if (segment < 0 || queue_open(O_CREAT | O_RDWR) < 0 ||
	    bind(unix_fd, (struct sockaddr *)&abstract, length) < 0 || listen(unix_fd, 8) < 0 ||
	    bind(inet_fd, (const struct sockaddr *)&loopback, sizeof(loopback)) < 0 ||
	    listen(inet_fd, 8) < 0) {
		perror("prober: serve");
		return 1;
	}
	puts("ready");
	(void)fflush(stdout);
	/* Until whoever started us goes. */
	while (getchar() != EOF)
		continue;
	(void)shmctl(segment, IPC_RMID, NULL);
	(void)syscall(SYS_mq_unlink, SHARED_NAME);
	return 0;
}

static long connect_abstract(void)
{
	struct sockaddr_un address;
	socklen_t length = abstract_address(&address);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return connect(fd, (struct sockaddr *)&address, length);
}

static long connect_loopback(void)
{
	const struct sockaddr_in address = loopback_address();
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return connect(fd, (const struct sockaddr *)&address, sizeof(address));
}

static long find_segment(void)
{
	return shmget(SHARED_KEY, 0, 0);
}

static long find_queue(void)
{
	return queue_open(O_RDONLY);
}

/* Children of this process's children, whom nobody but process 1 can reap. */
static void make_orphans(void)
{
	for (int i = 0; i < ZOMBIE_COUNT; i++) {
		pid_t child = fork();

		if (child == 0) {
			if (fork() == 0)
				(void)usleep(20000);
			_exit(0);
		}
		(void)waitpid(child, NULL, 0);
	}
}

static int count_zombies(void)
{
	DIR *directory = opendir("/proc");
	const struct dirent *entry;
	int count = 0;

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		char path[300], state = ' ';
		FILE *file;

		(void)snprintf(path, sizeof(path), "/proc/%s/stat", entry->d_name);
		file = entry->d_name[0] <= '9' ? fopen(path, "re") : NULL;
		if (file == NULL)
			continue;
		count += fscanf(file, "%*d %*[^)]) %c", &state) == 1 && state == 'Z';
		(void)fclose(file);
	}
	if (directory != NULL)
		(void)closedir(directory);
	return count;
}

static long flood_with_zombies(void)
{
	if (access("/proc/self", F_OK) < 0)
		return refuse(NOT_HERE);
	make_orphans();
	for (int waited = 0; waited < ZOMBIE_MS; waited += 50) {
		(void)usleep(50000);
		if (count_zombies() == 0)
			return refuse(ECHILD);
	}
	return 0;
}

/* kill(2) of process 1 always succeeds; what counts is that we are still here to tell. */
static long kill_init(void)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGKILL };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		(void)kill(1, signals[i]);
	(void)usleep(100000);
	return kill(1, 0) < 0 && errno == ESRCH ? 0 : refuse(EPERM);
}

static long open_state(void)
{
	static const char *const paths[] = { STATE_DIR, STATE_DIR "/jails", NULL };
	long result = open_any(paths, O_RDONLY);

	return result < 0 && errno == NOT_HERE ? refuse(ENOENT) : result;
}

const struct probe life_probes[] = {
	{ "B1", "kill-init", ANYBODY | DEADLY, kill_init, "EPERM" },
	{ "E5", "abstract-socket", ANYBODY, connect_abstract, "ECONNREFUSED" },
	{ "E5", "loopback", ANYBODY, connect_loopback, "ECONNREFUSED ENETUNREACH" },
	{ "E6", "segment", ANYBODY, find_segment, "ENOENT" },
	{ "E6", "queue", ANYBODY, find_queue, "ENOENT" },
	{ "F5", "zombies", ANYBODY, flood_with_zombies, "ECHILD" },
	{ "F7", "state-directory", ANYBODY, open_state, "ENOENT EACCES" },
	{ NULL, NULL, 0, NULL, NULL },
};
