/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One spelling for a home directory. It must never: lead to another place.
 */
#pragma once

/* A copy, the caller's, without '//', '/./' and what of that is at the end; NULL without memory. A
 * path that is not absolute is copied as it is. */
char *home_path_make(const char *path);
