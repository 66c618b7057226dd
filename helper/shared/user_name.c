/* SPDX-License-Identifier: BSD-3-Clause */
/* Letters, digits and a few marks: see user_name.h. */
#include "shared/user_name.h"

#include <string.h>

#define USER_NAME_MAX 255

/* Spelled out: the ctype functions depend on the locale. */
#define DIGITS	   "0123456789"
#define LETTERS	   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define NAME_BYTES LETTERS DIGITS "_.@+-"

bool user_name_is_valid(const char *name)
{
	size_t length = strnlen(name, USER_NAME_MAX + 1);
	size_t stem = strspn(name, NAME_BYTES);

	if (stem == 0 || length > USER_NAME_MAX || strchr(".-+@", name[0]) != NULL)
		return false;
	if (strspn(name, DIGITS) == length)
		return false;
	return stem == length || (stem + 1 == length && name[stem] == '$');
}
