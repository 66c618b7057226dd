/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The caller's dynamic loader in the jail. A library whose configuration is read there may name
 * what is to be loaded, and so would the tenant: a filter of system calls keeps the loader from
 * mapping any file. The filter can not be taken away and is gone with an execve(2), so it also
 * keeps whose session this process has had. It must never: hinder what the program maps itself, or
 * what is executed later.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct reason;

/*
 * Refuses a process whose loader can not be told from that of the programs that it will execute,
 * or not be found. 0, or -errno with the cause in reason.
 */
int caller_loader_check(struct reason *reason);

/*
 * From here on each mmap(2) of a file by the code of this process's loader fails with EACCES: what
 * dlopen(3) is asked for is there already, or is not loaded. Needs CAP_SYS_ADMIN in the process's
 * user namespace, or no_new_privs. Can not be undone. 0, or -errno. The user is kept in it.
 */
int caller_loader_bar(uid_t uid);

/* True once that was done, in this process or in the one that it was forked from. */
bool caller_loader_is_barred(void);

/* True if it was done for this user. */
bool caller_loader_is_barred_for(uid_t uid);
