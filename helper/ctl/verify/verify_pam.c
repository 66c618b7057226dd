/* SPDX-License-Identifier: BSD-3-Clause */
/* The cover of pam.d; see verify_pam.h. */
#include "ctl/verify/verify_pam.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "ctl/list/keepers.h"
#include "ctl/verify/verify_result.h"
#include "mounts/pam_cover.h"
#include "shared/cleanup.h"
#include "system/mount_tree.h"

#define PROPERTY "PAM refuses every service"

/* The cover is the only directory that is root's alone to enter; another mount is configured. */
static enum verify_state directory_state(int root_fd, const char *path)
{
	_cleanup_close_ int fd = mount_target_follow(root_fd, path);
	struct statx status;

	if (fd < 0)
		return fd == -ENOENT || fd == -ENOTDIR ? VERIFY_HOLDS : VERIFY_FAILS;
	if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_MODE | STATX_UID, &status) < 0)
		return VERIFY_FAILS;
	if (!S_ISDIR(status.stx_mode))
		return VERIFY_HOLDS;
	if ((status.stx_attributes & STATX_ATTR_MOUNT_ROOT) == 0)
		return VERIFY_FAILS;
	return status.stx_mode == (S_IFDIR | 0700) && status.stx_uid == 0 ? VERIFY_HOLDS
									  : VERIFY_OPEN;
}

void verify_pam(struct verify_results *results, const struct kept_jail *jail, int process_fd)
{
	static const char *const details[] = {
		[VERIFY_HOLDS] = "all of them, or not there",
		[VERIFY_FAILS] = "the rootfs's own",
		[VERIFY_OPEN] = "bound by configuration",
	};
	_cleanup_close_ int root_fd = openat(process_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	enum verify_state worst = VERIFY_HOLDS;
	const char *which = "pam.d";

	if (strcmp(jail->private, "yes") == 0) {
		verify_tell(results, VERIFY_OPEN, PROPERTY,
			    "user_namespace = yes: pam.d is the tenant's own");
		return;
	}
	for (const char *const *path = pam_cover_directories; *path != NULL; path++) {
		enum verify_state state = directory_state(root_fd, *path);

		if (state == VERIFY_HOLDS || worst == VERIFY_FAILS)
			continue;
		worst = state;
		which = *path;
	}
	verify_tell(results, worst, PROPERTY, "%s: %s", which, details[worst]);
}
