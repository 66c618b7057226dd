/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl list: the live jails and who is in them. */
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "ctl/command/command.h"
#include "ctl/list/keepers.h"
#include "ctl/output/json_print.h"
#include "ctl/output/table.h"
#include "shared/cleanup.h"

static const char *state_of(const struct kept_jail *jail)
{
	static const char *const states[] = {
		[KEEPER_ANSWERED] = "", [KEEPER_HUNG] = "hung", [KEEPER_DEAD] = "dead"
	};

	return jail->health == KEEPER_ANSWERED ? jail->state : states[jail->health];
}

/* Whose jail it is, if its keeper does not say so. */
static const char *user_of(const struct kept_jail *jail)
{
	const struct passwd *account = jail->user[0] != '\0' ? NULL : getpwuid(jail->uid);

	return account != NULL ? account->pw_name : jail->user;
}

struct unit {
	long long seconds;
	const char *name;
};

/* Two units are enough for people: 3d4h. */
static void age_write(char *text, size_t size, long long seconds)
{
	static const struct unit units[] = {
		{ 86400, "d" }, { 3600, "h" }, { 60, "m" }, { 1, "s" }
	};
	size_t i = 0;
	long long count;

	while (i + 1 < ARRAY_SIZE(units) && seconds < units[i].seconds)
		i++;
	count = seconds / units[i].seconds;
	if (i + 1 == ARRAY_SIZE(units))
		(void)snprintf(text, size, "%llds", count);
	else
		(void)snprintf(text, size, "%lld%s%lld%s", count, units[i].name,
			       seconds % units[i].seconds / units[i + 1].seconds,
			       units[i + 1].name);
}

/* One decimal is enough for people: 12.5M. */
static void size_write(char *text, size_t size, long long bytes)
{
	static const char units[] = "BKMGTP";
	size_t unit = 0;
	long long tenths = bytes * 10;

	while (tenths >= 10240 && unit + 2 < sizeof(units)) {
		tenths /= 1024;
		unit++;
	}
	(void)snprintf(text, size, "%lld.%lld%c", tenths / 10, tenths % 10, units[unit]);
}

/* An address of the jail's own, or what it has instead. */
static const char *network_of(const struct kept_jail *jail)
{
	return jail->address[0] != '\0' ? jail->address : jail->network;
}

static void row_add(struct table *table, const struct kept_jail *jail,
		    const struct kept_session *session)
{
	char uid[16], processes[24] = "", memory[32] = "", age[48] = "";
	bool is_first = session == NULL || session == jail->sessions;

	(void)snprintf(uid, sizeof(uid), "%u", jail->uid);
	if (jail->memory >= 0)
		size_write(memory, sizeof(memory), jail->memory);
	if (jail->processes >= 0)
		(void)snprintf(processes, sizeof(processes), "%ld", jail->processes);
	if (jail->health == KEEPER_ANSWERED)
		age_write(age, sizeof(age), session == NULL ? jail->age : session->age);
	table_row(table,
		  (const char *const[]){ user_of(jail), uid, jail->scope, state_of(jail),
					 session == NULL ? NULL : session->id,
					 session == NULL ? NULL : session->service,
					 session == NULL ? NULL : session->tty,
					 session == NULL ? NULL : session->rhost, age,
					 is_first ? processes : NULL, is_first ? memory : NULL,
					 network_of(jail), jail->rootfs, jail->name });
}

static int jails_print(const struct kept_jails *jails)
{
	static const char *const heads[] = { "USER",	"UID",	   "SCOPE",  "STATE", "SESSION",
					     "SERVICE", "TTY",	   "FROM",   "AGE",   "PROCS",
					     "MEMORY",	"ADDRESS", "ROOTFS", "JAIL",  NULL };
	_cleanup_table_ struct table table = table_make(heads);

	for (size_t i = 0; i < jails->count; i++) {
		const struct kept_jail *jail = &jails->list[i];

		if (jail->session_count == 0)
			row_add(&table, jail, NULL);
		for (size_t k = 0; k < jail->session_count; k++)
			row_add(&table, jail, &jail->sessions[k]);
	}
	return table_print(&table);
}

static json_t *session_json(const struct kept_session *session)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:I}", "id", json_text(session->id), "state",
			 json_text(session->state), "service", json_text(session->service), "tty",
			 json_text(session->tty), "remote", json_text(session->rhost), "age",
			 (json_int_t)session->age);
}

/* Null is what a keeper that hangs has not told. */
static json_t *number_json(const struct kept_jail *jail, long long number)
{
	return jail->health == KEEPER_ANSWERED && number >= 0 ? json_integer(number) : json_null();
}

static json_t *told(const char *text)
{
	return json_text(text[0] == '\0' ? NULL : text);
}

static json_t *jail_json(const struct kept_jail *jail)
{
	json_t *sessions = json_array();
	const struct {
		const char *name, *text;
	} texts[] = {
		{ "network", jail->network },	      { "netns", jail->netns },
		{ "address", jail->address },	      { "rootfs", jail->rootfs },
		{ "rootfs_mode", jail->rootfs_mode },
	};
	json_t *object;

	for (size_t i = 0; i < jail->session_count; i++)
		(void)json_array_append_new(sessions, session_json(&jail->sessions[i]));
	object = json_pack("{s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "jail",
			   json_text(jail->name), "user", json_text(user_of(jail)), "uid",
			   (json_int_t)jail->uid, "scope", told(jail->scope), "state",
			   json_text(state_of(jail)), "age", number_json(jail, jail->age), "linger",
			   told(jail->linger), "init", number_json(jail, jail->init), "processes",
			   number_json(jail, jail->processes), "memory",
			   number_json(jail, jail->memory), "sessions", sessions);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		(void)json_object_set_new(object, texts[i].name, told(texts[i].text));
	return object;
}

static int jails_json(const struct kept_jails *jails)
{
	json_t *array = json_array();

	for (size_t i = 0; i < jails->count; i++)
		(void)json_array_append_new(array, jail_json(&jails->list[i]));
	return json_print(json_pack("{s:o}", "jails", array));
}

int list_command(const struct ctl_options *options, char **operands)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };
	int error = keepers_ask(&jails, KEEPERS_DIRECTORY, KEEPERS_TIMEOUT_MS);

	(void)operands;
	if (error < 0) {
		(void)fprintf(stderr, "nsjailctl list: %s: %s\n", KEEPERS_DIRECTORY,
			      strerror(-error));
		return CTL_NOT_OK;
	}
	error = options->is_json ? jails_json(&jails) : jails_print(&jails);
	return error < 0 ? CTL_NOT_OK : CTL_OK;
}
