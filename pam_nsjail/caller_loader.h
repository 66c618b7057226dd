/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The caller's dynamic loader in the jail. A library whose configuration is read there may name
 * what is to be loaded, and so would the tenant: a filter of system calls keeps the loader from
 * mapping any file. It must never: hinder what the program maps itself, or what is executed later.
 */
#pragma once

struct reason;

/*
 * Refuses a process whose loader can not be told from that of the programs that it will execute,
 * or not be found. 0, or -errno with the cause in reason.
 */
int caller_loader_check(struct reason *reason);

/*
 * From here on each mmap(2) of a file by the code of this process's loader fails with EACCES: what
 * dlopen(3) is asked for is there already, or is not loaded. Needs CAP_SYS_ADMIN in the process's
 * user namespace, or no_new_privs. Can not be undone. 0, or -errno.
 */
int caller_loader_bar(void);
