# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# SELinux that only watches: every login works, and nothing of SELinux is in a tenant's reach.

# shellcheck source=tests/vm/guest/selinux.bash
. ./selinux.bash

test_selinux_is_permissive()
{
	same "$(getenforce)" Permissive SELinux
	selinuxenabled
}

test_permissive_su_works_and_nothing_is_denied()
{
	su_works_and_nothing_is_denied
}

test_permissive_root_and_exempt_users_get_in()
{
	root_and_exempt_users_get_in
}

# sshd finds no default context in the jail, goes on, and takes back the one that was pending: the shell has
# sshd's. Where SELinux enforces, it ends.
test_permissive_ssh_works_in_the_domain_of_sshd()
{
	for user in dora paul; do
		same "$(as $user 'id -un; cat /proc/self/attr/current' | tr '\0' '\n' | xargs)" "$user system_u:system_r:sshd_t:s0" "$user"
		within 10 no_jails
	done
}

# From a jail: what is there of SELinux, and what programs make of it.
reach='find /sys ! -type d; cat /sys/fs/selinux/enforce; echo; selinuxenabled || echo off
	echo 0 >/sys/fs/selinux/enforce || echo unwritten; mkdir /sys/fs/x || echo unmade; umount /sys || echo kept
	mount -o remount,bind,rw /sys || echo read-only; mount -o remount,bind,rw /sys/fs/selinux/enforce || echo read-only
	mount -t selinuxfs none /mnt || echo unmounted'
out_of_reach='/sys/fs/selinux/enforce 0 off unwritten unmade kept read-only read-only unmounted'

test_selinux_is_out_of_a_tenants_reach()
{
	same "$(as dora "$reach" 2>/run/said | xargs)" "$out_of_reach" dora
	same "$(as paul "$reach" 2>/run/said | xargs)" "$out_of_reach" paul
}

# With all capabilities that there are in the jail, and no filter.
test_selinux_is_out_of_reach_for_the_root_of_a_jail()
{
	hold paul
	directory=$(jail_of paul)
	within 60 eval 'inside "$directory" | grep -q "^sleep$"'
	while read -r one; do
		[ "$(<"/proc/$one/comm")" != sleep ] || pid=$one
	done <"$directory/cgroup.procs"
	same "$(nsenter --target "$pid" --all --setuid 0 --setgid 0 /bin/sh -c "id -u; $reach" 2>/run/said | xargs)" \
		"0 $out_of_reach" "paul's root"
}

test_verify_finds_nothing_wrong_with_it()
{
	for user in dora paul; do
		hold $user
		# dora has no limits, and so no cgroup to be found by.
		within 60 eval 'jails | grep -q "/$(id -u $user)-"'
		nsjailctl verify $user >/run/verify || { cat /run/verify; false; }
		log_out $user
	done
}

test_with_sysfs_there_is_no_more_of_selinux()
{
	printf '%s\n' '[user dora]' 'sysfs = yes' >/etc/security/nsjail.d/dora.conf
	said=$(su - dora -c 'ls -A /sys/fs/selinux; cat /sys/fs/selinux/enforce; echo; selinuxenabled || echo off' | xargs)
	rm /etc/security/nsjail.d/dora.conf
	same "$said" 'enforce 0 off' 'what dora sees'
}

test_control_the_hosts_root_has_all_of_selinux()
{
	echo 0 >/sys/fs/selinux/enforce
	mount -t selinuxfs none /mnt
	[ -e /mnt/policy ]
	umount /mnt
}

test_check_says_that_selinux_is_on()
{
	check_has 'not supported yet'
	not grep 'error.*SELinux' /run/check
}

# What a policy of ours would have to allow: for whoever writes one.
test_permissive_denials_are_of_the_domain_of_sshd()
{
	denials_list >/run/denials
	sed 's/^/# /' /run/denials >&3
	not grep -v 'scontext=system_u:system_r:sshd_t:' /run/denials
}
