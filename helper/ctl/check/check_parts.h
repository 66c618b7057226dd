/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of `nsjailctl check`; each adds what it finds.
 * It must never: change what it looks at.
 */
#pragma once

#include <stddef.h>

struct build_part;
struct findings;
struct subject;
struct jail_plan;
struct plans_seen;

/* What a build lacks, of a table as build_parts is: notices. */
void check_build(const struct build_part *parts, struct findings *findings);

/* nsjail.conf and every file of nsjail.d: all errors at once. */
void check_configuration(const char *config_path, struct findings *findings);

/* The plan of a user and all of the host that his jail is made of, as at a login; also into seen.
 */
void check_user(const char *user, const char *config_path, struct plans_seen *seen,
		struct findings *findings);

/*
 * The same for everybody whom the configuration jails and who can log in. Returns how many; 0 with
 * a main file that has errors, with which nobody but root can.
 */
size_t check_users(const char *config_path, struct plans_seen *seen, struct findings *findings);

/* The home's group, and groups that are too many, of somebody who is jailed with a user namespace.
 */
void check_home(const struct subject *subject, struct findings *findings);

/* Places to mount on that a readonly or writable rootfs lacks, as a login would find it. */
void check_targets(const struct jail_plan *plan, struct findings *findings);

/* What of the host's /etc a plan with rootfs = @usr shows: a notice. */
void check_settings(const struct jail_plan *plan, struct findings *findings);

/* Whether the directory lists its accounts, so that subordinate ids can be held against them. */
void check_directory(struct findings *findings);

/* What the host's network keeps from a plan's: settings of the kernel below proc_sys. */
void check_network(const struct subject *subject, const char *proc_sys, struct findings *findings);

/*
 * Every service's session lines, from the PAM files below root ("" for the machine's own): with
 * the configuration at config_path, seen has the plans that it makes. Configurations of other
 * lines are looked at like that one.
 */
void check_pam(const char *root, const char *config_path, const struct plans_seen *seen,
	       struct findings *findings);

/* Settings of the kernel below proc_sys ("/proc/sys") that help to keep tenants apart. */
void check_sysctls(const char *proc_sys, struct findings *findings);

/* Whether SELinux is on, and enforces, from the directory where selinuxfs is mounted. */
void check_selinux(const char *selinuxfs, struct findings *findings);
