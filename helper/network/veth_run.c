/* SPDX-License-Identifier: BSD-3-Clause */
/* Running pam_nsjail_veth; see veth_run.h. */
#include "network/veth_run.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "plan/jail_plan.h"
#include "plan/network_owner.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/report.h"
#include "system/side_program.h"

#define ANSWER_HANG_MS 4000

#define FIXED_ARGUMENTS 6 /* name, uid, id, bridge, isolation, owner */
#define ARGUMENTS_MAX	(FIXED_ARGUMENTS + 2 * IP_FAMILIES)
#define ARGUMENT_MAX	64

struct veth_arguments {
	char text[ARGUMENTS_MAX][ARGUMENT_MAX];
	char *list[ARGUMENTS_MAX + 1];
	size_t count;
};

static char *argument_next(struct veth_arguments *arguments)
{
	char *place = arguments->text[arguments->count];

	arguments->list[arguments->count++] = place;
	return place;
}

static void argument_add(struct veth_arguments *arguments, const char *text)
{
	(void)snprintf(argument_next(arguments), ARGUMENT_MAX, "%s", text);
}

static const char *owner_word(const struct jail_plan *plan)
{
	if (!network_owner_is_tenant(plan))
		return "host";
	return plan->has_veth_antispoof ? "tenant" : "tenant-unchecked";
}

static void arguments_fill(struct veth_arguments *arguments, const struct jail_plan *plan,
			   const struct request *request)
{
	argument_add(arguments, "pam_nsjail_veth");
	(void)snprintf(argument_next(arguments), ARGUMENT_MAX, "%u", request->uid);
	(void)snprintf(argument_next(arguments), ARGUMENT_MAX, "%08x", request->session_id);
	argument_add(arguments, plan->veth_bridge);
	argument_add(arguments, plan->is_veth_isolated ? "isolated" : "open");
	argument_add(arguments, owner_word(plan));
	for (size_t i = 0; i < IP_FAMILIES; i++) {
		if (plan->veth_addresses[i].address.family == 0)
			continue;
		ip_range_text(&plan->veth_addresses[i], argument_next(arguments));
		ip_address_text(&plan->veth_gateways[i], argument_next(arguments));
	}
}

int veth_run(const struct jail_plan *plan, const struct request *request, int namespace_fd,
	     char *addresses, size_t size, struct report *report)
{
	struct veth_arguments arguments = { 0 };
	const struct side_program program = {
		.path = VETH_PATH,
		.arguments = arguments.list,
		.fd = namespace_fd,
		.hang_ms = ANSWER_HANG_MS,
	};
	char answer[REASON_MAX];
	const char *blank;
	int error;

	arguments_fill(&arguments, plan, request);
	error = side_program_run(&program, answer, sizeof(answer), report);
	if (error < 0)
		return error;
	if (answer[0] == '!')
		return report_error(report, 0, "network 'veth': %s", answer + 1);
	report_log(report, LOG_INFO, "network of user '%s': %s", request->user, answer);
	blank = strchr(answer, ' ');
	(void)snprintf(addresses, size, "%s", blank == NULL ? "" : blank + 1);
	return 0;
}
