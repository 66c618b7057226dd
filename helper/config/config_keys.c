/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of keys: see config_keys.h; the parsers are in config_parsers.c. */
#include "config/config_keys.h"

#include <string.h>

#include "config/config_limits.h"
#include "config/config_mounts.h"
#include "config/config_network.h"
#include "config/config_parsers.h"
#include "config/config_words.h"
#include "config/profile_name.h"
#include "plan/jail_plan.h"
#include "plan/services.h"

#define FIELD(name) offsetof(struct jail_plan, name)

static const struct config_choice uncovered_modes[] = {
	{ "local", UNCOVERED_LOCAL },
	{ "refuse", UNCOVERED_REFUSE },
	{ "allow", UNCOVERED_ALLOW },
	{ 0 },
};

static const struct config_choice rootfs_modes[] = {
	{ "readonly", ROOTFS_READONLY },
	{ "writable", ROOTFS_WRITABLE },
	{ "overlay", ROOTFS_OVERLAY },
	{ "volatile", ROOTFS_VOLATILE },
	{ 0 },
};

static const struct config_choice homes[] = {
	{ "bind", HOME_BIND },
	{ "tmpfs", HOME_TMPFS },
	{ "none", HOME_NONE },
	{ 0 },
};

static const struct config_choice account_modes[] = {
	{ "merge", ACCOUNTS_MERGE },
	{ "rootfs", ACCOUNTS_ROOTFS },
	{ 0 },
};

static const struct config_choice network_owners[] = {
	{ "host", NETWORK_OWNER_HOST },
	{ "tenant", NETWORK_OWNER_TENANT },
	{ 0 },
};

static const struct config_choice filters[] = {
	{ "default", FILTER_DEFAULT },
	{ "off", FILTER_OFF },
	{ 0 },
};

static const struct config_choice scopes[] = {
	{ "user", SCOPE_USER },
	{ "session", SCOPE_SESSION },
	{ 0 },
};

#define REPEATABLE(key, parser, line)                                                              \
	{                                                                                          \
		.name = (key), .parse = (parser), .is_repeatable = true, .field = CONFIG_NO_FIELD, \
		.doc = (line)                                                                      \
	}
#define CHOICE(key, text, list, offset, line)                                                \
	{                                                                                    \
		.name = (key), .parse = parse_choice, .fallback = (text), .choices = (list), \
		.field = (offset), .doc = (line)                                             \
	}
#define LIST(key, parser, text, offset, line)                                          \
	{                                                                              \
		.name = (key), .parse = (parser), .is_list = true, .fallback = (text), \
		.field = (offset), .doc = (line)                                       \
	}
#define KEY(key, parser, text, offset, line)                                             \
	{                                                                                \
		.name = (key), .parse = (parser), .fallback = (text), .field = (offset), \
		.doc = (line)                                                            \
	}

const struct config_key config_keys[] = {
	KEY("jail", parse_bool, "yes", FIELD(is_jailed), "no: this user is not jailed"),
	{ .name = "uncovered",
	  .parse = parse_choice,
	  .fallback = "local",
	  .choices = uncovered_modes,
	  .is_for_default = true,
	  .field = FIELD(uncovered),
	  .doc = "who is let in when no section covers him" },
	{ .name = PROFILE_KEY,
	  .parse = parse_profiles,
	  .is_list = true,
	  .field = CONFIG_NO_FIELD,
	  .doc = "profiles whose keys count, too" },
	LIST("services", parse_services, SERVICES_TRIED, FIELD(services),
	     "PAM services whose sessions are jailed"),
	KEY("rootfs", parse_rootfs, NULL, FIELD(rootfs), "directory that becomes the root"),
	CHOICE("rootfs_mode", "readonly", rootfs_modes, FIELD(rootfs_mode),
	       "what happens to changes of the root"),
	KEY("shared_inodes", parse_bool, "no", FIELD(has_shared_inodes),
	    "a read-only root is the base itself"),
	KEY("overlay_dir", parse_path, "/var/lib/pam_nsjail/%U", FIELD(overlay_dir),
	    "where an overlay keeps its changes"),
	CHOICE("home", "bind", homes, FIELD(home), "the account's home at its own path"),
	REPEATABLE("bind", parse_bind, "a file or directory of the host"),
	REPEATABLE("tmpfs", parse_tmpfs, "an empty file system in memory"),
	REPEATABLE("mask", parse_mask, "a path that is hidden"),
	KEY("hostname", parse_hostname, "%u", FIELD(hostname), "name of the jail's host"),
	LIST("namespaces", parse_namespaces, "mount pid uts ipc cgroup net", FIELD(namespaces),
	     "namespaces of the jail's own"),
	KEY("network", parse_network, "none", FIELD(network), "what network the jail has"),
	CHOICE("network_owner", "host", network_owners, FIELD(network_owner),
	       "who has rights over the jail's network"),
	KEY("veth_bridge", parse_veth_bridge, NULL, FIELD(veth_bridge), "the host's bridge"),
	LIST("veth_address", parse_veth_address, NULL, FIELD(veth_addresses),
	     "the jail's address, or a pool of them"),
	LIST("veth_gateway", parse_veth_gateway, NULL, FIELD(veth_gateways),
	     "the jail's default route"),
	KEY("veth_isolated", parse_bool, "yes", FIELD(is_veth_isolated),
	    "jails do not reach each other over the bridge"),
	KEY("veth_antispoof", parse_bool, "yes", FIELD(has_veth_antispoof),
	    "a tenant's network needs the rules against forged addresses"),
	KEY("user_namespace", parse_bool, "no", FIELD(has_user_namespace),
	    "user ids of the jail's own"),
	KEY("nested_namespaces", parse_bool, "no", FIELD(has_nested_namespaces),
	    "user namespaces made by tenants"),
	CHOICE("scope", "user", scopes, FIELD(scope), "who shares a jail"),
	KEY("linger", parse_linger, "0", FIELD(linger),
	    "how long a user's jail outlives its last session"),
	KEY("sessions_max", parse_sessions, "32", FIELD(sessions_max),
	    "sessions of the user at one time"),
	KEY("proc", parse_bool, "yes", FIELD(has_proc), "/proc, with what is of the host masked"),
	KEY("sysfs", parse_bool, "no", FIELD(has_sysfs), "/sys, read-only"),
	LIST("capabilities", parse_capabilities, "none", FIELD(bounding_set),
	     "what stays in the bounding set"),
	KEY("no_new_privs", parse_bool, "yes", FIELD(no_new_privs), "no program gains privileges"),
	CHOICE("seccomp", "default", filters, FIELD(filter), "the filter of system calls"),
	KEY("memory_max", parse_memory, "unlimited", FIELD(limits[LIMIT_MEMORY_MAX]),
	    "memory of the jail"),
	KEY("memory_swap_max", parse_swap, "unlimited", FIELD(limits[LIMIT_MEMORY_SWAP_MAX]),
	    "swap space of the jail"),
	KEY("tasks_max", parse_tasks, "unlimited", FIELD(limits[LIMIT_TASKS_MAX]),
	    "processes and threads of the jail"),
	KEY("cpu_quota", parse_quota, "unlimited", FIELD(limits[LIMIT_CPU_QUOTA]),
	    "processor time of the jail"),
	KEY("cpu_weight", parse_weight, "unlimited", FIELD(limits[LIMIT_CPU_WEIGHT]),
	    "share of the processor"),
	KEY("io_weight", parse_weight, "unlimited", FIELD(limits[LIMIT_IO_WEIGHT]),
	    "share of the disks"),
	KEY("cgroup_parent", parse_path, NULL, FIELD(cgroup_parent),
	    "where the cgroups of jails are, without systemd"),
	CHOICE("accounts", "merge", account_modes, FIELD(accounts), "whose passwd and group"),
	KEY("resolv_conf", parse_bool, "yes", FIELD(has_resolv_conf), "the host's resolver file"),
	KEY("localtime", parse_bool, "yes", FIELD(has_localtime), "the host's time zone"),
	KEY("syslog", parse_bool, "yes", FIELD(has_syslog), "the host's log socket"),
	KEY("audit_events", parse_bool, "no", FIELD(has_audit_events),
	    "events of the jail in the kernel's audit log"),
	KEY("on_create", parse_path, NULL, FIELD(on_create),
	    "program run on the host when a jail is made"),
	KEY("on_destroy", parse_path, NULL, FIELD(on_destroy),
	    "program run on the host when a jail is gone"),
	{ 0 },
};

const struct config_key *config_key_find(const char *name)
{
	for (const struct config_key *key = config_keys; key->name != NULL; key++)
		if (strcmp(key->name, name) == 0)
			return key;
	return NULL;
}

int config_key_parse(const struct config_key *key, const struct config_value *value,
		     struct jail_plan *plan)
{
	if (value->text[0] == '\0')
		return config_value_error(value, "key '%s' has no value", key->name);
	if (key->is_list && !config_words_are_list(value->text))
		return config_value_error(value, "%s '%s' has an empty member", key->name,
					  value->text);
	return key->parse(key, value, plan);
}
