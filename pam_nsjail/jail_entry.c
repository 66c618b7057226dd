/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "jail_entry.h"

#include <fcntl.h>
#include <string.h>

#include "shared/cleanup.h"
#include "shared/entry_socket.h"
#include "shared/safe_path.h"

void jail_entry_forget(const char *name)
{
	_cleanup_close_ int state_fd = safe_path_open(STATE_DIR, NULL);
	_cleanup_close_ int directory_fd = safe_path_open(STATE_DIR "/jails", NULL);

	if (strchr(name, '/') == NULL && state_fd >= 0 && directory_fd >= 0)
		(void)entry_socket_remove_dead(state_fd, directory_fd, name);
}

static void forget_hidden(int state_fd, uint32_t session_id)
{
	char name[ENTRY_SOCKET_HIDDEN_MAX];

	entry_socket_hidden_name(name, session_id);
	if (entry_socket_look(state_fd, name) == ENTRY_DEAD)
		(void)unlinkat(state_fd, name, 0);
}

void jail_entry_forget_failed(uint32_t session_id, uid_t uid)
{
	_cleanup_close_ int state_fd = safe_path_open(STATE_DIR, NULL);
	_cleanup_close_ int path_fd = safe_path_open(STATE_DIR "/jails", NULL);
	_cleanup_closedir_ DIR *directory = entry_socket_list(path_fd);
	const struct dirent *found;

	if (state_fd < 0 || directory == NULL)
		return;
	forget_hidden(state_fd, session_id);
	while ((found = readdir(directory)) != NULL)
		if (entry_socket_is_of(found->d_name, uid))
			(void)entry_socket_remove_dead(state_fd, path_fd, found->d_name);
}
