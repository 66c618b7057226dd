/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The text of a refusal, gathered where the object's name is known and logged once by module.c.
 * It must never: log, allocate, or translate (the application's locale is not ours).
 */
#pragma once

#include "shared/request.h"

struct reason {
	char text[REASON_MAX];
};

/*
 * Adds a reason: the formatted text and, if errnum is not 0, ": " and what the error means, for
 * ENOSYS with the kernel that has the system call if this one is older; parts are joined with "; ".
 * Returns -errnum (-EINVAL for 0), so that telling and returning are one statement.
 */
int reason_add(struct reason *reason, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
