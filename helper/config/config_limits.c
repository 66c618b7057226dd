/* SPDX-License-Identifier: BSD-3-Clause */
/* The parsers of limits: see config_limits.h. */
#include "config/config_limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "config/config_value.h"
#include "plan/jail_plan.h"

#define DIGITS "0123456789"

#define WEIGHT_MAX     10000
#define TASKS_LIMIT    4194304 /* PID_MAX_LIMIT of the kernel */
#define SESSIONS_LIMIT 4096    /* SESSION_PLACES_MAX */
#define QUOTA_LIMIT    1000000 /* percent; 10,000 processors */

static bool is_unlimited(const char *text)
{
	return strcmp(text, "unlimited") == 0 || strcmp(text, "infinity") == 0;
}

static int store(const struct config_key *key, struct jail_plan *plan, struct limit limit)
{
	*(struct limit *)((char *)plan + key->field) = limit;
	return 0;
}

/* Digits and then exactly the end: -EINVAL, or -ERANGE for what is not from least to most. */
static int number_read(const char *text, const char *end, uint64_t least, uint64_t most,
		       uint64_t *ret_number)
{
	size_t digits = strspn(text, DIGITS);
	unsigned long long number;

	if (digits == 0 || strcmp(text + digits, end) != 0)
		return -EINVAL;
	errno = 0;
	number = strtoull(text, NULL, 10);
	if (errno != 0 || number < least || number > most)
		return -ERANGE;
	*ret_number = number;
	return 0;
}

static int bytes_read(const char *text, uint64_t *ret_bytes)
{
	static const char units[] = "KMGT";
	const char *unit = text + strspn(text, DIGITS);
	const char *found = *unit == '\0' ? NULL : strchr(units, *unit);
	unsigned int shift = found == NULL ? 0 : (unsigned int)(found - units + 1) * 10;
	const uint64_t most = (uint64_t)INT64_MAX >> shift;
	uint64_t number;
	int error = number_read(text, found == NULL ? "" : unit, 0, most, &number);

	if (found != NULL && unit[1] != '\0')
		return -EINVAL;
	if (error == 0)
		*ret_bytes = number << shift;
	return error;
}

/* Of all that the machine has: a percentage or bytes. */
static int amount_read(const char *text, uint64_t whole, uint64_t *ret_bytes)
{
	uint64_t percent;
	int error;

	if (strchr(text, '%') == NULL)
		return bytes_read(text, ret_bytes);
	error = number_read(text, "%", 0, 100, &percent);
	if (error == 0)
		*ret_bytes = whole / 100 * percent + whole % 100 * percent / 100;
	return error;
}

static int amount_error(const struct config_key *key, const struct config_value *value)
{
	return config_value_error(value,
				  "%s '%s' is no number of bytes with K, M, G or T, no percentage "
				  "from 1%% to 100%% and not 'unlimited'",
				  key->name, value->text);
}

int parse_memory(const struct config_key *key, const struct config_value *value,
		 struct jail_plan *plan)
{
	struct limit limit = { .is_set = true };
	struct sysinfo machine;

	if (is_unlimited(value->text))
		return store(key, plan, (struct limit){ 0 });
	if (sysinfo(&machine) < 0 ||
	    amount_read(value->text, (uint64_t)machine.totalram * machine.mem_unit, &limit.value) <
		    0 ||
	    limit.value == 0)
		return amount_error(key, value);
	return store(key, plan, limit);
}

int parse_swap(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan)
{
	struct limit limit = { .is_set = true };
	struct sysinfo machine;

	if (is_unlimited(value->text))
		return store(key, plan, (struct limit){ 0 });
	if (sysinfo(&machine) < 0 ||
	    amount_read(value->text, (uint64_t)machine.totalswap * machine.mem_unit, &limit.value) <
		    0)
		return config_value_error(value,
					  "%s '%s' is no number of bytes with K, M, G or T, no "
					  "percentage from 0%% to 100%% and not 'unlimited'",
					  key->name, value->text);
	return store(key, plan, limit);
}

static int number_parse(const struct config_key *key, const struct config_value *value,
			struct jail_plan *plan, uint64_t most)
{
	struct limit limit = { .is_set = true };

	if (is_unlimited(value->text))
		return store(key, plan, (struct limit){ 0 });
	if (number_read(value->text, "", 1, most, &limit.value) < 0)
		return config_value_error(value,
					  "%s '%s' is no number from 1 to %llu and not 'unlimited'",
					  key->name, value->text, (unsigned long long)most);
	return store(key, plan, limit);
}

int parse_tasks(const struct config_key *key, const struct config_value *value,
		struct jail_plan *plan)
{
	return number_parse(key, value, plan, TASKS_LIMIT);
}

int parse_sessions(const struct config_key *key, const struct config_value *value,
		   struct jail_plan *plan)
{
	return number_parse(key, value, plan, SESSIONS_LIMIT);
}

int parse_weight(const struct config_key *key, const struct config_value *value,
		 struct jail_plan *plan)
{
	return number_parse(key, value, plan, WEIGHT_MAX);
}

int parse_quota(const struct config_key *key, const struct config_value *value,
		struct jail_plan *plan)
{
	struct limit limit = { .is_set = true };

	if (is_unlimited(value->text))
		return store(key, plan, (struct limit){ 0 });
	if (number_read(value->text, "%", 1, QUOTA_LIMIT, &limit.value) < 0)
		return config_value_error(
			value, "%s '%s' is no percentage from 1%% on and not 'unlimited'",
			key->name, value->text);
	limit.value *= 10000;
	return store(key, plan, limit);
}
