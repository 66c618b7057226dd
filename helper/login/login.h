/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One login, as the steps of main.c see it, and the steps. Each returns 0, one of enum
 * step_outcome, or -errno with the reason in the report.
 * It must never: outlive the verdict but for its keeper.
 */
#pragma once

#include <stdint.h>

#include "keeper/keeper.h"
#include "plan/jail_plan.h"
#include "shared/request.h"
#include "site/jail_sources.h"
#include "system/report.h"
#include "system/terminal.h"

/* A step's outcomes besides 0 and -errno. */
enum step_outcome {
	STEP_NOT_JAILED = 1, /* policy says that the user is none of ours */
	STEP_JOINED,	     /* the keeper of another login has the session */
	STEP_ANSWERED,	     /* it was only a query, and he is one of ours */
};

struct patience;

struct login {
	struct report report;
	struct request request;
	struct session_label label;
	struct jail_plan plan;
	struct jail_sources sources;
	struct keeper keeper;
	int64_t begin_ms;
	int caller_pidfd;
	int terminal_fd;
	struct terminal terminal; /* that the jail is to have in its /dev; without a name: none */
	struct idmap idmap;	  /* of a jail that others may join */
	int user_lock_fd;
};

/* That we run as what we are: root, without a setuid bit, and with nothing of the caller's left. */
int login_state_check(struct login *login);
/* The one request of the module. */
int login_request_take(struct login *login);
/* The plan. STEP_NOT_JAILED; STEP_ANSWERED if that was all that was asked. */
int login_plan_take(struct login *login);
/* Whether the caller gets on in a jail with the terminal that it has. */
int login_terminal_look(struct login *login);
/* What the jail is called, and where its entry will be. */
int login_entry_open(struct login *login);
/* From here to the entry, or to the end of this process, one login of a user waits for another. */
int login_user_lock(struct login *login);
/* STEP_JOINED if another login has the jail already. */
int login_join(struct login *login);
/* One of the places that sessions_max gives the user. */
int login_place_take(struct login *login);
/* What only a process that stays needs. */
int login_stay_prepare(struct login *login);
/* Everything of the host that the jail is made of. */
int login_sources_open(struct login *login);
/* The jail's cgroup and, under systemd, us in the keeper's. */
int login_limits_set(struct login *login);
/* The kernel's audit log, if the plan wants it. */
int login_audit_begin(struct login *login);
/* Into the jail's cgroup. */
int login_limits_enter(struct login *login);
/* init, and the jail around it. */
int login_jail_start(struct login *login);
/* Out of the jail's cgroup again. */
int login_limits_leave(struct login *login);
/* The way out of the jail's network. */
int login_uplink_connect(struct login *login);
/* The administrator's programs. */
int login_hooks_run(struct login *login);
/* The caller comes into the jail's cgroup. */
int login_caller_limit(struct login *login);
/* What the caller has to do to itself. */
int login_verdict_fill(struct login *login);
/* From here on we have the keeper's privileges. */
int login_session_add(struct login *login);
/* From here on others find the jail. */
int login_entry_publish(struct login *login);

/*
 * Not steps, but what those have to do with the terminal. login(1) hands the terminal that it leads
 * over to the user, and in a user namespace it can do so only with what the ids of that cover: so
 * it gets the ids of the jail's root, and getty takes it back; others keep theirs. A jail whose
 * /dev is open in devices_fd (NO_FD: none) has it there, but nobody opens it yet. 0, or -errno with
 * the reason in the report.
 */
int login_terminal_give(struct login *login, const struct idmap *idmap, int devices_fd);
/* The same for a jail that is to be joined. Its keeper grants it, or closes it for ever. */
int login_terminal_bring(struct login *login, const struct patience *patience);
/* From here on the jail of our own opens it. 0, or -errno with the reason in the report. */
int login_terminal_grant(struct login *login);
void login_terminal_drop(struct login *login);

/* After the steps: tells the module, and keeps the jail until its end if there is one. The outcome
 * of the last step goes in, the exit status comes out. */
int login_finish(struct login *login, int outcome);
