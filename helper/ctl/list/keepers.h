/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Asks the keepers of all live jails at once, each over its socket, and waits for none of them
 * longer than a moment: a jail that hangs is shown as such.
 * It must never: believe a socket that is not root's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define KEEPERS_DIRECTORY  STATE_DIR "/jails"
#define KEEPERS_TIMEOUT_MS 100 /* for a look at all of them, none of which answers */
#define KEEPERS_MORE_MS	   400 /* and so much more while some do */

enum keeper_health { KEEPER_ANSWERED, KEEPER_HUNG, KEEPER_DEAD };

struct kept_session {
	char id[16];
	char state[16];
	char service[64], tty[64], rhost[256]; /* "" where there is none */
	long long age;
};

struct kept_jail {
	char name[64]; /* of the entry: UID-... */
	enum keeper_health health;
	int socket_fd; /* while it is asked */
	pid_t keeper;  /* 0: not known */
	char user[256];
	uid_t uid;
	char scope[16], state[16], linger[32];
	pid_t init;
	long long age;
	long processes;		/* -1: not known */
	long long memory;	/* bytes; -1: not known */
	bool has_cgroup_memory; /* the keeper said it; else it is the processes' resident memory */
	char address[128];	/* "": none of its own */
	char rootfs[4096], rootfs_mode[16];
	char network[16], netns[256];
	char private[8], nested[8], proc[8], sysfs[8]; /* "yes" or "no" */
	char namespaces[128];
	size_t session_count;
	struct kept_session *sessions;
};

struct kept_jails {
	size_t count;
	struct kept_jail *list; /* by uid, then by name */
};

/*
 * Asks all whose sockets are in directory (KEEPERS_DIRECTORY), and waits until none has answered
 * for timeout_ms, but not KEEPERS_MORE_MS longer than that. No jail at all is no error. 0 or
 * -errno: -EPERM if anybody but root could change the directory. The jails are the caller's to
 * clear.
 */
int keepers_ask(struct kept_jails *ret_jails, const char *directory, int timeout_ms);

void keepers_clear(struct kept_jails *jails);

#define _cleanup_keepers_ __attribute__((cleanup(keepers_clear)))
