/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl assign and unassign: the user's own file, changed only if it is right afterwards. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "config/config_check.h"
#include "config/config_file.h"
#include "ctl/assign/assignment.h"
#include "ctl/assign/own_change.h"
#include "ctl/assign/own_place.h"
#include "ctl/assign/own_text.h"
#include "ctl/command/command.h"
#include "ctl/file/edited_file.h"
#include "ctl/file/text_diff.h"
#include "ctl/file/whole_file.h"
#include "ctl/output/json_print.h"
#include "ctl/output/printable.h"
#include "ctl/show/findings.h"
#include "ctl/show/subject.h"
#include "shared/cleanup.h"
#include "shared/plan_sources.h"
#include "system/report.h"

struct call {
	const struct ctl_options *options;
	const char *user;
	char path[PATH_MAX];
	int turn_fd;
	bool goes; /* all of the file */
	struct assignments assignments;
	struct findings findings;
	struct edited_file file;
	char *text; /* what the file is to be */
	struct config_file main_file, before, after;
	const char *verdict; /* NULL: nobody knows */
};

static void call_clear(struct call *call)
{
	assignments_clear(&call->assignments);
	findings_clear(&call->findings);
	edited_file_clear(&call->file);
	config_file_clear(&call->main_file);
	config_file_clear(&call->before);
	config_file_clear(&call->after);
	free(call->text);
	cleanup_close(&call->turn_fd);
}

#define _cleanup_call_ __attribute__((cleanup(call_clear)))

static bool has_failed(const struct call *call)
{
	return call->findings.is_short || findings_count(&call->findings, SEVERITY_ERROR) > 0;
}

static int fail(struct call *call, int error, const char *reason)
{
	findings_add(&call->findings, SEVERITY_ERROR, call->user, NULL, "%s", reason);
	return error;
}

/* The file, by one call at a time; who only looks need not wait. */
static int file_open(struct call *call)
{
	int error = plan_sources_own_path(call->path, call->options->config_path, call->user);

	if (error < 0)
		return fail(call, error,
			    error == -EINVAL ? "is no name that a user with a section can have"
					     : strerror(-error));
	if (!call->options->is_dry_run && geteuid() != 0)
		return fail(call, -EPERM, "only root can change his file");
	if (!call->options->is_dry_run) {
		call->turn_fd = own_place_open(call->options->config_path, &call->findings);
		if (call->turn_fd < 0)
			return call->turn_fd;
	}
	return edited_file_read_if_there(&call->file, call->path, &call->findings);
}

static int text_make(struct call *call)
{
	call->text = strdup(call->goes ? "" : call->file.text);
	for (size_t i = 0; call->text != NULL && i < call->assignments.count; i++) {
		char *text = own_text_set(call->text, call->user, &call->assignments.list[i]);

		free(call->text);
		call->text = text;
	}
	if (call->text == NULL)
		call->findings.is_short = true;
	return call->text == NULL ? -ENOMEM : 0;
}

/* An empty one is as one that is not there. */
static int parse(struct config_file *ret_file, const struct call *call, const char *text,
		 struct findings *findings)
{
	const struct config_owner owner = { SECTION_USER, call->user };
	struct report report = findings_report(findings);
	_cleanup_close_ int fd = NO_FD;
	int error;

	if (text[0] == '\0')
		return 0;
	fd = memfd_create("nsjail.d", MFD_CLOEXEC);
	error = fd < 0 ? -errno : whole_file_write(fd, text);
	if (error == 0 && lseek(fd, 0, SEEK_SET) < 0)
		error = -errno;
	if (error < 0)
		return report_error(&report, -error, "%s", call->path);
	error = config_file_read_fd(ret_file, fd, call->path, &report);
	if (error == 0)
		config_check(ret_file, &owner, &report);
	return error;
}

/* As a login would have it, with what the file is to be. */
static void judge(struct call *call, struct findings *findings)
{
	_cleanup_subject_ struct subject subject = { 0 };
	int error = subject_load_from(&subject, call->user, call->options->config_path,
				      &call->main_file, &call->after, findings);

	if (error == 0 && subject.request.uid == 0)
		findings_add(findings, SEVERITY_ERROR, call->user, NULL, "uid 0 can not be jailed");
	if (error == 0)
		call->verdict = subject.plan.is_jailed ? "jailed" : "not jailed";
}

/* What was wrong before may be what is mended now; an account that has gone may lose its file. */
static void look(struct call *call)
{
	_cleanup_findings_ struct findings unsaid = { 0 };
	struct report report = findings_report(&call->findings);

	(void)parse(&call->before, call, call->file.text, &unsaid);
	(void)config_check_read_main(&call->main_file, call->options->config_path, &report);
	(void)parse(&call->after, call, call->text, &call->findings);
	if (!has_failed(call))
		judge(call, call->goes ? &unsaid : &call->findings);
}

static void apply(struct call *call)
{
	bool is_there = call->file.fd >= 0;

	if (has_failed(call) || strcmp(call->text, call->file.text) == 0)
		return;
	if (call->options->is_dry_run)
		(void)text_diff_write(stdout, is_there ? call->path : "/dev/null", call->file.text,
				      call->goes ? "/dev/null" : call->path, call->text);
	else if (call->goes)
		(void)edited_file_remove(&call->file, &call->findings);
	else
		(void)edited_file_write(&call->file, call->path, call->text, &call->findings);
}

static int say_json(const struct call *call)
{
	bool ok = !has_failed(call);
	json_t *changed = ok ? own_change_json(&call->before, &call->after) : json_array();

	return json_print(json_pack("{s:b, s:o, s:o, s:o, s:o, s:o}", "ok", ok, "user",
				    json_text(call->user), "file", json_text(call->path), "verdict",
				    json_text(call->verdict), "changed", changed, "findings",
				    findings_json(&call->findings)));
}

static void say(const struct call *call)
{
	findings_write(stderr, &call->findings);
	if (has_failed(call))
		return;
	if (!call->options->is_dry_run)
		own_change_write(stdout, &call->before, &call->after);
	if (call->verdict == NULL)
		return;
	printable_write(stdout, call->user);
	(void)printf(" is %s\n", call->verdict);
}

static int finish(struct call *call)
{
	int error = 0;

	if (call->options->is_json && !call->options->is_dry_run)
		error = say_json(call);
	else
		say(call);
	return has_failed(call) || error < 0 ? CTL_NOT_OK : CTL_OK;
}

static int change(struct call *call)
{
	if (!has_failed(call) && file_open(call) == 0 && text_make(call) == 0) {
		look(call);
		apply(call);
	}
	return finish(call);
}

int assign_command(const struct ctl_options *options, char **operands)
{
	_cleanup_call_ struct call call = {
		.options = options, .user = operands[0], .turn_fd = NO_FD, .file = EDITED_FILE_NONE
	};

	(void)assignments_read(&call.assignments, operands + 1, &call.findings);
	return change(&call);
}

int unassign_command(const struct ctl_options *options, char **operands)
{
	_cleanup_call_ struct call call = { .options = options,
					    .user = operands[0],
					    .turn_fd = NO_FD,
					    .goes = operands[1] == NULL,
					    .file = EDITED_FILE_NONE };

	(void)assignments_read_keys(&call.assignments, operands + 1, &call.findings);
	return change(&call);
}
