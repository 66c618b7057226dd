/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "config/plan_make.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "config/account_form.h"
#include "config/build_parts.h"
#include "config/config_check.h"
#include "config/config_keys.h"
#include "config/config_network.h"
#include "config/layer_groups.h"
#include "config/layers.h"
#include "config/tokens.h"
#include "config/uncovered.h"
#include "plan/jail_plan.h"
#include "plan/mount_list.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/report.h"

#define _cleanup_layers_ __attribute__((cleanup(layers_clear)))

static int note_value(struct jail_plan *plan, const struct config_key *key,
		      const struct config_value *value)
{
	struct plan_value *values =
		reallocarray(plan->values, plan->value_count + 1, sizeof(*values));
	struct plan_value *place;

	if (values == NULL)
		return report_error(value->report, ENOMEM, "%s", key->name);
	plan->values = values;
	place = &values[plan->value_count++];
	*place = (struct plan_value){ .key = key->name, .line = value->line };
	place->text = strdup(value->text);
	place->file = value->file == NULL ? NULL : strdup(value->file);
	if (place->text == NULL || (value->file != NULL && place->file == NULL))
		return report_error(value->report, ENOMEM, "%s", key->name);
	return 0;
}

static int take_value(struct jail_plan *plan, const struct config_key *key,
		      struct config_value value)
{
	int result = note_value(plan, key, &value);

	if (result < 0)
		return result;
	if (value.file == NULL)
		value.file = "built-in default";
	return config_key_parse(key, &value, plan);
}

/* Takes the values of one key from the layer that decides on it, or the one that is built in. */
static int take_key(struct jail_plan *plan, const struct layers *layers,
		    const struct config_key *key, const struct config_value *blank)
{
	const struct layer *layer = layers_find(layers, key->name);
	struct config_value value = *blank;
	int result = 0;

	if (layer->kind == LAYER_NONE) {
		value.text = key->fallback;
		return key->fallback == NULL ? 0 : take_value(plan, key, value);
	}
	value.file = layer->path;
	for (size_t i = 0; i < layer->section->entry_count; i++) {
		const struct config_entry *entry = &layer->section->entries[i];

		if (strcmp(entry->key, key->name) != 0)
			continue;
		value.text = entry->text;
		value.line = entry->line;
		if (take_value(plan, key, value) < 0)
			result = -EINVAL;
	}
	return result;
}

static const char *primary_group(const struct request *request)
{
	for (size_t i = 0; i < request->group_count; i++)
		if (request->groups[i].gid == request->gid)
			return request->groups[i].name;
	return "";
}

static int take_keys(struct jail_plan *plan, const struct layers *layers,
		     const struct request *request, struct report *report)
{
	const struct tokens tokens = {
		.user = request->user,
		.uid = request->uid,
		.group = primary_group(request),
		.home = request->home,
	};
	const struct config_value blank = { .tokens = &tokens, .report = report };
	int result = 0;

	/* `jail` is the first row: what does not apply to an exempt user can not keep him out. */
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		if (take_key(plan, layers, key, &blank) < 0)
			result = -EINVAL;
		if (!plan->is_jailed)
			break;
		/* What has tokens of such an account in it is not worth a word. */
		if (key == config_keys && account_form_check(request, report) < 0)
			return -EINVAL;
	}
	return result;
}

/* 0 if nothing was reported since there were `known` errors. */
static int result_since(const struct report *report, size_t known)
{
	return report->error_count == known ? 0 : -EINVAL;
}

static bool is_set(const struct jail_plan *plan, const char *key)
{
	const struct plan_value *value = jail_plan_value(plan, key);

	return value != NULL && value->file != NULL;
}

static void settle_rootfs(const struct jail_plan *plan, struct report *report)
{
	if (plan->rootfs_kind == ROOTFS_PATH)
		return;
	if (plan->rootfs_mode == ROOTFS_WRITABLE)
		(void)jail_plan_value_error(plan, "rootfs_mode", report,
					    "'writable' needs a directory as the rootfs");
	if (plan->accounts == ACCOUNTS_ROOTFS)
		(void)jail_plan_value_error(plan, "accounts", report,
					    "'rootfs' needs a rootfs that has a passwd of its own");
}

#define ALL_CAPABILITIES UINT64_MAX

static void settle_private(struct jail_plan *plan)
{
	plan->namespaces |= CLONE_NEWUSER;
	if (!is_set(plan, "no_new_privs"))
		plan->no_new_privs = false;
	/* They are the tenant's own, and reach no further than his namespaces. */
	if (!is_set(plan, "capabilities"))
		plan->bounding_set = ALL_CAPABILITIES;
}

/* What the two trust modes differ in without one, the caller keeps the host's root. */
static void settle_trust_mode(struct jail_plan *plan, struct report *report)
{
	if (plan->has_user_namespace) {
		settle_private(plan);
		return;
	}
	if (!plan->no_new_privs)
		(void)jail_plan_value_error(
			plan, "no_new_privs", report,
			"no_new_privs can not be 'no' without a user namespace: a setuid "
			"program in the jail would run as the host's root");
	if (plan->filter == FILTER_OFF && is_set(plan, "nested_namespaces") &&
	    !plan->has_nested_namespaces)
		(void)jail_plan_value_error(
			plan, "nested_namespaces", report,
			"nested_namespaces 'no' needs the filter of system calls without a "
			"user namespace, and seccomp is 'off'");
}

static void settle_linger(const struct jail_plan *plan, struct report *report)
{
	if (plan->scope == SCOPE_SESSION && plan->linger != 0)
		(void)jail_plan_value_error(
			plan, "linger", report,
			"linger needs scope 'user': a jail of one session ends with it");
}

/* What the keys mean together. */
static int settle(struct jail_plan *plan, const struct layers *layers,
		  const struct request *request, struct report *report)
{
	size_t known = report->error_count;

	if (plan->rootfs == NULL)
		(void)report_error(report, 0, "%s:%u: user '%s' is jailed, but has no rootfs",
				   layers->list->path, layers->list->section->line, request->user);
	if ((plan->namespaces & CLONE_NEWUTS) == 0) {
		if (is_set(plan, "hostname"))
			(void)jail_plan_value_error(plan, "hostname", report,
						    "hostname needs the uts namespace");
		free(plan->hostname);
		plan->hostname = NULL;
	}
	settle_rootfs(plan, report);
	settle_trust_mode(plan, report);
	settle_linger(plan, report);
	build_parts_settle(build_parts, plan, report);
	config_network_settle(plan, report);
	(void)mount_list_settle(plan, request, report);
	return result_since(report, known);
}

/* Whoever writes it wants everybody jailed; that a profile has no rootfs is seen here alone. */
static int check_nobody(const struct layers *layers, struct report *report)
{
	const struct layer *layer = layers_find(layers, "jail");
	const struct config_entry *jail =
		layer->kind == LAYER_NONE ? NULL : config_section_find(layer->section, "jail");

	if (jail == NULL || strcmp(jail->text, "yes") != 0)
		return 0;
	return report_error(report, 0, CONFIG_JAILS_NOBODY, layer->path, jail->line);
}

static int make(struct jail_plan *plan, const struct layers *layers, const struct request *request,
		struct report *report)
{
	const struct config_value blank = { .report = report };
	enum layer_kind layer = LAYER_NONE;
	int result = 0;

	if (layers_cover_user(layers)) {
		layer = layers_find(layers, "jail")->kind;
		result = take_keys(plan, layers, request, report);
	} else {
		result = check_nobody(layers, report);
	}
	if (result == 0 && plan->is_jailed)
		return settle(plan, layers, request, report);
	if (result == 0)
		result = take_key(plan, layers, config_key_find("uncovered"), &blank);
	return result < 0 ? result
			  : uncovered_judge(layers, layer, plan->uncovered, request, report);
}

static int choose_and_make(struct jail_plan *plan, struct layers *layers,
			   const struct request *request, struct report *report)
{
	int result;

	layers_choose(layers, request);
	result = layer_groups_choose(layers, layers_name_user(layers), request, report);
	if (result == 0)
		result = layers_stack(layers, report);
	if (result < 0)
		return result;
	plan->sources = layers_sources(layers);
	plan->profiles = layers->profiles.stamps;
	layers->profiles.stamps = (struct profile_stamps){ 0 };
	return make(plan, layers, request, report);
}

/* Who may mend the configuration must get in when it is broken, but not unseen. */
static int let_root_mend(const struct report *broken, struct report *report)
{
	report_log(report, LOG_ERR, "uid 0 is not jailed, but others are refused: %s",
		   broken->text);
	return 0;
}

static int refuse_jailed_root(struct layers *layers, const struct request *request,
			      struct report *report)
{
	struct jail_plan plan = { 0 };
	int result = make(&plan, layers, request, report);

	if (result == 0 && plan.is_jailed)
		result = report_error(report, EPERM, "user '%s': uid 0 can not be jailed",
				      request->user);
	jail_plan_clear(&plan);
	return result;
}

static int make_for_root(struct layers *layers, const struct request *request,
			 struct report *report)
{
	struct report broken = { .socket_fd = NO_FD };
	int result;

	if (layers_read_main(layers, request, &broken) < 0)
		return let_root_mend(&broken, report);
	result = layers_read_own(layers, request, report);
	if (result < 0)
		return result;
	layers_choose(layers, request);
	if (!layers_name_user(layers))
		return 0;
	if (layers_stack(layers, &broken) < 0)
		return let_root_mend(&broken, report);
	return refuse_jailed_root(layers, request, report);
}

static int make_for_user(struct jail_plan *plan, struct layers *layers,
			 const struct request *request, struct report *report)
{
	int main_result = layers_read_main(layers, request, report);
	int own_result = layers_read_own(layers, request, report);

	if (main_result < 0 || own_result < 0)
		return main_result < 0 ? main_result : own_result;
	return choose_and_make(plan, layers, request, report);
}

/* Hands a plan over, or clears it: one that failed, or of a user who is not jailed, holds nothing.
 */
static int plan_finish(struct jail_plan *ret_plan, struct jail_plan *plan, int result)
{
	if (result < 0 || !plan->is_jailed)
		jail_plan_clear(plan);
	if (result == 0)
		*ret_plan = *plan;
	return result;
}

int plan_make(struct jail_plan *ret_plan, const struct request *request, struct report *report)
{
	_cleanup_layers_ struct layers layers = { 0 };
	struct jail_plan plan = { 0 };
	int result;

	if (request->uid == 0)
		result = make_for_root(&layers, request, report);
	else
		result = make_for_user(&plan, &layers, request, report);
	return plan_finish(ret_plan, &plan, result);
}

int plan_make_from(struct jail_plan *ret_plan, const struct config_file *main_file,
		   const struct config_file *own_file, const struct request *request,
		   struct report *report)
{
	struct layers layers = { .main_file = *main_file };
	struct jail_plan plan = { 0 };
	int result = 0;

	if (own_file == NULL)
		result = layers_read_own(&layers, request, report);
	else
		layers.own_file = *own_file;
	if (result == 0)
		result = choose_and_make(&plan, &layers, request, report);
	/* What is borrowed must not be cleared with the rest. */
	layers.main_file = (struct config_file){ 0 };
	if (own_file != NULL)
		layers.own_file = (struct config_file){ 0 };
	layers_clear(&layers);
	return plan_finish(ret_plan, &plan, result);
}
