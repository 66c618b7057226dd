/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The caller's locale in the jail. A message to be translated makes the C library open a catalogue
 * and load a converter of character sets, and both would come from the jail; in the locale "C" it
 * opens nothing. It must never: leave the application with another locale than its own when it is
 * outside.
 */
#pragma once

#include <locale.h>

/* Takes the locale "C" and keeps the application's in own_locale. 0, or -errno. */
int caller_locale_leave(locale_t *own_locale);

/* Takes the application's again, unless it was never left. */
void caller_locale_restore(locale_t *own_locale);
