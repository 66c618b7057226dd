/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Terminals of the host: what one is called in /dev, and which device it is.
 * It must never: open one by a path, or believe a name that does not lead to the same file.
 */
#pragma once

#include <sys/types.h>

#define TERMINAL_NAME_SIZE 32

/* A console or a serial line. */
struct terminal {
	char name[TERMINAL_NAME_SIZE]; /* in /dev; "": pseudo terminals, and what lies elsewhere */
	dev_t device;
};

/* Fills ret_terminal from a descriptor. 0, -ENOTTY for what is no terminal, or -errno. */
int terminal_look(struct terminal *ret_terminal, int fd);
