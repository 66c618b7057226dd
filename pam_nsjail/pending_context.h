/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The security context that the next program of this process is to get: pam_selinux leaves that of
 * the user's shell there, and the helper is not the shell.
 * It must never: allocate, or write where nothing is pending, since other modules of the kernel's
 * have the file, too.
 */
#pragma once

/* Where the kernel has it for the calling thread (proc(5)). */
#define PENDING_CONTEXT_PATH "/proc/thread-self/attr/exec"

/*
 * Takes back what is pending in path; the next program then gets what the policy says. Is
 * async-signal-safe. 0, also if nothing is pending or nobody knows of contexts; or -errno.
 */
int pending_context_clear(const char *path);
