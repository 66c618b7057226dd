/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the caller of the tests has to say, on a descriptor of its own: whatever else shows up on
 * the standard output was printed by somebody who must not.
 */
#pragma once

#include <stdbool.h>

/* Takes the standard output for the reports from here on. */
void report_begin(void);

__attribute__((format(printf, 1, 2))) void report(const char *format, ...);

/* Ends this process with a line that names what and errno. */
__attribute__((noreturn)) void broken(const char *what);

/* A step that can not be made breaks the test. */
void expect(bool is_good, const char *what);
