/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/pam/pam_call.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/check/check_doors.h"
#include "ctl/check/check_parts.h"
#include "ctl/check/check_service.h"
#include "ctl/command/command.h"
#include "ctl/pam/pam_store.h"
#include "plan/services.h"
#include "shared/cleanup.h"

static int turn_wait(struct pam_call *call)
{
	if (geteuid() != 0) {
		findings_add(&call->findings, SEVERITY_ERROR, NULL, "run it as root",
			     "only root can change PAM's files");
		return -EPERM;
	}
	call->store_fd = pam_store_open(&call->findings);
	return call->store_fd < 0 ? call->store_fd : 0;
}

static bool is_named(const struct pam_change *changes, size_t count, const char *service)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(changes[i].service, service) == 0)
			return true;
	return false;
}

static size_t services_count(char **services)
{
	size_t count = 0;

	while (services[count] != NULL)
		count++;
	return count;
}

/* Who names one twice means one. */
static int changes_make(struct pam_call *call, char **services)
{
	struct pam_change *changes = calloc(services_count(services) + 1, sizeof(*changes));
	size_t count = 0;

	if (changes == NULL)
		return -ENOMEM;
	for (char **service = services; *service != NULL; service++)
		if (!is_named(changes, count, *service))
			changes[count++] = (struct pam_change){
				.service = *service,
				.target = EDITED_FILE_NONE,
			};
	call->changes = changes;
	call->count = count;
	return 0;
}

int pam_call_begin(struct pam_call *call, const struct ctl_options *options, char **services)
{
	_cleanup_findings_ struct findings others = { 0 };
	int error;

	*call = (struct pam_call){ .options = options, .store_fd = NO_FD };
	error = options->is_dry_run ? 0 : turn_wait(call);
	if (error < 0)
		return error;
	/* What is wrong with other services is no matter of this call. */
	error = pam_files_read(&call->files, "", &others);
	if (error == 0)
		error = changes_make(call, services);
	if (error < 0)
		findings_add(&call->findings, SEVERITY_ERROR, "/etc/pam.d", NULL,
			     "can not be read: %s", strerror(-error));
	return error;
}

static bool has_faults(struct pam_call *call, const struct pam_file *file,
		       const struct pam_stack *stack)
{
	for (size_t i = 0; i < stack->fault_count; i++) {
		_cleanup_free_ char *where = NULL;

		if (asprintf(&where, "%s:%u", file->path, stack->faults[i].number) < 0)
			where = NULL;
		findings_add(&call->findings, SEVERITY_ERROR, where, "see pam.d(5)",
			     "libpam refuses the service: %s", stack->faults[i].text);
	}
	return stack->fault_count > 0;
}

int pam_call_replace(struct pam_call *call, struct pam_file *file, const char *path,
		     const char *text)
{
	_cleanup_pam_stack_ struct pam_stack stack = { 0 };
	_cleanup_free_ char *copy = strdup(path);

	if (copy == NULL || pam_stack_read(&stack, text, strlen(text), false) < 0) {
		call->findings.is_short = true;
		return -ENOMEM;
	}
	if (has_faults(call, file, &stack))
		return -EINVAL;
	pam_stack_clear(&file->stack);
	file->stack = stack;
	stack = (struct pam_stack){ 0 };
	free(file->path);
	file->path = TAKE_PTR(copy);
	return 0;
}

static bool is_service_file(struct pam_call *call, const struct pam_file *file, const char *service)
{
	bool is_conf = file != NULL && strcmp(file->path, "/etc/pam.conf") == 0;

	if (file == NULL || !services_is_word(service))
		findings_add(&call->findings, SEVERITY_ERROR, NULL, "ls /etc/pam.d shows them",
			     "service '%s': there is no file of that name in /etc/pam.d or "
			     "/usr/lib/pam.d that can be read",
			     service);
	else if (is_conf)
		findings_add(&call->findings, SEVERITY_ERROR, file->path, "write the line by hand",
			     "service '%s' has no file of its own", service);
	return file != NULL && services_is_word(service) && !is_conf;
}

struct pam_file *pam_call_file(struct pam_call *call, struct pam_change *change)
{
	struct pam_file *file = pam_files_find(&call->files, change->service);

	if (!is_service_file(call, file, change->service) ||
	    edited_file_read(&change->target, file->path, &call->findings) < 0 ||
	    pam_call_replace(call, file, file->path, change->target.text) < 0)
		return NULL;
	if (asprintf(&change->path, "/etc/pam.d/%s", change->service) > 0)
		return file;
	call->findings.is_short = true;
	return NULL;
}

bool pam_call_has_failed(const struct pam_call *call)
{
	return call->findings.is_short || findings_count(&call->findings, SEVERITY_ERROR) > 0;
}

/* Only for a service that was not tried does it matter whether plans name it. */
static void plans_look(struct pam_call *call, const struct pam_file *file)
{
	_cleanup_findings_ struct findings others = { 0 };

	if (file->has_module && call->seen.services_count == 0 &&
	    !services_have(SERVICES_TRIED, file->name))
		(void)check_users(call->options->config_path, &call->seen, &others);
}

void pam_call_check(struct pam_call *call, struct pam_file *file, struct findings *findings)
{
	check_service(&call->files, file, call->options->config_path, findings);
	plans_look(call, file);
	check_door(&call->files, file, &call->seen, findings);
}

void pam_call_clear(struct pam_call *call)
{
	for (size_t i = 0; i < call->count; i++) {
		struct pam_change *change = &call->changes[i];

		free(change->path);
		free(change->by);
		free(change->before);
		free(change->after);
		edited_file_clear(&change->target);
	}
	free(call->changes);
	pam_files_clear(&call->files);
	plans_seen_clear(&call->seen);
	findings_clear(&call->findings);
	cleanup_close(&call->store_fd);
	*call = (struct pam_call){ .store_fd = NO_FD };
}
