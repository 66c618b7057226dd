/* SPDX-License-Identifier: BSD-3-Clause */
/* The lines of a text, one after the other. It must never: change it. */
#pragma once

/* The end of the line that begins at text, its newline included. */
const char *text_line_end(const char *text);
