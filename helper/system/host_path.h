/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A path of the host whose end may be somebody else's: a home, a bind, a tenant's rootfs. All that
 * leads there must be root's alone, so nobody can put another thing in its place while we look.
 * It must never: follow a link.
 */
#pragma once

struct safe_path_fault;

/*
 * Opens an absolute path as O_PATH|O_CLOEXEC: safe_path_open for its parent, then the end without
 * following a link. Returns the descriptor, the caller's, or -errno (-ELOOP if the end is a link);
 * ret_fault->reason is NULL if a system call failed without a reason that we know. ret_parent_fd
 * may be NULL; otherwise it gets the parent's descriptor, the caller's too.
 */
int host_path_open(const char *path, int *ret_parent_fd, struct safe_path_fault *ret_fault);
