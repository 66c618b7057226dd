# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# SELinux that enforces, with Debian's policy and none of ours: nobody is locked out but who is to be jailed by
# ssh, and he is told to the log in words that say why.

# shellcheck source=tests/vm/guest/selinux.bash
. ./selinux.bash

test_selinux_enforces()
{
	same "$(getenforce)" Enforcing SELinux
}

test_enforcing_root_and_exempt_users_get_in()
{
	root_and_exempt_users_get_in
}

test_enforcing_su_works_and_nothing_is_denied()
{
	su_works_and_nothing_is_denied
}

test_enforcing_ssh_refuses_who_is_jailed_and_leaves_nothing()
{
	for user in dora paul; do
		begin=$(date +%s)
		not as $user 'echo inside' >/run/output 2>&1
		not grep inside /run/output
		refusals "$begin" 'Permission denied\|Operation not permitted'
		not grep 'raised privileges' /run/journal
		within 10 no_jails
	done
}

test_check_says_that_enforcing_is_not_supported()
{
	check_has 'enforces, which is not supported yet'
}

test_enforcing_denials_are_listed()
{
	denials_list | sed 's/^/# /' >&3
}
