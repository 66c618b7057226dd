/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The entry of a jail as seen by others: a socket that a living keeper listens at, or the name that
 * a dead one has left behind.
 * It must never: wake a keeper to see whether it lives, or take the name of a living one away.
 */
#pragma once

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/un.h>

/*
 * The address of a name below an open directory, for bind(2) and connect(2), through /proc/self/fd:
 * the directory is the one that was checked. 0, or -ENAMETOOLONG.
 */
int entry_socket_address(struct sockaddr_un *ret_address, int directory_fd, const char *name);

/*
 * What the socket of a session's helper is called, in the state directory itself, until there is a
 * listener.
 */
#define ENTRY_SOCKET_HIDDEN_PREFIX ".new-"
#define ENTRY_SOCKET_HIDDEN_MAX	   32
void entry_socket_hidden_name(char ret_name[ENTRY_SOCKET_HIDDEN_MAX], uint32_t session_id);

/*
 * The second name of a jail that its user's next login asks first, as a path below the state
 * directory: there is one for each user at most.
 */
#define ENTRY_SOCKET_LEADING_DIRECTORY "users"
#define ENTRY_SOCKET_LEADING_MAX       32
void entry_socket_leading_path(char ret_path[ENTRY_SOCKET_LEADING_MAX], uid_t uid);

/* True if root made the connection, or listens at its other end (unix(7), SO_PEERCRED). */
bool entry_socket_is_roots(int fd);

/* Opens a directory, of which an O_PATH descriptor is there, for readdir(3). NULL with errno. */
DIR *entry_socket_list(int path_fd);

/* True if an entry's name says that it is of that user's. */
bool entry_socket_is_of(const char *name, uid_t uid);

enum entry_life {
	ENTRY_ALIVE,   /* somebody has the socket */
	ENTRY_DEAD,    /* a socket that nobody has */
	ENTRY_MISSING, /* no such name */
	ENTRY_OTHER,   /* no socket, or not to be found out */
};

enum entry_life entry_socket_look(int directory_fd, const char *name);

/*
 * Takes the name away if its keeper is dead, and the second name that it may have left. state_fd is
 * the state directory, whose lock for the uid in the name is taken, so that nobody makes a new one
 * meanwhile; if somebody else has it, the name stays. True if it was removed.
 */
bool entry_socket_remove_dead(int state_fd, int directory_fd, const char *name);
