# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What both machines with SELinux share. There is no policy of ours.

# denials SINCE
denials()
{
	journalctl --sync
	journalctl -q -o cat --since "@$1" | grep 'AVC avc:  denied' || true
}

# Those of Debian's own units have nothing to do with us, nor have those of mount(8) in a test.
denials_list()
{
	denials "$(</root/state/booted)" | sed -E 's/.*denied *//; s/ (pid|ino)=[0-9]+//g; s/ permissive=.*//' |
		grep -v 'scontext=[a-z_:]*:\(systemd_tmpfiles_t\|mount_t\):' | sort | uniq -c | sort -rn
}

# su asks for no context, and so its jails are made where the policy confines nothing.
su_works_and_nothing_is_denied()
{
	begin=$(date +%s)
	for user in dora paul; do
		same "$(su - $user -c 'id -un')" $user "who $user is"
		within 10 no_jails
	done
	same "$(denials "$begin")" '' 'what was denied'
}

root_and_exempt_users_get_in()
{
	same "$(as root 'cat /proc/self/attr/current' | tr -d '\0')" "unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023" "root's context"
	same "$(as carol 'cat /proc/self/attr/current' | tr -d '\0')" "unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023" "carol's context"
}

check_has()
{
	nsjailctl check >/run/check || true
	grep SELinux /run/check
	grep -q "SELinux.*$1" /run/check
}
