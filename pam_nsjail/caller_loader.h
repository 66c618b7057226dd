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
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct reason;
struct sock_filter;

/* Debian's loaders have less than 50; a jump in BPF is 255 instructions long at most. */
#define CALLER_LOADER_CALLS_MAX 240

/* Addresses of this process, good until it executes another program. */
struct caller_loader {
	uint64_t begin, end;			 /* the loader's code */
	size_t count;				 /* 0: where its calls are is not known */
	uint32_t calls[CALLER_LOADER_CALLS_MAX]; /* behind each system call, from the begin on */
};

/*
 * Looks the loader's code through. Refuses a process whose loader can not be told from that of the
 * programs that it will execute, or not be found. 0, or -errno with the cause in reason.
 */
int caller_loader_look(struct caller_loader *ret_loader, struct reason *reason);

/*
 * From here on each mmap(2) of a file by the code of this process's loader fails with EACCES: what
 * dlopen(3) is asked for is there already, or is not loaded. Needs CAP_SYS_ADMIN in the process's
 * user namespace, or no_new_privs. Can not be undone. 0, or -errno. The user is kept in it. OTHER,
 * of at most FILTER_MAX instructions, or 0, is a filter of its own that judges whatever this one
 * lets through: the kernel compiles both at once, in half the time (seccomp(2)).
 */
int caller_loader_bar(const struct caller_loader *loader, uid_t uid,
		      const struct sock_filter *other, size_t other_count);

/* True once that was done, in this process or in the one that it was forked from. */
bool caller_loader_is_barred(void);

/* True if it was done for this user. */
bool caller_loader_is_barred_for(uid_t uid);
