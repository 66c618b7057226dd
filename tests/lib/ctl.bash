# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the tests of nsjailctl share, on top of jail.bash: a private host in which the module is where
# PAM looks for it. It must never: install anything on the machine.
#
# ctl_host             the private host of this file
# ctl ARGUMENT...      runs nsjailctl in it (run), with standard error after standard output
# ctl_json FILTER ...  runs it, and prints what jq's FILTER makes of its output
# assert_clean TEXT    fails if a control byte or one beyond ASCII is in it

CTL_TESTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/lib/jail.bash
. "$CTL_TESTS/jail.bash"

ctl_host()
{
	jail_host "$@"
	on_host_bash '
		for directory in /lib/*/security /lib64/security /lib/security; do
			[[ -e $directory/pam_unix.so ]] || continue
			directory=$(realpath "$directory")
			mkdir -p /srv/modules
			mount -t tmpfs -o mode=0755 tmpfs /srv/modules
			mkdir /srv/modules/upper /srv/modules/work
			cp /srv/host/pam_nsjail.so /srv/modules/upper/
			mount -t overlay -o "lowerdir=$directory,upperdir=/srv/modules/upper,workdir=/srv/modules/work" \
				overlay "$directory"
			break
		done
	'
}

ctl()
{
	run on_host nsjailctl "$@"
}

ctl_json()
{
	local filter=$1

	shift
	on_host nsjailctl "$@" --json | jq -r "$filter"
}

assert_clean()
{
	if LC_ALL=C grep -aq '[^ -~]' <<<"$1"; then
		fail "not printable: $(LC_ALL=C sed -n l <<<"$1")"
	fi
}
