/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What stands in the file of a running program: two programs of one name are told apart by it.
 * It must never: run the program, or take what can not be read for what has not the words.
 */
#pragma once

#include <sys/types.h>

/* 1 if the file of that process has the words, 0 if not, or -errno. */
int program_text_has(pid_t pid, const char *words);
