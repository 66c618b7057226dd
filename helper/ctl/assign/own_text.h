/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The text of a user's own file, with a key set or taken out. It must never: change a comment, or a
 * line of another key.
 */
#pragma once

struct assignment;

/*
 * The text with the key's lines replaced: where the first one was, or at the end. One without a
 * section is given that of the user. The result is the caller's; NULL without memory.
 */
char *own_text_set(const char *text, const char *user, const struct assignment *assignment);
