/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is kept of each file that got our lines: how it was before, and how we left it. One call of
 * nsjailctl at a time holds the store.
 * It must never: lose what was before while our lines are in a file.
 */
#pragma once

struct findings;

enum pam_copy { PAM_COPY_BEFORE, PAM_COPY_AFTER };

/* Makes the store if need be and waits for its turn. A descriptor, the caller's, with which the
 * turn ends; or -errno, which is in the findings. */
int pam_store_open(struct findings *findings);

/* The store as it is, without a turn and to read alone: a descriptor, the caller's, or -errno. */
int pam_store_look(void);

/* A copy of a service's file, the caller's, or NULL, without memory or because there is none. */
char *pam_store_read(int store_fd, const char *service, enum pam_copy copy);

/* Keeps both texts; before may be NULL: there was no file. 0, or -errno, which is in the findings,
 * and neither is kept. */
int pam_store_keep(int store_fd, const char *service, const char *before, const char *after,
		   struct findings *findings);

/* Forgets both. */
void pam_store_forget(int store_fd, const char *service);
