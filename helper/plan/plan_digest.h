/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What makes one jail another: the plan and the account as one canonical text, and the sum of that
 * text. Two logins may share a jail only if their sums are equal.
 * It must never: leave out a field that shapes the jail or the confinement of who is in it.
 */
#pragma once

#include "plan/profile_stamps.h"
#include "shared/plan_sources.h"

struct jail_plan;
struct request;

#define PLAN_DIGEST_SIZE 65 /* SHA-256 in hexadecimal digits, with its NUL */
#define PLAN_DIGEST_NAME 16 /* digits that are enough for a name */

/*
 * One line for each field that has a value (not NULL, no, 0 or none), "name = value", groups among
 * them; control bytes and '\' are written as \xNN. Each mount's lines end with one that says
 * "mount". *ret_text is the caller's. 0 or -ENOMEM.
 */
int plan_text_make(char **ret_text, const struct jail_plan *plan, const struct request *request);

/*
 * What a plan came from: a login that brings the same would be given the same plan. Without sources
 * it says nothing.
 */
struct plan_origin {
	struct plan_sources sources;
	char profiles[PROFILES_DIGEST_SIZE]; /* profile_stamps_digest */
	char account[PLAN_DIGEST_SIZE];	     /* the sum of account and configuration's path */
};

/* 0 or -ENOMEM. */
int plan_origin_make(struct plan_origin *ret_origin, const struct plan_sources *sources,
		     const struct profile_stamps *profiles, const struct request *request);

/* True if both say something, and the same. */
bool plan_origins_are_same(const struct plan_origin *one, const struct plan_origin *other);

/* Of the configuration's path: jails of another one are not older plans of this one. */
void plan_config_digest(char ret_digest[PLAN_DIGEST_SIZE], const char *config_path);

/* 0 or -ENOMEM. */
int plan_digest_make(char ret_digest[PLAN_DIGEST_SIZE], const struct jail_plan *plan,
		     const struct request *request);
