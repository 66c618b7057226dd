/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A user's number in the file of all locks. /proc/locks shows to everybody which bytes of a file
 * are locked, so the number tells nothing of the uid: a key that is the file's content makes a
 * permutation of all uids, so that two users never have one number.
 * It must never: give a number that another process would not give, as long as the file is there.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

/* Sees to it that the file has a key: a new one if it has none, of two at one time the first. 0 or
 * -errno.
 */
int lock_number_prepare(int lock_fd);

/* The number of a uid in a file that is prepared. 0, or -errno: -EBADMSG without a key. */
int lock_number(uint32_t *ret_number, int lock_fd, uid_t uid);

/* The permutation alone: Speck32/64 (Beaulieu and others, 2013), the key's least word first. */
uint32_t lock_number_of(const uint16_t key[4], uint32_t uid);
