/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "plan/services.h"

#include <stddef.h>
#include <string.h>

#include "shared/cleanup.h"

/* As nsjail.conf may have them. */
#define BETWEEN " \t,"

#define NAME_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@+-"

/* Each was tried, see callers.md. */
static const struct {
	const char *service, *fault;
} faults[] = {
	{ "dovecot", "one process of root's opens the sessions of many users" },
	{ "samba", "it ends sessions without closing them, and its process serves the next user" },
	{ "pure-ftpd", "it goes on after a refusal" },
	{ "cockpit", "it looks at itself in /proc after the session is open" },
	{ "slurm", "its step daemon has threads" },
	{ "systemd-user", "the user's service manager looks at itself in /proc" },
};

bool services_is_word(const char *word)
{
	size_t length = strspn(word, NAME_BYTES);

	return (word[length] == '\0' && length > 0) || strcmp(word + length, "*") == 0;
}

const char *services_fault(const char *service)
{
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		if (strcmp(faults[i].service, service) == 0)
			return faults[i].fault;
	return NULL;
}

/* With -h, for telnetd and its like, it is the second. */
bool services_is_of_login(const char *service)
{
	return strcmp(service, "login") == 0 || strcmp(service, "remote") == 0;
}

static bool word_fits(const char *word, size_t length, const char *service)
{
	if (length > 0 && word[length - 1] == '*' && services_fault(service) == NULL)
		return strncmp(word, service, length - 1) == 0;
	return strlen(service) == length && strncmp(word, service, length) == 0;
}

bool services_have(const char *services, const char *service)
{
	size_t length;

	for (const char *word = services; *word != '\0'; word += length) {
		word += strspn(word, BETWEEN);
		length = strcspn(word, BETWEEN);
		if (length > 0 && word_fits(word, length, service))
			return true;
	}
	return false;
}
