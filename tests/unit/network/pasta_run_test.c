/* SPDX-License-Identifier: BSD-3-Clause */
/* pasta's process and its guard, with scripts in the place of pasta: who it is, and its end. */
#include "network/pasta_run.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "pasta_fixture.h"
#include "shared/cleanup.h"

#define SCRIPT FIXTURE_DIRECTORY "/script"
#define OUTPUT FIXTURE_DIRECTORY "/output"
#define ALIVE  FIXTURE_DIRECTORY "/alive"

/* pasta goes to the background with nothing of ours but what it needs. */
#define STAYS "sleep 1000 2>/dev/null 8>" ALIVE " & exit 0"

struct scene {
	struct request request;
	struct report report;
	int namespace_fd;
	int alive_fd; /* hangs up with the last process of the script */
	int pid, end_fd;
};

/* What stands for pasta is a script; the machine's own is not touched. */
static void script_place(const char *script)
{
	char text[1024];

	(void)snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", script);
	file_make(SCRIPT, text, 0755);
	check_number(mount(SCRIPT, PASST_PATH, NULL, MS_BIND, NULL), 0);
}

static void ground_make(void)
{
	tmpfs_over("/run");
	directory_make(STATE_DIR, 0700);
	file_make(STATE_DIR "/secret", "", 0644);
	file_make(OUTPUT, "", 0666);
	check_number(mkfifo(ALIVE, 0666), 0);
	check_number(chmod(ALIVE, 0666), 0);
}

static int namespace_make(void)
{
	_cleanup_close_ int own_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int fd;

	check_number(unshare(CLONE_NEWNET), 0);
	fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	check_number(setns(own_fd, CLONE_NEWNET), 0);
	return fd;
}

static int start_there(struct scene *scene, const char *script)
{
	script_place(script);
	*scene = (struct scene){
		.request = { .uid = FIXTURE_UID, .gid = FIXTURE_UID + 1 },
		.report = { .socket_fd = NO_FD },
		.namespace_fd = namespace_make(),
		.alive_fd = open(ALIVE, O_RDONLY | O_NONBLOCK | O_CLOEXEC),
		.end_fd = NO_FD,
	};
	return pasta_start(&scene->request, scene->namespace_fd, &scene->pid, &scene->end_fd,
			   &scene->report);
}

static int start(struct scene *scene, const char *script)
{
	ground_make();
	return start_there(scene, script);
}

static void start_well(struct scene *scene, const char *script)
{
	check_true(start(scene, script) == 0, scene->report.text, __FILE__, __LINE__);
	check_number(scene->report.error_count, 0);
	check(scene->pid > 0 && scene->end_fd >= 0);
}

static bool has_hung_up(const struct scene *scene, int timeout)
{
	struct pollfd alive = { .fd = scene->alive_fd, .events = POLLIN };

	return poll(&alive, 1, timeout) == 1 && (alive.revents & POLLHUP) != 0;
}

static void check_output(const char *wanted)
{
	char text[2048];

	file_read(AT_FDCWD, OUTPUT, text, sizeof(text));
	check_text(text, wanted);
}

static void it_is_the_user_with_three_capabilities(void)
{
	struct scene scene;

	start_well(&scene, "cat /proc/self/status >" OUTPUT "; " STAYS);
	check_output("\nUid:\t54321\t54321\t54321\t54321\n");
	check_output("\nGid:\t54322\t54322\t54322\t54322\n");
	check_output("\nGroups:\t \n");
	/* CAP_SETPCAP, CAP_NET_ADMIN, CAP_SYS_ADMIN */
	check_output("\nCapEff:\t0000000000201100\n");
	check_output("\nCapBnd:\t0000000000201100\n");
}

static void it_gets_no_environment_and_forwards_nothing(void)
{
	struct scene scene;

	check_number(setenv("LD_PRELOAD", "/evil.so", 1), 0);
	start_well(&scene, "read -r line </proc/self/environ; echo \"environment ${#line} "
			   "arguments $*\" >" OUTPUT "; " STAYS);
	check_output("environment 0 arguments ");
	check_output(" --no-map-gw ");
	check_output(" -t none -u none -T none -U none ");
	check_output(" --netns-only --netns " STATE_DIR "/net\n");
}

/* It finds the namespace, and nothing else of the state; others do not see where. */
static void it_finds_the_namespace_and_no_secret(void)
{
	struct scene scene;
	struct stat status;
	char wanted[64];

	start_well(&scene,
		   "{ stat -L -c %i " STATE_DIR "/net; ls " STATE_DIR "; } >" OUTPUT "; " STAYS);
	check_number(fstat(scene.namespace_fd, &status), 0);
	(void)snprintf(wanted, sizeof(wanted), "%llu\nnet\n", (unsigned long long)status.st_ino);
	check_output(wanted);
	check(!is_there(AT_FDCWD, STATE_DIR "/net"));
	check(is_there(AT_FDCWD, STATE_DIR "/secret"));
}

/* The place that AppArmor's profiles for pasta know; what users have there is not seen. */
static void it_finds_the_namespace_where_its_profile_allows(void)
{
	struct scene scene;
	struct stat status;
	char wanted[128];

	ground_make();
	directory_make("/run/user", 0755);
	file_make("/run/user/others", "", 0644);
	check_true(
		start_there(
			&scene,
			"{ echo $*; stat -L -c %i /run/user/0/netns/jail; ls /run/user " STATE_DIR
			"; stat -c %u:%a /run/user/0/netns; } >" OUTPUT "; " STAYS) == 0,
		scene.report.text, __FILE__, __LINE__);
	check_number(fstat(scene.namespace_fd, &status), 0);
	check_output(" --netns /run/user/0/netns/jail\n");
	(void)snprintf(wanted, sizeof(wanted), "\n%llu\n" STATE_DIR ":\n\n/run/user:\n0\n0:755\n",
		       (unsigned long long)status.st_ino);
	check_output(wanted);
	check(is_there(AT_FDCWD, "/run/user/others"));
	check(!is_there(AT_FDCWD, "/run/user/0"));
}

/* One that is not root's own could be somebody's. */
static void another_users_directory_is_no_place(void)
{
	struct scene scene;

	ground_make();
	directory_make("/run/user", 0755);
	check_number(chown("/run/user", FIXTURE_UID, FIXTURE_UID), 0);
	check_number(start_there(&scene, "echo $* >" OUTPUT "; " STAYS), 0);
	check_output(" --netns " STATE_DIR "/net\n");
}

static void it_ends_when_it_is_told(void)
{
	struct scene scene;

	start_well(&scene, STAYS);
	check(!has_hung_up(&scene, 100));
	check_number(waitpid(scene.pid, NULL, WNOHANG), 0);
	check_number(close(scene.end_fd), 0);
	check(has_hung_up(&scene, FIXTURE_WAIT));
	check_number(waitpid(scene.pid, NULL, 0), scene.pid);
}

static void the_keepers_death_is_its_own(void)
{
	struct scene scene = { .alive_fd = NO_FD };
	int go[2];
	pid_t keeper;
	char byte;

	check_number(pipe2(go, O_CLOEXEC), 0);
	keeper = fork();
	if (keeper == 0) {
		(void)close(go[1]);
		start_well(&scene, STAYS);
		check_number(read(go[0], &byte, 1), 0);
		(void)kill(getpid(), SIGKILL);
		_exit(1);
	}
	/* The name comes with the keeper's scene. Who opens it when all is over is not told of it.
	 */
	while (scene.alive_fd < 0)
		scene.alive_fd = open(ALIVE, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	check_number(close(go[1]), 0);
	check_number(waitpid(keeper, NULL, 0), keeper);
	check(has_hung_up(&scene, FIXTURE_WAIT));
}

static void its_words_are_the_reason(void)
{
	struct scene scene;

	check(start(&scene, "echo 'no way' >&2; echo out >&2; exit 1") < 0);
	check_number(scene.report.error_count, 1);
	check_text(scene.report.text, "network 'user': no way;out;pasta has failed");
	check_number(waitpid(scene.pid, NULL, 0), scene.pid);
}

static void one_that_dies_has_failed(void)
{
	struct scene scene;

	check(start(&scene, "kill -KILL $$") < 0);
	check_text(scene.report.text, "network 'user': pasta has failed");
	check_number(waitpid(scene.pid, NULL, 0), scene.pid);
}

static void one_that_hangs_is_not_waited_for(void)
{
	struct scene scene;

	check(start(&scene, "exec 8>" ALIVE "; sleep 1000") < 0);
	check_text(scene.report.text, "network 'user': pasta: Connection timed out");
	check_number(kill(scene.pid, SIGKILL), 0);
	check_number(waitpid(scene.pid, NULL, 0), scene.pid);
	check(has_hung_up(&scene, FIXTURE_WAIT));
}

static void only_roots_own_is_run(void)
{
	struct scene scene;

	script_place("touch " OUTPUT ".mark");
	check_number(chmod(PASST_PATH, 0777), 0);
	scene = (struct scene){ .report = { .socket_fd = NO_FD }, .end_fd = NO_FD };
	check(pasta_start(&scene.request, namespace_make(), &scene.pid, &scene.end_fd,
			  &scene.report) < 0);
	check_text(scene.report.text, "program '" PASST_PATH "'");
	check_text(scene.report.text, "writable");
	check_number(scene.pid, 0);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		pasta_test(it_is_the_user_with_three_capabilities),
		pasta_test(it_gets_no_environment_and_forwards_nothing),
		pasta_test(it_finds_the_namespace_and_no_secret),
		pasta_test(it_finds_the_namespace_where_its_profile_allows),
		pasta_test(another_users_directory_is_no_place),
		pasta_test(it_ends_when_it_is_told),
		pasta_test(the_keepers_death_is_its_own),
		pasta_test(its_words_are_the_reason),
		pasta_test(one_that_dies_has_failed),
		pasta_test(one_that_hangs_is_not_waited_for),
		pasta_test(only_roots_own_is_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
