/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A user as the helper would meet him: the account from NSS as the module asks for it, and the plan
 * that the helper's own rooms make for it. It must never: plan anything by itself.
 */
#pragma once

#include "plan/jail_plan.h"
#include "shared/request.h"

struct config_file;
struct findings;

struct subject {
	struct request request;
	struct jail_plan plan;
};

/*
 * Looks the user up and makes the plan. 0 (plan.is_jailed says whether he is jailed) or -errno with
 * every error as a finding. The subject is the caller's to clear, also after a failure.
 */
int subject_load(struct subject *subject, const char *user, const char *config_path,
		 struct findings *findings);

/* The same, with the files as they were read and checked before, see plan_make_from. */
int subject_load_from(struct subject *subject, const char *user, const char *config_path,
		      const struct config_file *main_file, const struct config_file *own_file,
		      struct findings *findings);

void subject_clear(struct subject *subject);

#define _cleanup_subject_ __attribute__((cleanup(subject_clear)))
