/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * JSON that is safe on a terminal, too: plain ASCII, every other character escaped.
 * It must never: lose a field because its text is no UTF-8.
 */
#pragma once

#include <jansson.h>

/* A string; bytes that are no UTF-8 become U+FFFD. NULL gives null. The caller's. */
json_t *json_text(const char *text);

/* Prints the value with a newline and releases it. 0, or -ENOMEM also for a value of NULL. */
int json_print(json_t *value);
