/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What kind of thing a descriptor is that came with a message: whoever reads the message asks
 * before he works with it. It must never: take a descriptor, wait for one, or change what it is of.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The process of a pidfd that lives, as our pid namespace numbers it; else -errno. */
pid_t fd_kind_process(int fd);

/* What tells a pidfd's process from all others, ended ones too; 0 before Linux 6.9. */
uint64_t fd_kind_process_id(int fd);

/* True if a pidfd is of the process at a socket's other end (unix(7), SO_PEERCRED). */
bool fd_kind_is_peer(int pidfd, int socket_fd);

/* A socket for whole messages between processes of this machine. */
bool fd_kind_is_message_socket(int fd);

/* A terminal that has not been hung up. */
bool fd_kind_is_terminal(int fd);

/* A file of the cgroup file system, version 2, that can be written to. */
bool fd_kind_is_cgroup_file(int fd);
