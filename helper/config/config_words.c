/* SPDX-License-Identifier: BSD-3-Clause */
/* The small forms inside values: see config_words.h. */
#include "config/config_words.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cleanup.h"

#define BLANKS	   " \t"
#define SEPARATORS BLANKS ","

/* Copies one field up to an unescaped ':' or the end; returns where it ended, or NULL. */
static const char *field_copy(const char *text, char **to)
{
	for (; *text != '\0' && *text != ':'; text++) {
		if (*text == '\\' && *++text != ':' && *text != '\\')
			return NULL;
		*(*to)++ = *text;
	}
	*(*to)++ = '\0';
	return text;
}

int config_words_split(const char *text, char **fields, int max, char **ret_copy)
{
	_cleanup_free_ char *copy = malloc(strlen(text) + 2);
	char *to = copy;
	int count = 0;

	if (copy == NULL)
		return -ENOMEM;
	do {
		if (count == max)
			return -EINVAL;
		fields[count] = to;
		text = field_copy(text, &to);
		if (text == NULL || fields[count][0] == '\0')
			return -EINVAL;
		count++;
	} while (*text++ == ':');
	*ret_copy = TAKE_PTR(copy);
	return count;
}

bool config_words_next(const char **list, char *word, size_t size)
{
	const char *start = *list + strspn(*list, SEPARATORS);
	size_t length = strcspn(start, SEPARATORS);

	(void)snprintf(word, size, "%.*s", (int)length, start);
	*list = start + length;
	return length > 0;
}

bool config_words_are_list(const char *list)
{
	for (;; list++) {
		list += strspn(list, BLANKS);
		if (*list == '\0' || *list == ',')
			return false;
		list += strcspn(list, ",");
		if (*list == '\0')
			return true;
	}
}

static int unit_shift(const char *unit)
{
	static const char letters[] = "kKmMgG";
	const char *found;

	if (unit[0] == '\0')
		return 0;
	found = strchr(letters, unit[0]);
	return found == NULL || unit[1] != '\0' ? -EINVAL : (int)((found - letters) / 2 + 1) * 10;
}

int config_words_amount(const char *text, char **ret_text)
{
	size_t digits = strspn(text, "0123456789");
	int shift = unit_shift(text + digits);
	unsigned long long number;

	if (digits == 0 || shift < 0)
		return -EINVAL;
	errno = 0;
	number = strtoull(text, NULL, 10);
	if (errno != 0 || number > (unsigned long long)INT64_MAX >> shift)
		return -ERANGE;
	if (number == 0)
		return -EINVAL;
	return asprintf(ret_text, "%llu", number << shift) < 0 ? -ENOMEM : 0;
}

int config_words_octal(const char *text, unsigned int max, unsigned int *ret_number)
{
	size_t digits = strspn(text, "01234567");
	unsigned long number;

	if (digits == 0 || digits > 5 || text[digits] != '\0')
		return -EINVAL;
	number = strtoul(text, NULL, 8);
	if (number > max)
		return -ERANGE;
	*ret_number = (unsigned int)number;
	return 0;
}

#define DURATION_MAX (UINT64_C(10000) * 24 * 60 * 60)

static const struct duration_unit {
	const char *names; /* each between blanks */
	uint64_t seconds;
} duration_units[] = {
	{ "  s sec second seconds ", 1 },	{ " m min minute minutes ", 60 },
	{ " h hr hour hours ", 60 * 60 },	{ " d day days ", 24 * 60 * 60 },
	{ " w week weeks ", 7 * 24 * 60 * 60 },
};

/* How many seconds the unit of this length is; "" is the second; 0 if there is no such unit. */
static uint64_t unit_seconds(const char *unit, size_t length)
{
	char word[12];

	(void)snprintf(word, sizeof(word), " %.*s ", length < 8 ? (int)length : 8, unit);
	for (size_t i = 0; i < ARRAY_SIZE(duration_units); i++)
		if (strstr(duration_units[i].names, word) != NULL)
			return duration_units[i].seconds;
	return 0;
}

/*
 * One number with its unit, from *text on, which is moved behind it and the blanks after it. Only a
 * number that is alone may lack the unit.
 */
static int duration_part(const char **text, uint64_t *total, bool is_first)
{
	size_t digits = strspn(*text, "0123456789");
	const char *unit = *text + digits + strspn(*text + digits, " \t");
	size_t length = strcspn(unit, "0123456789 \t");
	uint64_t seconds = unit_seconds(unit, length);
	unsigned long long number;

	if (digits == 0 || seconds == 0 || (length == 0 && (*unit != '\0' || !is_first)))
		return -EINVAL;
	errno = 0;
	number = strtoull(*text, NULL, 10);
	if (errno != 0 || number >= DURATION_MAX || number * seconds >= DURATION_MAX - *total)
		return -ERANGE;
	*total += number * seconds;
	*text = unit + length + strspn(unit + length, " \t");
	return 0;
}

int config_words_duration(const char *text, uint64_t *ret_seconds)
{
	const char *rest = text;
	uint64_t total = 0;
	int error;

	do {
		error = duration_part(&rest, &total, rest == text);
		if (error < 0)
			return error;
	} while (*rest != '\0');
	*ret_seconds = total;
	return 0;
}
