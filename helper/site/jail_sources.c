/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of what was opened; see jail_sources.h. */
#include "site/jail_sources.h"

#include <stdlib.h>

#include "shared/cleanup.h"

static void fd_clear(int *fd)
{
	cleanup_close(fd);
	*fd = NO_FD;
}

void jail_sources_clear(struct jail_sources *sources)
{
	int *const fds[] = { &sources->rootfs_fd,   &sources->usr_fd,	  &sources->host_root_fd,
			     &sources->etc_fd,	    &sources->changes_fd, &sources->changes_lock_fd,
			     &sources->console_fd,  &sources->log_fd,	  &sources->netns_fd,
			     &sources->template_fd, &sources->live_fd,	  &sources->selinux_fd };

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		fd_clear(fds[i]);
	for (size_t i = 0; i < sources->mount_count; i++)
		fd_clear(&sources->mount_fds[i]);
	free(sources->mount_fds);
	sources->mount_fds = NULL;
	sources->mount_count = 0;
	for (size_t i = 0; i < ARRAY_SIZE(sources->base_accounts); i++) {
		free(sources->base_accounts[i]);
		sources->base_accounts[i] = NULL;
	}
	host_settings_clear(&sources->settings);
	host_file_clear(&sources->resolv_conf);
	host_file_clear(&sources->localtime);
}

/*
 * An overlay's directory would be made and locked, which a look must not do; but for that, a
 * volatile root is the same.
 */
