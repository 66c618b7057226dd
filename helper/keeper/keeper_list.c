/* SPDX-License-Identifier: BSD-3-Clause */
/* What a keeper says of its jail; see keeper_list.h. */
#include "keeper/keeper_list.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "keeper/keeper.h"
#include "limits/cgroup_directory.h"
#include "plan/jail_plan.h"
#include "plan/network_owner.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/namespace_id.h"

/* A blank between words, so none in them; nothing that a terminal would act on. */
static const char *word(const char *text, char *copy, size_t size)
{
	(void)snprintf(copy, size, "%s", text[0] == '\0' ? "-" : text);
	for (char *byte = copy; *byte != '\0'; byte++)
		if (*byte <= ' ' || *byte > '~')
			*byte = '?';
	return copy;
}

static void linger_write(FILE *stream, uint64_t linger)
{
	if (linger == LINGER_FOREVER)
		(void)fputs("linger = forever\n", stream);
	else
		(void)fprintf(stream, "linger = %" PRIu64 "\n", linger);
}

/* What the jail's cgroup counts; without limits there is init alone in it, if there is one. */
static void memory_write(FILE *stream, const struct cgroup *cgroup)
{
	char text[32];

	if (cgroup->holds_callers &&
	    cgroup_read(cgroup->directory_fd, "memory.current", text, sizeof(text)) == 0)
		(void)fprintf(stream, "memory = %llu\n", strtoull(text, NULL, 10));
}

/* A line of its own, whatever the value holds. */
static void fact_write(FILE *stream, const char *key, const char *value)
{
	(void)fprintf(stream, "%s = ", key);
	for (; value != NULL && *value != '\0'; value++)
		(void)fputc(*value < ' ' || *value > '~' ? '?' : *value, stream);
	(void)fputc('\n', stream);
}

static void namespaces_write(FILE *stream, uint32_t namespaces)
{
	(void)fputs("namespaces =", stream);
	for (const struct namespace_kind *kind = namespace_kinds; kind->flag != 0; kind++)
		if ((namespaces & kind->flag) != 0)
			(void)fprintf(stream, " %s", kind->name);
	(void)fputc('\n', stream);
}

static void facts_write(FILE *stream, const struct jail_plan *plan)
{
	static const char *const networks[] = {
		[NETWORK_NONE] = "none", [NETWORK_HOST] = "host", [NETWORK_NETNS] = "netns",
		[NETWORK_VETH] = "veth", [NETWORK_USER] = "user",
	};
	static const char *const modes[] = {
		[ROOTFS_READONLY] = "readonly",
		[ROOTFS_WRITABLE] = "writable",
		[ROOTFS_OVERLAY] = "overlay",
		[ROOTFS_VOLATILE] = "volatile",
	};
	const struct {
		const char *key;
		bool is_on;
	} switches[] = {
		{ "private", plan->has_user_namespace },
		{ "own_network", network_owner_is_tenant(plan) },
		{ "nested", plan->has_nested_namespaces },
		{ "proc", plan->has_proc },
		{ "sysfs", plan->has_sysfs },
		{ "shared_inodes", jail_plan_shares_inodes(plan) },
	};

	fact_write(stream, "rootfs", plan->rootfs);
	fact_write(stream, "rootfs_mode", modes[plan->rootfs_mode]);
	fact_write(stream, "network", networks[plan->network]);
	if (plan->netns != NULL)
		fact_write(stream, "netns", plan->netns);
	for (size_t i = 0; i < ARRAY_SIZE(switches); i++)
		fact_write(stream, switches[i].key, switches[i].is_on ? "yes" : "no");
	namespaces_write(stream, plan->namespaces);
}

char *keeper_facts_make(const struct jail_plan *plan)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	if (stream == NULL)
		return NULL;
	facts_write(stream, plan);
	if (fclose(stream) == 0)
		return text;
	free(text);
	return NULL;
}

void keeper_list_write(FILE *stream, const struct keeper *keeper)
{
	static const char *const states[] = { "creating", "up", "draining", "gone" };
	int64_t now = boottime_ms();
	char service[64], tty[64], rhost[256];

	(void)fprintf(stream,
		      "user = %s\nuid = %u\nscope = %s\nstate = %s\ninit = %d\nage = %lld\n",
		      keeper->user, keeper->uid, keeper->is_shared ? "user" : "session",
		      states[keeper->state], keeper->init.pid,
		      (long long)(now - keeper->begin_ms) / 1000);
	linger_write(stream, keeper->linger);
	memory_write(stream, &keeper->cgroup);
	if (keeper->uplink.addresses[0] != '\0')
		(void)fprintf(stream, "address = %s\n", keeper->uplink.addresses);
	if (keeper->facts != NULL)
		(void)fputs(keeper->facts, stream);
	/* Far below MESSAGE_MAX even with words of full length. */
	for (size_t i = 0; i < keeper->sessions.count && ftell(stream) < MESSAGE_MAX - 2048; i++) {
		const struct session *session = &keeper->sessions.list[i];
		const struct session_label *label = &session->label;

		(void)fprintf(stream, "session = %08x %s %s %s %s %lld\n", label->session_id,
			      session->is_guest	   ? "guest"
			      : session->is_joined ? "joined"
						   : "joining",
			      word(label->service, service, sizeof(service)),
			      word(label->tty, tty, sizeof(tty)),
			      word(label->rhost, rhost, sizeof(rhost)),
			      (long long)(now - session->begin_ms) / 1000);
	}
	(void)fprintf(stream, "sessions = %zu\n", keeper->sessions.count);
}
