/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waits for a process of a name (its own, or its program's) to appear, lets it run for some
 * microseconds and kills it: the way to die at every point of a start. Says "killed PID" for the
 * one that it killed. usage: kill_on_sight NAME MICROSECONDS SECONDS [PLACE]: gives up with status
 * 1 after SECONDS; of several processes of that name it takes the PLACEth by pid.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <time.h>
#include <unistd.h>

static bool has_comm(pid_t pid, const char *name)
{
	char path[64], comm[32] = "";
	ssize_t length;
	int comm_fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);
	comm_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (comm_fd < 0)
		return false;
	length = read(comm_fd, comm, sizeof(comm) - 1);
	(void)close(comm_fd);
	if (length <= 0)
		return false;
	comm[strcspn(comm, "\n")] = '\0';
	return strcmp(comm, name) == 0;
}

/* What is started by a descriptor has no comm that all kernels agree on, but it has a program. */
static bool has_program(pid_t pid, const char *name)
{
	char path[64], program[4096];
	const char *base;
	ssize_t length;

	(void)snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	length = readlink(path, program, sizeof(program) - 1);
	if (length <= 0)
		return false;
	program[length] = '\0';
	base = strrchr(program, '/');
	return base != NULL && strcmp(base + 1, name) == 0;
}

static pid_t find(const char *name, long place)
{
	DIR *directory = opendir("/proc");
	const struct dirent *entry;
	pid_t found = 0;

	if (directory == NULL)
		return 0;
	while (found == 0 && (entry = readdir(directory)) != NULL) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid > 0 && (has_comm(pid, name) || has_program(pid, name)) && --place <= 0)
			found = pid;
	}
	(void)closedir(directory);
	return found;
}

/* Busy on purpose: a sleep would be longer than the start that it has to hit. */
static void wait_microseconds(long microseconds)
{
	struct timespec start, now;

	clock_gettime(CLOCK_MONOTONIC, &start);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while ((now.tv_sec - start.tv_sec) * 1000000 + (now.tv_nsec - start.tv_nsec) / 1000 <
	       microseconds);
}

int main(int argc, char **argv)
{
	pid_t pid = 0;
	time_t end;
	int pid_fd;

	if (argc != 4 && argc != 5) {
		fputs("usage: kill_on_sight NAME MICROSECONDS SECONDS [PLACE]\n", stderr);
		return 2;
	}
	end = time(NULL) + strtol(argv[3], NULL, 10);
	while (pid == 0 && time(NULL) < end)
		pid = find(argv[1], argc == 5 ? strtol(argv[4], NULL, 10) : 1);
	pid_fd = pid == 0 ? -1 : pidfd_open(pid, 0);
	if (pid_fd < 0)
		return 1;
	wait_microseconds(strtol(argv[2], NULL, 10));
	if (pidfd_send_signal(pid_fd, SIGKILL, NULL, 0) < 0)
		return 1;
	printf("killed %d\n", (int)pid);
	return 0;
}
