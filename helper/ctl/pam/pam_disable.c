/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nsjailctl pam disable: back to what was before, byte for byte if nobody else has changed it.
 * The checker has no say in it: to be without a jail must be possible with any fault.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/command/command.h"
#include "ctl/pam/pam_apply.h"
#include "ctl/pam/pam_call.h"
#include "ctl/pam/pam_edit.h"
#include "ctl/pam/pam_mark.h"
#include "ctl/pam/pam_parts.h"
#include "ctl/pam/pam_place.h"
#include "ctl/pam/pam_store.h"
#include "shared/cleanup.h"

/* The distribution's own counts again, where ours was a copy of it. */
static bool has_distribution_file(const char *service)
{
	_cleanup_free_ char *path = NULL;

	return asprintf(&path, "/usr/lib/pam.d/%s", service) > 0 && access(path, R_OK) == 0;
}

static void notice(struct pam_call *call, const struct pam_change *change, const char *text)
{
	findings_add(&call->findings, SEVERITY_NOTICE, change->path, NULL, "service '%s': %s",
		     change->service, text);
}

/* The store can be opened without a turn, to look: nobody writes in --dry-run. */
static char *copy_read(const struct pam_call *call, const char *service, enum pam_copy copy)
{
	_cleanup_close_ int fd = call->store_fd >= 0 ? dup(call->store_fd) : pam_store_look();

	return fd < 0 ? NULL : pam_store_read(fd, service, copy);
}

static void text_make(struct pam_call *call, struct pam_change *change)
{
	_cleanup_free_ char *left = copy_read(call, change->service, PAM_COPY_AFTER);
	char *before = copy_read(call, change->service, PAM_COPY_BEFORE);
	bool is_as_left = left != NULL && strcmp(left, change->target.text) == 0;

	change->word = "disabled";
	change->is_written = true;
	change->after = before;
	if (is_as_left && (before != NULL || has_distribution_file(change->service)))
		return;
	free(before);
	change->after = pam_mark_strip(change->target.text);
	if (change->after == NULL)
		call->findings.is_short = true;
	if (left == NULL)
		notice(call, change,
		       "there is no copy of it any more: only the lines of "
		       "nsjailctl are taken out");
	else if (!is_as_left)
		notice(call, change,
		       "it was edited since: only the lines of nsjailctl are "
		       "taken out");
}

/* What stays there, and by whom. */
static void rest_tell(struct pam_call *call, struct pam_change *change, struct pam_file *file)
{
	_cleanup_findings_ struct findings unsaid = { 0 };
	_cleanup_pam_edit_ struct pam_edit edit = { .words = "" };
	const char *by = NULL;
	enum pam_place place = pam_place_find(&call->files, file, &edit, &by, &unsaid);

	if (place == PAM_PLACE_OWN)
		findings_add(&call->findings, SEVERITY_ERROR, file->path,
			     "take the line out by hand",
			     "service '%s' has a line that jails and is not of nsjailctl",
			     change->service);
	else if (place == PAM_PLACE_INCLUDED)
		findings_add(&call->findings, SEVERITY_ERROR, by, "disable that one",
			     "service '%s' has its line from there", change->service);
}

static void change_decide(struct pam_call *call, struct pam_change *change)
{
	struct pam_file *file = pam_call_file(call, change);

	change->word = "unchanged";
	if (file == NULL)
		return;
	if (!pam_mark_is_in(change->target.text)) {
		change->word = "is not enabled";
		rest_tell(call, change, file);
		return;
	}
	text_make(call, change);
	if (change->after != NULL && pam_call_replace(call, file, change->path, change->after) == 0)
		rest_tell(call, change, file);
}

int pam_disable(const struct ctl_options *options, char **services)
{
	_cleanup_pam_call_ struct pam_call call = { .store_fd = NO_FD };

	if (pam_call_begin(&call, options, services) == 0)
		for (size_t i = 0; i < call.count; i++)
			change_decide(&call, &call.changes[i]);
	return pam_apply(&call);
}
