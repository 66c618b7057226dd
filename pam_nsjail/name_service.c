/* SPDX-License-Identifier: BSD-3-Clause */
/* Words of nsswitch.conf(5); what it promises stands in the header. */
#include "name_service.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cleanup.h"

#define SWITCH_FILE "/etc/nsswitch.conf"
#define SWITCH_MAX  16384
#define USER_DB	    "/run/systemd/userdb"
#define BLANKS	    " \t"

/* Without a line of its own, initgroups goes by that of group. */
enum database { PASSWD, GROUP, INITGROUPS, DATABASES };

static const char *const databases[] = {
	[PASSWD] = "passwd:",
	[GROUP] = "group:",
	[INITGROUPS] = "initgroups:",
};

/* What stands there beside process 1 is a service like any other. */
static bool systemd_is_prompt(void)
{
	_cleanup_closedir_ DIR *directory = opendir(USER_DB);
	const struct dirent *entry;

	if (directory == NULL)
		return errno == ENOENT;
	while ((entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "io.systemd.DynamicUser") != 0)
			return false;
	return true;
}

static bool service_is_prompt(const char *name)
{
	if (strcmp(name, "systemd") == 0)
		return systemd_is_prompt();
	return strcmp(name, "files") == 0;
}

/* Actions in brackets decide what is done with an answer, not who is asked. */
static bool services_are_prompt(char *text)
{
	char *rest = NULL;
	bool is_in_brackets = false;

	for (char *word = strtok_r(text, BLANKS, &rest); word != NULL;
	     word = strtok_r(NULL, BLANKS, &rest)) {
		is_in_brackets |= word[0] == '[';
		if (!is_in_brackets && !service_is_prompt(word))
			return false;
		if (strchr(word, ']') != NULL)
			is_in_brackets = false;
	}
	return true;
}

/* False if the line names a service that may hang. */
static bool line_is_prompt(char *line, bool seen[DATABASES])
{
	line[strcspn(line, "#")] = '\0';
	line += strspn(line, BLANKS);
	for (size_t i = 0; i < DATABASES; i++) {
		size_t length = strlen(databases[i]);

		if (strncmp(line, databases[i], length) != 0)
			continue;
		seen[i] = true;
		return services_are_prompt(line + length);
	}
	return true;
}

static bool file_read(char *text, size_t size)
{
	_cleanup_close_ int fd = open(SWITCH_FILE, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, size);

	if (length < 0 || (size_t)length == size)
		return false;
	text[length] = '\0';
	return strlen(text) == (size_t)length;
}

/* What is built in for a database without a line is another thing in each C library. */
bool name_service_is_prompt(void)
{
	_cleanup_free_ char *text = malloc(SWITCH_MAX);
	bool seen[DATABASES] = { false };
	char *rest = NULL;

	if (text == NULL || !file_read(text, SWITCH_MAX))
		return false;
	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		if (!line_is_prompt(line, seen))
			return false;
	return seen[PASSWD] && seen[GROUP];
}
