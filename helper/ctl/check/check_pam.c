/* SPDX-License-Identifier: BSD-3-Clause */
/* The PAM stacks: is the module where sessions are opened, last, and not to be passed by? */
#include <string.h>

#include "ctl/check/check_doors.h"
#include "ctl/check/check_parts.h"
#include "ctl/check/check_service.h"
#include "ctl/check/pam_files.h"
#include "ctl/check/pam_profile.h"
#include "ctl/check/pam_steps.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"

static size_t check_services(const struct pam_files *files, const char *config_path,
			     struct findings *findings)
{
	size_t count = 0;

	for (size_t i = 0; i < files->count; i++) {
		struct pam_file *file = files->list[i];

		check_service(files, file, config_path, findings);
		count += file->has_module;
	}
	return count;
}

/* Whatever includes it jails, also what can not have a jail, and what only root's scripts use. */
static void check_common(const struct pam_file *file, struct findings *findings)
{
	bool is_common = file->is_included && strncmp(file->name, "common-", 7) == 0;

	for (size_t i = 0; is_common && i < file->stack.line_count; i++) {
		const struct pam_step step = { .line = &file->stack.lines[i], .path = file->path };
		_cleanup_free_ char *where = pam_step_place(&step);

		if (!pam_step_is(&step, PAM_PROFILE_MODULE))
			continue;
		findings_add(
			findings, SEVERITY_WARNING, where,
			"nsjailctl pam enable, for each service that tenants use; then take it "
			"out: pam-auth-update --disable nsjail-kept",
			"jails each service that includes '%s', and keeps tenants out of those "
			"that can not be jailed",
			file->name);
		return;
	}
}

void check_pam(const char *root, const char *config_path, const struct plans_seen *seen,
	       struct findings *findings)
{
	_cleanup_pam_files_ struct pam_files files = { 0 };
	int error = pam_files_read(&files, root, findings);

	if (error < 0) {
		findings_add(findings, SEVERITY_ERROR, "/etc/pam.d", NULL, "can not be read: %s",
			     strerror(-error));
		return;
	}
	if (check_services(&files, config_path, findings) == 0)
		findings_add(findings, SEVERITY_ERROR, "/etc/pam.d",
			     "give it to sshd and the other ways in: nsjailctl pam enable sshd",
			     "no service has pam_nsjail: nobody is jailed");
	for (size_t i = 0; i < files.count; i++)
		check_common(files.list[i], findings);
	check_doors(&files, config_path, seen, findings);
}
