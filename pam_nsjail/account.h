/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An account as the host's NSS knows it, which may take its time: see account_ask.h.
 * It must never: be called after the join, or guess what NSS does not say.
 */
#pragma once

struct reason;
struct request;

/*
 * Fills in the passwd entry of a name, with the account's own one if NSS knows it by another, and
 * its home without '//', '/./' and a last '/' (request_clear releases it, also after a failure). A
 * comment that could break a line of a passwd file is left out; what else could is the helper's to
 * judge. 0, or -errno with the cause in reason: a name that is not known, or that is empty, has
 * control bytes or more than 255 bytes; an error of NSS.
 */
int account_passwd(struct request *request, const char *name, struct reason *reason);

/*
 * After account_passwd: all groups, the primary one among them, in the order of their numbers, with
 * their names: those of the host's own file, and of 64 others at most, 48 KiB in all. "" is for the
 * rest, and for names that a file can not hold. 0, or -errno with the cause in reason; there are
 * none then.
 */
int account_groups(struct request *request, struct reason *reason);

/* Both. */
int account_find(struct request *request, const char *name, struct reason *reason);
