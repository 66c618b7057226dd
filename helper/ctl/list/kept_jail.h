/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is known of a live jail: its keeper's words, taken apart.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

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
	/* "yes" or "no" */
	char private[8], own_network[8], nested[8], proc[8], sysfs[8], shared_inodes[8];
	char namespaces[128];
	size_t session_count;
	struct kept_session *sessions;
};
