/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/pam/pam_apply.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/command/command.h"
#include "ctl/file/text_diff.h"
#include "ctl/output/json_print.h"
#include "ctl/output/printable.h"
#include "ctl/pam/pam_call.h"
#include "ctl/pam/pam_store.h"

/* Ours are in it as long as the copies are kept. */
static int file_write(struct pam_call *call, const struct pam_change *change)
{
	if (change->after == NULL)
		return edited_file_remove(&change->target, &call->findings);
	return edited_file_write(&change->target, change->path, change->after, &call->findings);
}

static int change_write(struct pam_call *call, const struct pam_change *change)
{
	int error = 0;

	if (change->is_kept)
		error = pam_store_keep(call->store_fd, change->service, change->before,
				       change->after, &call->findings);
	if (error == 0) {
		error = file_write(call, change);
		if ((error < 0) == change->is_kept)
			pam_store_forget(call->store_fd, change->service);
	}
	return error;
}

static int change_show(struct pam_call *call, const struct pam_change *change)
{
	bool is_new = strcmp(change->path, change->target.path) != 0;

	if (text_diff_write(stdout, is_new ? "/dev/null" : change->path,
			    is_new ? "" : change->target.text,
			    change->after == NULL ? "/dev/null" : change->path,
			    change->after == NULL ? "" : change->after) == 0)
		return 0;
	call->findings.is_short = true;
	return -ENOMEM;
}

static void change_forget(struct pam_change *change)
{
	change->word = "unchanged";
	free(change->by);
	change->by = NULL;
}

/* After one that fails none is tried. */
static void changes_apply(struct pam_call *call)
{
	bool goes_on = !pam_call_has_failed(call);

	for (size_t i = 0; i < call->count; i++) {
		struct pam_change *change = &call->changes[i];
		int error;

		if (goes_on && change->is_written) {
			error = call->options->is_dry_run ? change_show(call, change)
							  : change_write(call, change);
			goes_on = error == 0;
		}
		if (!goes_on)
			change_forget(change);
	}
}

static void words_print(const struct pam_change *change)
{
	printable_write(stdout, change->service);
	(void)fputs(": ", stdout);
	(void)fputs(change->word, stdout);
	(void)fputs(change->by == NULL ? "" : " by ", stdout);
	printable_write(stdout, change->by == NULL ? "" : change->by);
	(void)fputc('\n', stdout);
}

static int json_result(const struct pam_call *call)
{
	json_t *services = json_array();

	for (size_t i = 0; i < call->count; i++) {
		const struct pam_change *change = &call->changes[i];

		(void)json_array_append_new(services,
					    json_pack("{s:o, s:o, s:s, s:o}", "service",
						      json_text(change->service), "file",
						      json_text(change->path), "result",
						      change->word, "by", json_text(change->by)));
	}
	return json_print(json_pack("{s:b, s:o, s:o}", "ok", !pam_call_has_failed(call), "services",
				    services, "findings", findings_json(&call->findings)));
}

int pam_apply(struct pam_call *call)
{
	int error = 0;

	changes_apply(call);
	if (call->options->is_json && !call->options->is_dry_run) {
		error = json_result(call);
	} else {
		findings_write(stderr, &call->findings);
		for (size_t i = 0; i < call->count && !call->options->is_dry_run; i++)
			words_print(&call->changes[i]);
	}
	return error < 0 || pam_call_has_failed(call) ? CTL_NOT_OK : CTL_OK;
}
