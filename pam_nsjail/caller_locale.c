/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Of this thread alone, which is the only one: setlocale(3) would read the application's locale
 * anew on the way back. What newlocale(3) returns for "C" is static, and never freed.
 */
#include "caller_locale.h"

#include <errno.h>

int caller_locale_leave(locale_t *own_locale)
{
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);

	if (plain == (locale_t)0)
		return -errno;
	*own_locale = uselocale(plain);
	return *own_locale == (locale_t)0 ? -EINVAL : 0;
}

void caller_locale_restore(locale_t *own_locale)
{
	if (*own_locale != (locale_t)0)
		(void)uselocale(*own_locale);
	*own_locale = (locale_t)0;
}
