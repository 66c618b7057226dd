#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Two defaults that meet. useradd (shadow 4.13 of Debian 12) gives each account 65536 subordinate ids from 100000
# on; libsss_idmap (SSSD 2.8.2) makes the ids of a directory's first slice from 200000 on. So the second account
# of a host may map 200500, which is the uid of the directory's own administrator (RID 500). Nothing compares
# the two: useradd asks /etc/subuid only.
#
# Prints:
#   seen: useradd, the first account: 100000-165535
#   seen: useradd, the second account: 165536-231071
#   seen: SSSD, a directory's first slice: 200000-399999, administrator 200500

. "$(dirname "$0")/debian.bash"

ROOT=$WORK/root
root bookworm "$ROOT" passwd=1:4.13+dfsg1-1+deb12u2 login=1:4.13+dfsg1-1+deb12u2 libsss-idmap0=2.8.2-4+deb12u1
: >"$ROOT/etc/subuid"
: >"$ROOT/etc/subgid"

cat >"$WORK/idmap.c" <<'END'
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct sss_idmap_range {
	uint32_t min;
	uint32_t max;
};
int sss_idmap_init(void *allocate, void *context, void *release, void **map);
int sss_idmap_calculate_range(void *map, const char *sid, uint32_t *slice, struct sss_idmap_range *range);
int sss_idmap_add_domain(void *map, const char *name, const char *sid, struct sss_idmap_range *range);
int sss_idmap_sid_to_unix(void *map, const char *sid, uint32_t *id);

int main(void)
{
	static const char domain[] = "S-1-5-21-1-2-3", administrator[] = "S-1-5-21-1-2-3-500";
	struct sss_idmap_range range;
	uint32_t slice = 0, id = 0;
	void *map;

	if (sss_idmap_init(NULL, NULL, NULL, &map) != 0 || sss_idmap_calculate_range(map, domain, &slice, &range) != 0 ||
	    sss_idmap_add_domain(map, "example.com", domain, &range) != 0 ||
	    sss_idmap_sid_to_unix(map, administrator, &id) != 0)
		return 1;
	printf("%u-%u, administrator %u\n", range.min, range.max, id);
	return 0;
}
END
gcc -o "$ROOT/idmap" "$WORK/idmap.c" "$ROOT/usr/lib/x86_64-linux-gnu/libsss_idmap.so.0"

# given NAME: the subordinate ids of a new account
given()
{
	chroot "$ROOT" useradd "$1"
	awk -F: -v name="$1" '$1 == name { printf "%d-%d\n", $2, $2 + $3 - 1 }' "$ROOT/etc/subuid"
}

saw 'useradd, the first account' "$(given alice)" 100000-165535
saw 'useradd, the second account' "$(given bob)" 165536-231071
saw "SSSD, a directory's first slice" "$(chroot "$ROOT" /idmap)" '200000-399999, administrator 200500'
