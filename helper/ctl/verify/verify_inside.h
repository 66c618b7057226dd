/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The probe in the jail: a process of this program's that has become the user there, tries what a
 * tenant should not be able to do and says what came of it. It must never: run code of the jail,
 * change anything, or be there to be looked into.
 */
#pragma once

#include <stdint.h>

struct enter_join;
struct kept_jail;
struct request;

struct verify_probe {
	const struct kept_jail *jail;
	const struct request *request;
	const struct enter_join *join;
	int32_t host_keyring; /* the administrator's session keyring */
	int socket_fd;	      /* where results go, one message each; an empty name is the last */
};

/*
 * To be called in a child of the process that has joined, whose pidfd is parent_pidfd. Says all,
 * and waits for the end of the socket: it is looked at from outside meanwhile.
 */
_Noreturn void verify_inside(struct verify_probe *probe, int parent_pidfd);
