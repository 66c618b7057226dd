/* SPDX-License-Identifier: BSD-3-Clause */
/* See syscalls.c. */
#pragma once

#include_next <spawn.h>

#if !__GLIBC_PREREQ(2, 34)
/* posix_spawn_file_actions_addclosefrom_np(3); what is opened after it stays open. */
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
#endif
