/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pam_nsjail_scope NAME SLICE PID MILLISECONDS [PROPERTY=NUMBER...]: has systemd make the scope
 * NAME in SLICE with the process PID in it, waits so long at most until it stands, and prints its
 * cgroup; or one line beginning with "!" that says why there is none. A program of its own, because
 * the helper is static and only machines with systemd need it. It must never: wait past its
 * deadline, or change another unit.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <time.h>
#include <unistd.h>

#include "shared/cleanup.h"

#define SYSTEMD	     "org.freedesktop.systemd1"
#define SYSTEMD_PATH "/org/freedesktop/systemd1"
#define MANAGER	     SYSTEMD ".Manager"
#define STOP_USEC \
	UINT64_C(10000000) /* what a jail has from SIGTERM to SIGKILL when systemd stops it */
#define PROPERTY_SIZE 64

#define _cleanup_message_   __attribute__((cleanup(sd_bus_message_unrefp)))
#define _cleanup_creds_	    __attribute__((cleanup(sd_bus_creds_unrefp)))
#define _cleanup_bus_error_ __attribute__((cleanup(sd_bus_error_free)))

/* What the words of the command line say. */
struct scope {
	const char *name, *slice;
	uint32_t pid;
	uint64_t patience_usec;
	char **properties; /* NAME=NUMBER, ended by NULL */
};

/* One conversation with systemd. */
struct talk {
	sd_bus *bus;
	uint64_t deadline_usec;
	char *job;    /* its object path, or NULL */
	char *result; /* of the job, or NULL */
};

static uint64_t now_usec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static uint64_t left_usec(const struct talk *talk)
{
	uint64_t now = now_usec();

	return now < talk->deadline_usec ? talk->deadline_usec - now : 1;
}

static int complain(const char *what, int error, const sd_bus_error *details)
{
	const char *reason =
		details != NULL && details->message != NULL ? details->message : strerror(-error);

	(void)printf("!%s: %.400s\n", what, reason);
	return error;
}

/* Read in job_wait alone, where the job is known: sd_bus_call(3) puts signals aside. */
static int on_job_removed(sd_bus_message *message, void *data, sd_bus_error *error)
{
	struct talk *talk = data;
	const char *path, *unit, *result;
	uint32_t number;

	(void)error;
	if (sd_bus_message_read(message, "uoss", &number, &path, &unit, &result) < 0)
		return 0;
	if (talk->job != NULL && strcmp(path, talk->job) == 0 && talk->result == NULL)
		talk->result = strdup(result);
	return 0;
}

static int property_append(sd_bus_message *message, const char *text)
{
	char name[PROPERTY_SIZE];
	const char *value = strchr(text, '=');
	char *end;
	uint64_t number;

	if (value == NULL || (size_t)(value - text) >= sizeof(name))
		return -EINVAL;
	(void)snprintf(name, sizeof(name), "%.*s", (int)(value - text), text);
	errno = 0;
	number = strtoull(value + 1, &end, 10);
	if (errno != 0 || end == value + 1 || *end != '\0')
		return -EINVAL;
	return sd_bus_message_append(message, "(sv)", name, "t", number);
}

/*
 * With Delegate systemd leaves alone what we write; a scope that was hit by the OOM killer goes.
 * When it is stopped, the keeper takes SIGTERM for the jail's end, and its process 1 takes none.
 */
static int properties_append(sd_bus_message *message, const struct scope *scope)
{
	int error = sd_bus_message_open_container(message, 'a', "(sv)");

	if (error >= 0)
		error = sd_bus_message_append(message, "(sv)(sv)(sv)(sv)(sv)(sv)", "Description",
					      "s", "Jail of pam_nsjail", "Slice", "s", scope->slice,
					      "Delegate", "b", 1, "CollectMode", "s",
					      "inactive-or-failed", "TimeoutStopUSec", "t",
					      STOP_USEC, "PIDs", "au", 1, scope->pid);
	for (char **property = scope->properties; error >= 0 && *property != NULL; property++)
		error = property_append(message, *property);
	if (error >= 0)
		error = sd_bus_message_close_container(message);
	return error < 0 ? error : sd_bus_message_append(message, "a(sa(sv))", 0);
}

static int scope_start(struct talk *talk, const struct scope *scope)
{
	_cleanup_message_ sd_bus_message *call = NULL, *reply = NULL;
	_cleanup_bus_error_ sd_bus_error details = SD_BUS_ERROR_NULL;
	const char *job;
	int error = sd_bus_message_new_method_call(talk->bus, &call, SYSTEMD, SYSTEMD_PATH, MANAGER,
						   "StartTransientUnit");

	/* The slice may be about to stop behind the last session: that stop is what gets replaced.
	 */
	if (error >= 0)
		error = sd_bus_message_append(call, "ss", scope->name, "replace");
	if (error >= 0)
		error = properties_append(call, scope);
	if (error >= 0)
		error = sd_bus_call(talk->bus, call, left_usec(talk), &details, &reply);
	if (error >= 0)
		error = sd_bus_message_read(reply, "o", &job);
	if (error < 0)
		return complain("systemd makes no scope", error, &details);
	talk->job = strdup(job);
	return talk->job == NULL ? complain("systemd makes no scope", -ENOMEM, NULL) : 0;
}

static int job_wait(struct talk *talk)
{
	int error = 0;

	while (error >= 0 && talk->result == NULL) {
		error = sd_bus_process(talk->bus, NULL);
		if (error == 0 && now_usec() >= talk->deadline_usec)
			error = -ETIMEDOUT;
		if (error == 0)
			error = sd_bus_wait(talk->bus, left_usec(talk));
	}
	if (error < 0)
		return complain("systemd does not finish the scope", error, NULL);
	if (strcmp(talk->result, "done") == 0)
		return 0;
	(void)printf("!systemd's job for the scope ended with '%s'\n", talk->result);
	return -EIO;
}

/*
 * Where the process is now (cgroups(7)): that costs less than to ask systemd, and shows whether it
 * has done what it says.
 */
static int cgroup_print(const struct scope *scope)
{
	_cleanup_fclose_ FILE *file = NULL;
	char name[64], line[4200] = "";
	const char *last;

	(void)snprintf(name, sizeof(name), "/proc/%u/cgroup", scope->pid);
	file = fopen(name, "re");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "0::/", 4) == 0)
			break;
	line[strcspn(line, "\n")] = '\0';
	last = strrchr(line, '/');
	if (strncmp(line, "0::/", 4) != 0 || strcmp(last + 1, scope->name) != 0)
		return complain("systemd has not moved the process", -EREMOTEIO, NULL);
	(void)puts(line + 3);
	return 0;
}

/* systemd would take the number of a process for that of another one in its own namespace. */
static int numbers_check(struct talk *talk)
{
	_cleanup_creds_ sd_bus_creds *creds = NULL;
	const char *name;
	pid_t pid = -1;
	int error = sd_bus_get_unique_name(talk->bus, &name);

	if (error >= 0)
		error = sd_bus_get_name_creds(talk->bus, name, SD_BUS_CREDS_PID, &creds);
	if (error >= 0)
		error = sd_bus_creds_get_pid(creds, &pid);
	if (error < 0)
		return complain("the system bus does not know us", error, NULL);
	if (pid == getpid())
		return 0;
	(void)puts("!systemd is in another pid namespace");
	return -EXDEV;
}

static int scope_make(struct talk *talk, const struct scope *scope)
{
	int error = sd_bus_open_system(&talk->bus);

	if (error >= 0)
		error = sd_bus_set_method_call_timeout(talk->bus, scope->patience_usec);
	if (error >= 0)
		error = sd_bus_match_signal_async(talk->bus, NULL, SYSTEMD, SYSTEMD_PATH, MANAGER,
						  "JobRemoved", on_job_removed, NULL, talk);
	if (error < 0)
		return complain("systemd can not be asked", error, NULL);
	error = numbers_check(talk);
	if (error == 0)
		error = scope_start(talk, scope);
	if (error == 0)
		error = job_wait(talk);
	return error == 0 ? cgroup_print(scope) : error;
}

int main(int argc, char **argv)
{
	struct talk talk = { .job = NULL };
	struct scope scope;
	int error;

	if (argc < 5) {
		(void)fprintf(stderr, "usage: pam_nsjail_scope NAME SLICE PID MILLISECONDS "
				      "[PROPERTY=NUMBER...]\n");
		return 2;
	}
	scope = (struct scope){ .name = argv[1],
				.slice = argv[2],
				.pid = (uint32_t)strtoul(argv[3], NULL, 10),
				.patience_usec = strtoull(argv[4], NULL, 10) * 1000,
				.properties = argv + 5 };
	talk.deadline_usec = now_usec() + scope.patience_usec;
	error = scope_make(&talk, &scope);
	(void)sd_bus_flush_close_unref(talk.bus);
	free(talk.job);
	free(talk.result);
	return error < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
