#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What README.md shows first: tenants who share one Debian, each with a root of his own that sudo leads
# to. They install packages, add users, serve ports, and see nothing of the host.

load ../lib/private
load ../lib/debian_base

setup_file() {
	[[ ${LONG:-0} == 1 ]] || { export SESSION_LACKS="takes minutes: make check-long"; return 0; }
	need sshd ssh ssh-keygen dpkg-deb debootstrap || return 0
	# shellcheck disable=SC2046 # one word each
	debian_base_make rootfs-debian-base procps $(readme_packages) ||
		{ SESSION_LACKS="needs a Debian mirror: $(tail -n 1 "$BUILD/rootfs-debian-base.log")"; return 0; }
	base_prepare
	export HOST_ROOTFS_GIVEN=$BUILD/rootfs-debian-base
	session_host sshd
	host_sshd_start
	on_host mount -t tmpfs -o mode=0755 tmpfs /var/lib
	host_group tenants 2000 alice bob
	host_group others 2001 eve
	package
}

setup() {
	session_begin
	{
		readme_section tenants && readme_section tenants | sed 's/tenants/others/'
	} | host_config
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	end_tenants
	rm -rf "$HOST_ROOT/home/alice/hello.deb"
	session_end
}

# The one line that the base needs besides Debian, who may be root, as README.md has it.
base_prepare()
{
	local line

	line=$(sed -n "s|^    \\(echo '%tenants.*\\) >/srv/jails/debian/etc/sudoers.d/tenants\$|\\1|p" README.md)
	[[ -n $line ]] || fail "README.md does not say who may be root"
	(umask 022 && eval "$line" >"$BUILD/rootfs-debian-base/etc/sudoers.d/tenants")
}

readme_packages()
{
	sed -n 's/^    debootstrap --include=\([^ ]*\) .*/\1/p' README.md | head -n 1 | tr , ' '
}

# readme_section GROUP  the first section of that group in README.md, with the base where it is here
readme_section()
{
	awk -v head="    [group $1]" '
		$0 == head && !seen { seen = on = 1 }
		on && /^ *$/ { exit }
		on { sub(/^ +/, ""); sub(/\/srv\/jails\/debian$/, "/srv/rootfs/given"); print }
		END { exit !seen }' README.md
}

# A package with a program, a script that runs when it is installed, and a file of another owner.
package() {
	on_host_bash '
		set -e
		umask 022
		mkdir -p /srv/hello/DEBIAN /srv/hello/usr/bin /srv/hello/var/lib/hello
		printf "%s\n" "Package: hello-tenant" "Version: 1" "Architecture: all" \
			"Maintainer: The tests <root@localhost>" "Description: says hello" >/srv/hello/DEBIAN/control
		printf "#!/bin/sh\nchown daemon:daemon /var/lib/hello\n" >/srv/hello/DEBIAN/postinst
		printf "#!/bin/sh\necho hello from \$(id -un)\n" >/srv/hello/usr/bin/hello-tenant
		chmod 0755 /srv/hello/DEBIAN/postinst /srv/hello/usr/bin/hello-tenant
		dpkg-deb --root-owner-group --build /srv/hello /srv/hello.deb
	'
}

@test "the tenant logs in, and sudo makes him his root" {
	run host_ssh alice 'id -un; sudo id -un; sudo -n sh -c "id -u; head -c 3 /etc/shadow; touch /root/mine && echo made"'
	assert_equal "$output" $'alice\nroot\n0\nroomade'
	assert_equal "$(host_ssh -tt alice 'sudo id -u' | tr -d '\r')" 0
}

@test "who is not in the group is not his root" {
	run host_ssh eve 'sudo -n id -u'
	[ "$status" -ne 0 ]
	assert_match "$output" "password is required|not in the sudoers"
}

@test "dpkg -i of a package of his own, and it stays" {
	on_host_bash 'scp -q -F /srv/host/ssh_config /srv/hello.deb alice@host:'
	run host_ssh alice 'sudo dpkg -i hello.deb && hello-tenant && stat -c %U /var/lib/hello'
	assert_equal "$status" 0 "status ('$output')"
	assert_match "$output" $'hello from alice\ndaemon'
	assert_equal "$(host_ssh alice 'dpkg -s hello-tenant | grep ^Status')" "Status: install ok installed"
	# On the host the files are in her range; nobody else has the package.
	assert_equal "$(on_host stat -c %u /var/lib/pam_nsjail/1001/upper/usr/bin/hello-tenant)" "$(range_of alice)"
	assert_equal "$(on_host stat -c %u /var/lib/pam_nsjail/1001/upper/var/lib/hello)" "$(($(range_of alice) + 1))"
	run host_ssh bob hello-tenant
	assert_equal "$status" 127 "status of bob"
	run on_host test -e /srv/rootfs/given/usr/bin/hello-tenant
	assert_equal "$status" 1 "status of the base"
}

@test "he adds users, and becomes them" {
	run host_ssh alice 'sudo useradd -m friend && sudo adduser --disabled-password --gecos "" mate >/dev/null && sudo -u friend sh -c "id -un; touch ~/mine" && sudo su - mate -c "id -un" && getent passwd alice | cut -d: -f3'
	assert_equal "$output" $'friend\nmate\n1001'
	assert_equal "$(host_ssh alice 'id -un friend; ls -ld /home/friend | cut -d" " -f3')" $'friend\nfriend'
	run on_host id friend
	[ "$status" -ne 0 ]
}

@test "he runs a daemon on port 80 of his own network" {
	begin_tenant alice 'sudo mkdir -p /srv/www; echo "a page" | sudo tee /srv/www/index.html; sudo busybox httpd -p 80 -h /srv/www; sleep 0.2; busybox wget -qO- http://127.0.0.1/'
	assert_equal "$(grep -c 'a page' "$HOST_DIR/alice")" 2 "times that the page is shown ('$(<"$HOST_DIR/alice")')"
	run on_host_bash 'exec 3<>/dev/tcp/127.0.0.1/80'
	[ "$status" -ne 0 ]
	run host_ssh bob 'busybox wget -T 2 -qO- http://127.0.0.1/'
	[ "$status" -ne 0 ]
}

@test "he sees none of the host" {
	run host_ssh alice 'sudo sh -c "cat /etc/shadow | grep -c carol; ls /srv; ps -e -o comm= | sort -u | xargs; hostname; dmesg; mount -o remount,rw /proc/sys; cat /sys/class/net/*/address; ls /home"'
	assert_match "$output" alice
	[[ $output != *carol* && $output != *private-host* && $output != *host_init* && $output != *nsjail-keeper* ]] ||
		fail "seen: $output"
	run host_ssh alice 'sudo find / -xdev -name host_key -o -xdev -name nsjail.conf'
	assert_equal "$output" ""
}

@test "everything that all of this left on the host's disk is in the tenants' ranges" {
	for name in alice:1001 bob:1002; do
		base=$(range_of "${name%:*}")
		run on_host find "/var/lib/pam_nsjail/${name#*:}/upper" -printf '%U %G %p\n'
		(($(wc -l <<<"$output") > 5)) || fail "only: $output"
		assert_equal "$(awk -v base="$base" '$1 < base || $1 >= base + 65536 || $2 < base || $2 >= base + 65536' <<<"$output")" ""
	done
}
