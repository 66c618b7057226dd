/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the keeper of one jail has, and its word to those who come: the helper's process goes on as
 * the keeper when the verdict is out. When the jail ends is in keeper_run.h.
 * It must never: trust a pid number, block on a client, or let one in that joins a dying jail.
 */
#pragma once

#include "host/host_live.h"
#include "ids/subid_stamp.h"
#include "jail/init.h"
#include "keeper/audit_run.h"
#include "keeper/control.h"
#include "keeper/hook.h"
#include "keeper/log_relay.h"
#include "keeper/sessions.h"
#include "limits/cgroup.h"
#include "network/uplink.h"
#include "plan/profile_stamps.h"
#include "shared/request.h"
#include "state/jail_entry.h"

enum keeper_state {
	KEEPER_CREATING, /* the jail has no entry yet */
	KEEPER_UP,
	KEEPER_DRAINING, /* the entry is gone, init is to die */
	KEEPER_GONE,
};

/* A connection at the jail's socket. */
struct keeper_client {
	int fd; /* NO_FD: a free place */
	int64_t deadline_ms;
	bool is_answered; /* it stays until the jail is gone */
};

#define KEEPER_CLIENTS_MAX 16

struct keeper {
	enum keeper_state state;
	struct sessions sessions;
	struct keeper_client clients[KEEPER_CLIENTS_MAX];
	struct verdict verdict; /* what every session is told */
	struct jail_init init;
	struct jail_entry entry;
	struct hook_destroyer destroyer;
	struct cgroup cgroup;
	struct uplink uplink;
	struct host_live live; /* brought up to date for each session that comes */
	struct audit_link audit;
	struct log_relay log;
	int changes_lock_fd; /* of an overlay's directory; NO_FD: none */
	int timer_fd;
	int signal_fd;	 /* signalfd(2): SIGTERM and SIGCHLD */
	bool is_stopped; /* by SIGTERM */
	bool is_shared;
	bool has_user_namespace;	/* init's ids are not ours */
	struct subid_stamp subids;	/* of before they were looked up, if so and it is shared */
	char digest[PLAN_DIGEST_SIZE];	/* of the plan, if it is shared */
	char config[PLAN_DIGEST_SIZE];	/* of the configuration's path */
	struct profile_stamps profiles; /* files of the configuration that the plan is of, too */
	struct plan_origin origin;	/* what the plan came from, as far as is known */
	char origin_services[256];	/* whose logins came from it: " sshd su " */
	uint64_t linger;		/* seconds, or LINGER_FOREVER */
	int64_t linger_end_ms;		/* CLOCK_BOOTTIME; INT64_MAX while there are sessions */
	int64_t begin_ms;
	unsigned int sessions_max;     /* of the user, over all his jails; 0: unlimited */
	int place_fd;		       /* of the first session, until that is one */
	struct terminal_node terminal; /* likewise */
	uid_t uid;
	char user[64];
	char *facts; /* of the plan, for those who ask; owned */
};

/* A keeper that has nothing. */
void keeper_init(struct keeper *keeper);

/*
 * What needs privileges or can fail, before the verdict is out: the timer, the signal that ends the
 * jail (SIGTERM, as systemd sends it to what it stops), room for descriptors, the end of all
 * privileges, and the first session, whose descriptors it takes. 0 or -errno.
 */
int keeper_prepare(struct keeper *keeper, const struct session_label *label, int socket_fd,
		   int caller_pidfd);

/*
 * A place for one more session of the user's; *ret_fd stays as it is if he may have any number.
 * 0, or -errno with the reason in report.
 */
int keeper_place_take(const struct keeper *keeper, int *ret_fd, struct report *report);

/* Sends the verdict, with init's pidfd for VERDICT_JAILED, over a module's socket. 0 or -errno. */
int keeper_verdict_send(const struct keeper *keeper, int socket_fd);

/* The same for one who comes later, who is told so. */
int keeper_verdict_repeat(const struct keeper *keeper, int socket_fd);

/* That the user would be jailed, for one who only asks. */
int keeper_verdict_covered(const struct keeper *keeper, int socket_fd);
