/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every key's parser with any text. An input is a number of values: which key, and its text up to a
 * NUL. What was taken must be a whole plan's; what was not must have been reported.
 */
#include "fuzz.h"

#include "config/config_keys.h"
#include "config/config_network.h"
#include "config/config_parsers.h"
#include "config/tokens.h"
#include "plan/jail_plan.h"
#include "plan/mount_list.h"
#include "plan/path_form.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/report.h"

#define VALUES_MAX 16

static char text[] = "alice";
static char home[] = "/home/alice";

static const struct tokens tokens = { text, 1001, text, home };
static const struct request request = {
	.uid = 1001,
	.gid = 1001,
	.config_path = home,
	.user = text,
	.gecos = text,
	.home = home,
	.shell = home,
	.service = text,
	.tty = text,
	.rhost = text,
};

static void expect_path(const char *path)
{
	expect(path == NULL || path_form_fault(path) == NULL);
}

static void expect_plan(const struct jail_plan *plan)
{
	expect(plan->rootfs_kind != ROOTFS_PATH || plan->rootfs == NULL || plan->rootfs[0] == '/');
	expect_path(plan->overlay_dir);
	expect_path(plan->cgroup_parent);
	expect_path(plan->on_create);
	expect_path(plan->on_destroy);
	expect(plan->hostname == NULL || strpbrk(plan->hostname, "/ \n%") == NULL);
	expect(plan->netns == NULL || strchr(plan->netns, '/') == NULL);
	expect(plan->veth_bridge == NULL || strchr(plan->veth_bridge, '/') == NULL);
	for (size_t i = 0; i < plan->mount_count; i++) {
		const struct mount_entry *entry = &plan->mounts[i];

		expect(path_form_fault(entry->target) == NULL);
		expect_path(entry->source);
		expect(entry->kind != MOUNT_TMPFS ||
		       (entry->size != NULL && entry->inodes != NULL));
		expect(entry->mode <= 07777);
	}
}

static void value_take(struct jail_plan *plan, const struct config_key *key, const char *value_text)
{
	struct report report = { .socket_fd = NO_FD };
	const struct config_value value = { value_text, "file", 1, &tokens, &report };
	size_t mounts = plan->mount_count;
	int result = config_key_parse(key, &value, plan);

	expect((result < 0) == (report.error_count > 0));
	expect(result == 0 || plan->mount_count == mounts);
	for (const char *byte = report.text; *byte != '\0'; byte++)
		expect(*byte >= ' ' && *byte <= '~');
}

static const struct config_key *key_choose(uint8_t number)
{
	size_t count = 0;

	while (config_keys[count].name != NULL)
		count++;
	return &config_keys[number % count];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { data, size };
	struct report report = { .socket_fd = NO_FD };
	struct jail_plan plan = { .is_jailed = true };

	for (size_t i = 0; i < VALUES_MAX && input.left > 0; i++) {
		const struct config_key *key = key_choose(fuzz_byte(&input));
		_cleanup_free_ char *value_text = fuzz_string(&input);

		value_take(&plan, key, value_text);
	}
	expect_plan(&plan);
	config_network_settle(&plan, &report);
	(void)mount_list_settle(&plan, &request, &report);
	jail_plan_clear(&plan);
	return 0;
}
