/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The socket that a jail has as /dev/log (syslog(3)): the process that reads it makes it, whoever
 * builds the jail gives it a name there.
 * It must never: take a descriptor from a jail, or a word about who sent a line.
 */
#pragma once

#include <sys/socket.h>

/*
 * A socket for datagrams that says who sent each: by number, and by pidfd where the kernel refuses
 * other descriptors in them. The descriptor is the caller's, or -errno.
 */
int log_socket_make(void);

/* Binds it as the directory's "log", where everybody may send to it. 0 or -errno. */
int log_socket_bind(int socket_fd, int directory_fd);
