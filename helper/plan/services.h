/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PAM services whose sessions may be jailed: names with blanks between, of which a '*' at the
 * end stands for any rest. It must never: guess from a name what a program does.
 */
#pragma once

#include <stdbool.h>

/* What was tried with the module, each by a test; callers.md has them with their versions. */
#define SERVICES_TRIED                                                                 \
	"sshd login su su-l runuser runuser-l sudo sudo-i doas cron crond cronie atd " \
	"vsftpd xrdp-sesman nsjail*"

/* Whether a word may stand in such a list: a name that pam.d(5) can have as a file, '*' at its end.
 */
bool services_is_word(const char *word);

/* Whether the list has the service; one with a fault has to be there by its whole name. */
bool services_have(const char *services, const char *service);

/* Whether it is one of login(1)'s. */
bool services_is_of_login(const char *service);

/* What a service does that goes wrong with a jail, as a sentence without its end, or NULL. */
const char *services_fault(const char *service);
