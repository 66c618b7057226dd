/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ids/subid_stamp.h"

#include <string.h>

#include "ids/subid_ranges.h"
#include "shared/cleanup.h"
#include "shared/safe_path.h"
#include "system/file_settled.h"
#include "system/file_system.h"

/* False also if the file could change now without showing it. */
static bool file_stamp_take(struct file_stamp *ret_stamp, const char *path)
{
	uint64_t now_ns = file_settled_clock();
	_cleanup_close_ int fd = safe_path_open_file(path, NULL);

	return fd >= 0 && file_stamp_read(ret_stamp, fd) == 0 && file_system_is_local(fd) &&
	       file_settled_is(ret_stamp->changed_ns, now_ns);
}

struct subid_stamp subid_stamp_take(void)
{
	struct subid_stamp stamp = { .is_known = false };

	stamp.is_known = subid_ranges_are_in_files() &&
			 file_stamp_take(&stamp.uids, "/etc/subuid") &&
			 file_stamp_take(&stamp.gids, "/etc/subgid");
	return stamp;
}

bool subid_stamp_is_current(const struct subid_stamp *stamp)
{
	struct subid_stamp now = subid_stamp_take();

	return stamp->is_known && now.is_known &&
	       memcmp(&stamp->uids, &now.uids, sizeof(now.uids)) == 0 &&
	       memcmp(&stamp->gids, &now.gids, sizeof(now.gids)) == 0;
}
