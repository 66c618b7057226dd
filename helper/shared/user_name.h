/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a user name may look like before it touches a path, a message or a generated file.
 */
#pragma once

#include <stdbool.h>

/*
 * True for 1 to 255 bytes of [A-Za-z0-9_.@+-] and a last '$', not beginning with '.', '-', '+',
 * '@', and not all digits (a number could be taken for a uid).
 */
bool user_name_is_valid(const char *name);
