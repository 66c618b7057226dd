/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What module and helper say to each other over one SOCK_SEQPACKET socketpair: the request, log
 * lines, the verdict, and the two later words of the module (joined, closed). Every field is
 * length-checked; a message that is not exactly as long as its fields say is -EBADMSG.
 * It must never: trust a length, allocate more than the message bears out, keep a foreign pointer.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/message.h"
#include "shared/plan_sources.h"
#include "shared/wire.h"

#define REQUEST_GROUPS	2048 /* supplementary groups of one user, at most */
#define FILTER_MAX	512  /* BPF instructions of the filter of system calls */
#define NAMESPACE_COUNT 8    /* kinds of namespaces that Linux has */
#define REASON_MAX	2048 /* bytes of a refusal's reason with its NUL */

/* The descriptor that the helper finds its socket under. */
#define HELPER_SOCKET_FD 3

enum message_type {
	MESSAGE_REQUEST = 1, /* module -> keeper or helper, descriptors: caller's pidfd [, its
				terminal]; a keeper that does not know the login hangs up */
	MESSAGE_LOG,	     /* helper -> module: a line for the system log */
	MESSAGE_VERDICT,     /* helper -> module, descriptor: init's pidfd when jailed */
	MESSAGE_JOINED,	     /* module -> keeper: the caller is inside and confined */
	MESSAGE_CLOSED,	     /* module -> keeper: the session is over */
};

struct request_group {
	gid_t gid;
	char *name;
};

/* Owned strings; every string is non-NULL (may be empty) after request_decode. */
struct request {
	uint32_t session_id; /* shown as eight hexadecimal digits */
	bool is_debug;
	bool has_terminal;   /* a second descriptor travels along */
	bool leads_terminal; /* the caller is that terminal's session leader */
	bool is_query;	     /* only whether the user would be jailed */
	bool is_audit;	     /* the same, and what a login would open is opened and let go */
	uid_t uid;
	gid_t gid;
	char *config_path; /* absolute */
	char *user;
	char *gecos;
	char *home;
	char *shell;
	char *service; /* PAM_SERVICE */
	char *tty;     /* PAM_TTY, for the log alone */
	char *rhost;   /* PAM_RHOST, for the log alone */

	/* As the module finds them; for a keeper alone. */
	struct plan_sources sources;
	size_t group_count;
	struct request_group *groups; /* the host's, the primary group among them */
};

enum verdict_outcome {
	VERDICT_REFUSED,
	VERDICT_NOT_JAILED, /* policy: this user is none of ours */
	VERDICT_JAILED,
	VERDICT_COVERED, /* to a query: the user would be jailed */
};

/* Which namespace: its CLONE_NEW* flag with the nsfs device and inode number. */
struct namespace_id {
	uint32_t flag;
	uint64_t device;
	uint64_t inode;
};

struct verdict {
	enum verdict_outcome outcome;
	char reason[REASON_MAX]; /* for VERDICT_REFUSED: one line for the log */
	char entry[64];		 /* name below /run/pam_nsjail/jails, to be removed if the keeper is
				    gone at close */
	uint64_t bounding_set;	 /* capabilities the caller keeps in its bounding set */
	bool no_new_privs;
	size_t filter_count;	     /* 0: no filter */
	uint64_t filter[FILTER_MAX]; /* struct sock_filter, as they are */
	bool is_shared;	      /* the helper is, or will be, the keeper of other sessions, too */
	bool is_join;	      /* the jail was there before */
	bool has_runtime_dir; /* the jail has /run/user/UID */
	size_t namespace_count;
	struct namespace_id namespaces[NAMESPACE_COUNT]; /* what the caller must find itself in */
};

struct log_line {
	int level; /* LOG_ERR ... LOG_DEBUG of syslog(3) */
	char text[REASON_MAX];
};

/* Releases what the request owns and clears it. Accepts a zeroed request. */
void request_clear(struct request *request);

/*
 * Encoders write one whole message into buffer (size bytes) and return its length, or -EMSGSIZE.
 * Strings must not be NULL.
 */
ssize_t request_encode(const struct request *request, uint8_t *buffer, size_t size);
ssize_t verdict_encode(const struct verdict *verdict, uint8_t *buffer, size_t size);
ssize_t log_line_encode(const struct log_line *line, uint8_t *buffer, size_t size);
/* For the messages without a body: MESSAGE_JOINED, MESSAGE_CLOSED. */
ssize_t word_encode(enum message_type type, uint8_t *buffer, size_t size);

/*
 * Decoders take a whole message of exactly length bytes. Outputs are untouched on failure.
 * -EBADMSG: malformed; -EPROTO: another protocol version; -ENOMEM.
 */
int request_decode(struct request *ret_request, const uint8_t *buffer, size_t length);
int verdict_decode(struct verdict *ret_verdict, const uint8_t *buffer, size_t length);
int log_line_decode(struct log_line *ret_line, const uint8_t *buffer, size_t length);
/* The type of any well-formed message, or -EBADMSG, -EPROTO. */
int message_type_decode(const uint8_t *buffer, size_t length);
