/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A directory that can fail in every way that the C library knows: a name service module that goes
 * by a file of "KEY WORD" lines. KEY is passwd, name (a group by its name), gid or initgroups; WORD
 * is answer, notfound, unavail, tryagain or hang. Without a line it answers. "frank" and "choir"
 * are an account and a group with the number that WORD is; "list all" has the directory list them,
 * and uid is an account by its number. hugo is found by his name in any case, and with a domain,
 * and has odd groups, from "many N" on N more, from "slow N" on N milliseconds for each one's name.
 * It must never: be installed on a machine; it knows nobody but these, dave, erin, gus, anna and
 * their groups.
 */
#include <errno.h>
#include <grp.h>
#include <nss.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STATE_FILE "/srv/service/outage"
#define EXPORTED   __attribute__((visibility("default")))

static const struct person {
	const char *name, *home, *gecos;
	uid_t uid;
} people[] = {
	{ "dave", "/home/dave", "of a directory", 7001 },
	{ "erin", "/home/erin", "of a directory", 7002 },
	{ "hugo", "/home/hugo", "of a: directory", 7004 },
	{ "EXAMPLE\\gus", "/home/gus", "of a domain", 7005 },
	{ "anna lee", "/home/anna", "of two words", 7006 },
};

#define DOMAIN "@example.test"

/* The members of the group crowd, and how long it takes to say them. */
#define CROWD	   7600
#define CROWD_SIZE (250000UL * (sizeof(char *) + sizeof("member-000000")))

/* hugo's others, if there are many. */
#define MANY_FIRST 200000U

/* Two names of one number; staff is empty for everybody, as a directory that hides members has it.
 */
static const struct {
	const char *name;
	gid_t gid;
	const char *member;
} groups[] = {
	{ "dave", 7001, "" },	      { "erin", 7002, "" },
	{ "students", 7100, "dave" }, { "pupils", 7100, "dave" },
	{ "helpers", 7200, "erin" },  { "board", 7300, "bob" },
	{ "hugo", 7004, "" },	      { "all, of them", 7500, "hugo" },
	{ "crowd", CROWD, "hugo" },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* How long it hangs is not its own affair. */
static enum nss_status failed(const char *word, int *errnop)
{
	static const struct {
		const char *word;
		enum nss_status status;
		int error;
	} ways[] = {
		{ "notfound", NSS_STATUS_NOTFOUND, ENOENT },
		{ "unavail", NSS_STATUS_UNAVAIL, ENOENT },
		{ "refused", NSS_STATUS_UNAVAIL, ECONNREFUSED },
		{ "tryagain", NSS_STATUS_TRYAGAIN, EAGAIN },
	};

	while (strcmp(word, "hang") == 0)
		(void)pause();
	for (size_t i = 0; i < COUNT(ways); i++)
		if (strcmp(word, ways[i].word) == 0) {
			*errnop = ways[i].error;
			return ways[i].status;
		}
	return NSS_STATUS_SUCCESS;
}

/* The last word of the key, if there is one. */
static int word_of(const char *key, char ours[32])
{
	FILE *stream = fopen(STATE_FILE, "re");
	char found[32], word[32];
	int count = 0;

	while (stream != NULL && fscanf(stream, "%31s %31s", found, word) == 2)
		if (strcmp(found, key) == 0) {
			memcpy(ours, word, sizeof(word));
			count++;
		}
	if (stream != NULL)
		(void)fclose(stream);
	return count;
}

/* What has a number that a test chooses; 0 if there is none. */
static unsigned long number_of(const char *key)
{
	char word[32] = "0";

	(void)word_of(key, word);
	return strtoul(word, NULL, 10);
}

static enum nss_status state_of(const char *key, int *errnop)
{
	char word[32] = "answer";

	(void)word_of(key, word);
	return failed(word, errnop);
}

static char *text(const char *value)
{
	return (char *)(size_t)value;
}

EXPORTED enum nss_status _nss_outage_getpwnam_r(const char *name, struct passwd *passwd,
						char *buffer, size_t size, int *errnop);
EXPORTED enum nss_status _nss_outage_getgrnam_r(const char *name, struct group *group, char *buffer,
						size_t size, int *errnop);
EXPORTED enum nss_status _nss_outage_getgrgid_r(gid_t gid, struct group *group, char *buffer,
						size_t size, int *errnop);
EXPORTED enum nss_status _nss_outage_getpwuid_r(uid_t uid, struct passwd *passwd, char *buffer,
						size_t size, int *errnop);
EXPORTED enum nss_status _nss_outage_setpwent(int stay_open);
EXPORTED enum nss_status _nss_outage_getpwent_r(struct passwd *passwd, char *buffer, size_t size,
						int *errnop);
EXPORTED enum nss_status _nss_outage_endpwent(void);
EXPORTED enum nss_status _nss_outage_setgrent(int stay_open);
EXPORTED enum nss_status _nss_outage_getgrent_r(struct group *group, char *buffer, size_t size,
						int *errnop);
EXPORTED enum nss_status _nss_outage_endgrent(void);
EXPORTED enum nss_status _nss_outage_initgroups_dyn(const char *user, gid_t gid, long *start,
						    long *size, gid_t **list, long limit,
						    int *errnop);

static int is_called(const struct person *person, const char *name)
{
	size_t length = strlen(name), domain = sizeof(DOMAIN) - 1;

	if (strcmp(person->name, "hugo") != 0)
		return strcmp(person->name, name) == 0;
	if (length > domain && strcmp(name + length - domain, DOMAIN) == 0)
		length -= domain;
	return length == strlen(person->name) && strncasecmp(person->name, name, length) == 0;
}

enum nss_status _nss_outage_getpwnam_r(const char *name, struct passwd *passwd, char *buffer,
				       size_t size, int *errnop)
{
	enum nss_status status = state_of("passwd", errnop);

	(void)buffer;
	(void)size;
	for (size_t i = 0; status == NSS_STATUS_SUCCESS && i < COUNT(people); i++) {
		const struct person *person = &people[i];

		if (!is_called(person, name))
			continue;
		*passwd = (struct passwd){ text(person->name),	text("*"),
					   person->uid,		person->uid,
					   text(person->gecos), text(person->home),
					   text("/bin/sh") };
		return NSS_STATUS_SUCCESS;
	}
	return status == NSS_STATUS_SUCCESS ? NSS_STATUS_NOTFOUND : status;
}

static enum nss_status group_fill(size_t i, struct group *group, char *buffer, size_t size,
				  int *errnop)
{
	char **members = (char **)(void *)buffer;

	if (size < (groups[i].gid == CROWD ? CROWD_SIZE : 64)) {
		*errnop = ERANGE;
		return NSS_STATUS_TRYAGAIN;
	}
	/* Its members are not told, as with ignore_group_members of sssd.conf(5). */
	members[0] = NULL;
	*group = (struct group){ text(groups[i].name), text("*"), groups[i].gid, members };
	return NSS_STATUS_SUCCESS;
}

/* One of hugo's many, by a long name, after a while. */
static enum nss_status many_fill(gid_t gid, struct group *group, char *buffer, size_t size,
				 int *errnop)
{
	char **members = (char **)(void *)buffer;

	if (size < 256) {
		*errnop = ERANGE;
		return NSS_STATUS_TRYAGAIN;
	}
	(void)usleep((useconds_t)number_of("slow") * 1000);
	members[0] = NULL;
	(void)snprintf(buffer + sizeof(*members), size - sizeof(*members), "people-of-%0100u", gid);
	*group = (struct group){ buffer + sizeof(*members), text("*"), gid, members };
	return NSS_STATUS_SUCCESS;
}

static enum nss_status frank_fill(struct passwd *passwd, int *errnop)
{
	uid_t uid = (uid_t)number_of("frank");

	if (uid == 0) {
		*errnop = ENOENT;
		return NSS_STATUS_NOTFOUND;
	}
	*passwd = (struct passwd){ text("frank"), text("*"),	  uid, 100, text(""),
				   text("/"),	  text("/bin/sh") };
	return NSS_STATUS_SUCCESS;
}

static enum nss_status choir_fill(struct group *group, char *buffer, size_t size, int *errnop)
{
	gid_t gid = (gid_t)number_of("choir");
	char **members = (char **)(void *)buffer;

	if (gid == 0 || size < sizeof(*members)) {
		*errnop = ENOENT;
		return NSS_STATUS_NOTFOUND;
	}
	members[0] = NULL;
	*group = (struct group){ text("choir"), text("*"), gid, members };
	return NSS_STATUS_SUCCESS;
}

enum nss_status _nss_outage_getpwuid_r(uid_t uid, struct passwd *passwd, char *buffer, size_t size,
				       int *errnop)
{
	enum nss_status status = state_of("uid", errnop);

	(void)buffer;
	(void)size;
	if (status != NSS_STATUS_SUCCESS)
		return status;
	if (uid != number_of("frank"))
		return NSS_STATUS_NOTFOUND;
	return frank_fill(passwd, errnop);
}

/* A list of one, which begins again each time. */
static int accounts_left, groups_left;

static enum nss_status list_begin(int *left)
{
	char word[32];

	*left = word_of("list", word) > 0;
	return NSS_STATUS_SUCCESS;
}

enum nss_status _nss_outage_setpwent(int stay_open)
{
	(void)stay_open;
	return list_begin(&accounts_left);
}

enum nss_status _nss_outage_getpwent_r(struct passwd *passwd, char *buffer, size_t size,
				       int *errnop)
{
	(void)buffer;
	(void)size;
	return accounts_left-- > 0 ? frank_fill(passwd, errnop) : NSS_STATUS_NOTFOUND;
}

enum nss_status _nss_outage_endpwent(void)
{
	return NSS_STATUS_SUCCESS;
}

enum nss_status _nss_outage_setgrent(int stay_open)
{
	(void)stay_open;
	return list_begin(&groups_left);
}

enum nss_status _nss_outage_getgrent_r(struct group *group, char *buffer, size_t size, int *errnop)
{
	return groups_left-- > 0 ? choir_fill(group, buffer, size, errnop) : NSS_STATUS_NOTFOUND;
}

enum nss_status _nss_outage_endgrent(void)
{
	return NSS_STATUS_SUCCESS;
}

enum nss_status _nss_outage_getgrnam_r(const char *name, struct group *group, char *buffer,
				       size_t size, int *errnop)
{
	enum nss_status status = state_of("name", errnop);

	for (size_t i = 0; status == NSS_STATUS_SUCCESS && i < COUNT(groups); i++)
		if (strcmp(groups[i].name, name) == 0)
			return group_fill(i, group, buffer, size, errnop);
	return status == NSS_STATUS_SUCCESS ? NSS_STATUS_NOTFOUND : status;
}

enum nss_status _nss_outage_getgrgid_r(gid_t gid, struct group *group, char *buffer, size_t size,
				       int *errnop)
{
	enum nss_status status = state_of("gid", errnop);

	if (status == NSS_STATUS_SUCCESS && gid == number_of("choir"))
		return choir_fill(group, buffer, size, errnop);
	if (status == NSS_STATUS_SUCCESS && gid >= MANY_FIRST &&
	    gid < MANY_FIRST + number_of("many"))
		return many_fill(gid, group, buffer, size, errnop);
	for (size_t i = 0; status == NSS_STATUS_SUCCESS && i < COUNT(groups); i++)
		if (groups[i].gid == gid)
			return group_fill(i, group, buffer, size, errnop);
	return status == NSS_STATUS_SUCCESS ? NSS_STATUS_NOTFOUND : status;
}

static enum nss_status gid_add(gid_t gid, long *start, long *size, gid_t **list, int *errnop)
{
	if (*start == *size) {
		gid_t *grown = realloc(*list, (size_t)*size * 2 * sizeof(*grown));

		if (grown == NULL) {
			*errnop = ENOMEM;
			return NSS_STATUS_TRYAGAIN;
		}
		*list = grown;
		*size *= 2;
	}
	(*list)[(*start)++] = gid;
	return NSS_STATUS_SUCCESS;
}

enum nss_status _nss_outage_initgroups_dyn(const char *user, gid_t gid, long *start, long *size,
					   gid_t **list, long limit, int *errnop)
{
	enum nss_status status = state_of("initgroups", errnop);
	gid_t last = gid;

	(void)limit;
	for (size_t i = 0; status == NSS_STATUS_SUCCESS && i < COUNT(groups); i++) {
		if (strcmp(groups[i].member, user) != 0 || groups[i].gid == last)
			continue;
		last = groups[i].gid;
		status = gid_add(last, start, size, list, errnop);
	}
	for (unsigned int i = 0;
	     status == NSS_STATUS_SUCCESS && strcmp(user, "hugo") == 0 && i < number_of("many");
	     i++)
		status = gid_add(MANY_FIRST + i, start, size, list, errnop);
	return status;
}
