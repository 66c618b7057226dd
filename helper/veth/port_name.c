/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of host ends and whose they are; see port_name.h. */
#include "veth/port_name.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cleanup.h"

#define ALIAS_MARK "pam_nsjail"

/* proc_pid_stat(5) counts from 1, and the state, behind the name, is the third. */
#define STAT_STATE	3
#define STAT_START_TIME 22

bool port_name_make(char name[IFNAMSIZ], uint32_t uid, unsigned int number)
{
	int length = number == 0 ? snprintf(name, IFNAMSIZ, "nsj%" PRIu32, uid)
				 : snprintf(name, IFNAMSIZ, "nsj%" PRIu32 ".%u", uid, number);

	return length < IFNAMSIZ;
}

void port_alias_make(char *alias, const struct port_owner *owner)
{
	char texts[IP_FAMILIES][IP_TEXT_MAX] = { "-", "-" };

	for (size_t i = 0; i < IP_FAMILIES; i++)
		if (owner->addresses[i].family != 0)
			ip_address_text(&owner->addresses[i], texts[i]);
	(void)snprintf(alias, PORT_ALIAS_MAX,
		       ALIAS_MARK " %" PRIu32 " %08" PRIx32 " %d %" PRIu64 " %s %s", owner->uid,
		       owner->session_id, owner->keeper_pid, owner->keeper_start, texts[IP_V4],
		       texts[IP_V6]);
}

static bool address_take(struct ip_address *address, const char *text, enum ip_family family)
{
	if (strcmp(text, "-") == 0)
		return true;
	return ip_address_parse(address, text) == 0 && ip_family(address) == family;
}

bool port_alias_parse(struct port_owner *ret_owner, const char *alias)
{
	struct port_owner owner = { 0 };
	char texts[IP_FAMILIES][IP_TEXT_MAX];
	char again[PORT_ALIAS_MAX];

	/* NOLINTNEXTLINE(cert-err34-c): what does not fit is not what is made again below */
	if (sscanf(alias, ALIAS_MARK " %" SCNu32 " %" SCNx32 " %d %" SCNu64 " %45s %45s",
		   &owner.uid, &owner.session_id, &owner.keeper_pid, &owner.keeper_start,
		   texts[IP_V4], texts[IP_V6]) != 6)
		return false;
	for (enum ip_family family = 0; family < IP_FAMILIES; family++)
		if (!address_take(&owner.addresses[family], texts[family], family))
			return false;
	port_alias_make(again, &owner);
	if (strcmp(alias, again) != 0)
		return false;
	*ret_owner = owner;
	return true;
}

uint64_t port_start_time(const char *stat)
{
	const char *field = strrchr(stat, ')');

	if (field == NULL || field[1] != ' ' || strchr("ZXx", field[2]) != NULL)
		return 0;
	field += 2;
	for (int i = STAT_STATE; i < STAT_START_TIME && field != NULL; i++) {
		field = strchr(field, ' ');
		field = field == NULL ? NULL : field + 1;
	}
	return field != NULL ? strtoull(field, NULL, 10) : 0;
}

static uint64_t start_time_of(int pid)
{
	_cleanup_fclose_ FILE *file = NULL;
	char path[32], text[1024];
	size_t length;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	length = file == NULL ? 0 : fread(text, 1, sizeof(text) - 1, file);
	text[length] = '\0';
	/* cppcheck-suppress resourceLeak; the cleanup attribute closes it */
	return port_start_time(text);
}

int port_owner_bind(struct port_owner *owner)
{
	owner->keeper_start = start_time_of(owner->keeper_pid);
	return owner->keeper_start == 0 ? -ESRCH : 0;
}

bool port_owner_is_alive(const struct port_owner *owner)
{
	return owner->keeper_start != 0 && start_time_of(owner->keeper_pid) == owner->keeper_start;
}
