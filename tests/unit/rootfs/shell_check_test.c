/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether the user may pass on the way to his shell, where ids of the rootfs are not those on disk.
 */
#include "rootfs/shell_check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "ids/idmap.h"
#include "shared/cleanup.h"

#define BASE   100000U
#define COUNT  65536U
#define FAR    200513U
#define PLACE  65263U /* of FAR, in the range */
#define LENT   65010U /* a group of his that has found no place */
#define OTHERS 5001U

static void begin(struct fixture_jail *jail, bool is_mapped)
{
	static struct request_group groups[] = { { .gid = OTHERS },
						 { .gid = LENT },
						 { .gid = FAR } };

	fixture_jail_make(jail);
	jail->plan.has_user_namespace = true;
	jail->request.groups = groups;
	jail->request.group_count = ARRAY_SIZE(groups);
	jail->sources.is_rootfs_mapped = is_mapped;
	jail->sources.idmap = (struct idmap){
		.is_active = true,
		.uid_base = BASE,
		.gid_base = BASE,
		.count = COUNT,
		.uid = FIXTURE_UID,
		.gid = FIXTURE_UID,
		.group_run_count = 2,
		.group_runs = { { FIXTURE_UID, FIXTURE_UID, 1 }, { FAR, PLACE, 1 } },
	};
}

/* Whether the user may search a directory like that. */
static bool is_open(struct fixture_jail *jail, uid_t uid, gid_t gid, mode_t mode)
{
	jail->report = (struct report){ .socket_fd = NO_FD };
	check_number(chown(FIXTURE_ROOTFS "/bin", uid, gid), 0);
	check_number(chmod(FIXTURE_ROOTFS "/bin", mode), 0);
	return shell_check(&jail->sources, &jail->plan, &jail->request, &jail->report) == 0;
}

/* The map's inner side is what is on disk. */
static void in_a_mapped_rootfs_ids_are_the_jails(void)
{
	struct fixture_jail jail;

	begin(&jail, true);
	check(is_open(&jail, 0, OTHERS, 0710));
	check(is_open(&jail, 0, FAR, 0710));
	check(!is_open(&jail, 0, FAR, 0701));
	check(!is_open(&jail, 0, LENT, 0710));
	check(is_open(&jail, 0, LENT, 0701));
	check(!is_open(&jail, 0, BASE + OTHERS, 0710));
}

static void in_a_rootfs_of_the_range_they_are_its_places(void)
{
	struct fixture_jail jail;

	begin(&jail, false);
	check(is_open(&jail, BASE, BASE + OTHERS, 0710));
	check(is_open(&jail, BASE, BASE + PLACE, 0710));
	check(!is_open(&jail, BASE, BASE + PLACE, 0701));
	check(!is_open(&jail, BASE, BASE + LENT, 0710));
	/* Beyond the range, whatever the difference is. */
	check(!is_open(&jail, BASE, BASE + FAR, 0710));
	check(!is_open(&jail, BASE, FAR, 0710));
	check(is_open(&jail, BASE, FAR, 0701));
}

static void an_own_id_beyond_the_range_is_its_last_place(void)
{
	struct fixture_jail jail;

	begin(&jail, false);
	jail.request.uid = jail.sources.idmap.uid = 70000;
	jail.request.gid = jail.sources.idmap.gid = 70001;
	jail.sources.idmap.group_runs[0] = (struct id_run){ 70001, COUNT - 1, 1 };
	check(is_open(&jail, BASE + COUNT - 1, BASE, 0700));
	check(!is_open(&jail, BASE + COUNT - 1, BASE, 0011));
	check(is_open(&jail, BASE, BASE + COUNT - 1, 0710));
	check(!is_open(&jail, BASE + 70000, BASE, 0700));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(in_a_mapped_rootfs_ids_are_the_jails),
		fixture_test(in_a_rootfs_of_the_range_they_are_its_places),
		fixture_test(an_own_id_beyond_the_range_is_its_last_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
