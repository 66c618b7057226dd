/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is said over a keeper's socket: a client connects, says one thing and gets one answer.
 * JOIN brings another session into a user's jail, LIST asks what is in it, KILL ends it; ENTER
 * brings an administrator in, SESSION hands out the process that a session is of, YIELD ends it
 * if it only lingers, DEVICES hands out the jail's /dev. It must never: be spoken with anybody but
 * root; who reads checks that, here only lengths count.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "plan/plan_digest.h"
#include "shared/request.h"
#include "system/terminal.h"

enum control_type {
	CONTROL_JOIN = 64, /* client -> keeper, descriptors: the module's socket, a pidfd of the
			      caller, with limits its way home; answered with CONTROL_ANSWER */
	CONTROL_LIST,	   /* client -> keeper; answered with CONTROL_TEXT */
	CONTROL_KILL,	   /* client -> keeper; answered with CONTROL_ANSWER, and the end of the
			      connection when all is gone */
	CONTROL_ENTER,	   /* client -> keeper, descriptors as for CONTROL_JOIN: a session of an
			      administrator's, for which the jail does not live on; answered with
			      CONTROL_ANSWER */
	CONTROL_SESSION,   /* client -> keeper; answered with CONTROL_ANSWER and a pidfd of the
			      session's caller */
	CONTROL_ANSWER,	   /* keeper -> client */
	CONTROL_TEXT,	   /* keeper -> client */
	CONTROL_YIELD,	   /* client -> keeper: a jail without a session is to make room for one of
			      a newer plan; answered as CONTROL_KILL, or with CONTROL_REFUSED */
	CONTROL_DEVICES, /* client -> keeper; answered with CONTROL_ANSWER and a mount of the jail's
			    /dev that can be written */
};

/* Who a session is of, for people; what is too long is cut. */
struct session_label {
	uint32_t session_id;
	char service[64];
	char tty[64];
	char rhost[256];
};

struct control_join {
	char digest[PLAN_DIGEST_SIZE];
	struct plan_origin origin; /* from which that digest comes now, if it can be told */
	struct session_label label;
	char terminal[TERMINAL_NAME_SIZE]; /* that the client has made in the jail's /dev, or "" */
};

struct control_session {
	uint32_t session_id;
};

struct control_yield {
	char config[PLAN_DIGEST_SIZE]; /* plan_config_digest */
};

enum control_outcome {
	CONTROL_DONE,
	CONTROL_GONE,	 /* the jail is ending: there will be a new one */
	CONTROL_REFUSED, /* for the reason given */
};

struct control_answer {
	enum control_outcome outcome;
	char reason[256];
};

struct control_text {
	char *text; /* owned */
};

/* Fills a label from the request. */
struct session_label session_label_make(const struct request *request);

/* Encoders: the length of the whole message in buffer, or -EMSGSIZE. */
ssize_t control_join_encode(const struct control_join *join, uint8_t *buffer, size_t size);
ssize_t control_enter_encode(const struct session_label *label, uint8_t *buffer, size_t size);
ssize_t control_session_encode(const struct control_session *session, uint8_t *buffer, size_t size);
ssize_t control_yield_encode(const struct control_yield *yield, uint8_t *buffer, size_t size);
ssize_t control_word_encode(enum control_type type, uint8_t *buffer, size_t size);
ssize_t control_answer_encode(const struct control_answer *answer, uint8_t *buffer, size_t size);
ssize_t control_text_encode(const struct control_text *text, uint8_t *buffer, size_t size);

/*
 * Decoders take a whole message; outputs are untouched on failure. -EBADMSG: malformed; -EPROTO:
 * another protocol version; -ENOMEM.
 */
int control_join_decode(struct control_join *ret_join, const uint8_t *buffer, size_t length);
int control_enter_decode(struct session_label *ret_label, const uint8_t *buffer, size_t length);
int control_session_decode(struct control_session *ret_session, const uint8_t *buffer,
			   size_t length);
int control_yield_decode(struct control_yield *ret_yield, const uint8_t *buffer, size_t length);
int control_answer_decode(struct control_answer *ret_answer, const uint8_t *buffer, size_t length);
int control_text_decode(struct control_text *ret_text, const uint8_t *buffer, size_t length);
/* The type of a message, one of enum control_type, or -EBADMSG, -EPROTO. */
int control_type_decode(const uint8_t *buffer, size_t length);
