/* SPDX-License-Identifier: BSD-3-Clause */
/* Whose root has written to a rootfs: one mark, of the first, which copies do not bear. */
#include "rootfs/rootfs_claim.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define ALICE 1001
#define BOB   1002

static void begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	(void)close(TAKE_FD(jail->sources.rootfs_fd));
	jail->sources.rootfs_fd = open(FIXTURE_ROOTFS, O_PATH | O_DIRECTORY | O_CLOEXEC);
	check(jail->sources.rootfs_fd >= 0);
	jail->plan.has_user_namespace = true;
	jail->plan.rootfs_mode = ROOTFS_WRITABLE;
	jail->sources.is_rootfs_mapped = true;
	jail->report = (struct report){ .socket_fd = NO_FD };
}

static int take(struct fixture_jail *jail, uid_t uid)
{
	return rootfs_claim_take(&jail->sources, &jail->plan, uid, &jail->report);
}

static int look(struct fixture_jail *jail, uid_t uid)
{
	return rootfs_claim_check(&jail->sources, &jail->plan, uid, &jail->report);
}

static size_t marks(void)
{
	ssize_t length = listxattr(FIXTURE_ROOTFS, NULL, 0);

	return length > 0 ? (size_t)length : 0;
}

static void the_first_has_it(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(look(&jail, BOB), 0);
	check_number(marks(), 0);
	check_number(take(&jail, ALICE), 0);
	check_number(take(&jail, ALICE), 0);
	check_number(look(&jail, ALICE), 0);
	check_number(jail.report.error_count, 0);
	check_number(take(&jail, BOB), -EPERM);
	check_text(jail.report.text, "was written to by the root of uid 1001's jail");
	check_number(look(&jail, BOB), -EPERM);
}

static void plain_mode_believes_nobodys_root(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(take(&jail, ALICE), 0);
	jail.plan.has_user_namespace = false;
	check_number(look(&jail, ALICE), -EPERM);
}

static void what_is_not_written_to_has_no_mark(void)
{
	struct fixture_jail jail;

	begin(&jail);
	jail.plan.rootfs_mode = ROOTFS_OVERLAY;
	check_number(take(&jail, ALICE), 0);
	jail.plan.rootfs_mode = ROOTFS_WRITABLE;
	jail.sources.is_rootfs_mapped = false;
	check_number(take(&jail, ALICE), 0);
	check_number(marks(), 0);
}

/* As cp -a and rsync -X make it. */
static void the_mark_of_another_inode_is_none(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(setxattr(FIXTURE_ROOTFS, "trusted.pam_nsjail.1", "1001", 4, XATTR_CREATE), 0);
	check_number(look(&jail, BOB), 0);
	check_number(take(&jail, BOB), 0);
}

static void one_that_keeps_no_marks_is_refused(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(mount("ramfs", FIXTURE_ROOTFS, "ramfs", 0, NULL), 0);
	(void)close(jail.sources.rootfs_fd);
	jail.sources.rootfs_fd = open(FIXTURE_ROOTFS, O_PATH | O_DIRECTORY | O_CLOEXEC);
	check_number(look(&jail, ALICE), 0);
	check(take(&jail, ALICE) < 0);
	check_text(jail.report.text, "can not be marked as uid 1001's");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_first_has_it),
		fixture_test(plain_mode_believes_nobodys_root),
		fixture_test(what_is_not_written_to_has_no_mark),
		fixture_test(the_mark_of_another_inode_is_none),
		fixture_test(one_that_keeps_no_marks_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
