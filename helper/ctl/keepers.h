/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Asks the keepers of all live jails at once, each over its socket, and waits for none of them
 * longer than a moment: a jail that hangs is shown as such.
 * It must never: believe a socket that is not root's, or end a jail that was not meant.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define KEEPERS_DIRECTORY  STATE_DIR "/jails"
#define KEEPERS_TIMEOUT_MS 150

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
	long processes; /* -1: not known */
	size_t session_count;
	struct kept_session *sessions;
};

struct kept_jails {
	size_t count;
	struct kept_jail *list; /* by uid, then by name */
};

/*
 * Asks all whose sockets are in directory (KEEPERS_DIRECTORY). None at all is no error. 0 or
 * -errno: -EPERM if anybody but root could change the directory. The jails are the caller's to
 * clear.
 */
int keepers_ask(struct kept_jails *ret_jails, const char *directory);

/*
 * Asks the keeper to end its jail and waits until it is gone, or deadline_ms (CLOCK_BOOTTIME) has
 * passed. 0, -ETIMEDOUT, or -errno.
 */
int keepers_end(const struct kept_jail *jail, const char *directory, int64_t deadline_ms);

void keepers_clear(struct kept_jails *jails);

#define _cleanup_keepers_ __attribute__((cleanup(keepers_clear)))
