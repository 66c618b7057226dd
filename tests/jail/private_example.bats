#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The example of README.md on a small base: tenants who share one rootfs, each with a root of his own,
# to whom he becomes with su. private_debian.bats has the same with sudo and a real package manager.

load ../lib/private

setup_file() {
	need sshd ssh ssh-keygen dpkg-deb || return 0
	private_host
	on_host mount -t tmpfs -o mode=0755 tmpfs /var/lib
	on_host_bash '
		set -e
		umask 022
		cd "$1"
		# A su of its own, with the setuid bit; its root has no password.
		rm bin/su && cp bin/busybox bin/su && chmod 4755 bin/su
		echo root::0:0:root:/root:/bin/sh >etc/passwd
		mkdir -p /srv/hello/DEBIAN /srv/hello/usr/bin var/lib/dpkg/info
		: >var/lib/dpkg/status
		printf "%s\n" "Package: hello-tenant" "Version: 1" "Architecture: all" \
			"Maintainer: The tests <root@localhost>" "Description: says hello" >/srv/hello/DEBIAN/control
		printf "#!/bin/sh\necho hello from \$(id -un)\n" >/srv/hello/usr/bin/hello-tenant
		chmod 0755 /srv/hello/usr/bin/hello-tenant
		dpkg-deb -Zgzip --root-owner-group --build /srv/hello /home/alice/hello.deb >/dev/null
	' "$HOST_ROOTFS"
}

setup() {
	session_begin
	session_config 'rootfs_mode = overlay'
}

teardown() {
	end_tenants
	session_end
}

@test "su leads to the tenant's own root, not to the host's" {
	assert_equal "$(host_ssh alice 'id -u; /bin/su -c "id -u; touch /root/mine && stat -c %u /root/mine"')" $'1001\n0\n0'
	assert_equal "$(host_ssh alice '/bin/su -c "stat -c %u /root/mine"')" 0
	assert_equal "$(on_host stat -c %u /var/lib/pam_nsjail/1001/upper/root/mine)" "$(range_of alice)"
	assert_equal "$(host_ssh bob '/bin/su -c "ls /root"')" ""
}

@test "on a terminal, too" {
	host_expect >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn ssh -F /srv/host/ssh_config -tt alice@host
		want {\$ }
		type {/bin/su -}
		want {# }
		type {echo uid=$(id -u) tty=$(tty) mine=$(stat -c %u $(tty))}
		want {uid=0 tty=/dev/pts/0 mine=1001}
		type {exit}
		want {\$ }
		type {exit}
		want_end
	END
}

# dpkg of busybox 1.38 unpacks below the directory that it is called in.
@test "a package of his own is installed, for him alone" {
	run host_ssh alice '/bin/su -c "cd / && dpkg -i /home/alice/hello.deb" && hello-tenant'
	assert_match "$output" "hello from alice"
	run host_ssh alice hello-tenant
	assert_equal "$output" "hello from alice"
	run host_ssh bob hello-tenant
	assert_equal "$status" 127 "status of bob"
}

@test "a user of his own, whom the host does not know" {
	run host_ssh alice '/bin/su -c "echo friend:x:2000:2000::/tmp:/bin/sh >>/etc/passwd; /bin/su friend -c \"id -u; touch /tmp/f; stat -c %u /tmp/f\""'
	assert_equal "$output" $'2000\n2000'
	assert_equal "$(host_ssh alice 'id -u friend')" 2000
	run on_host id friend
	[ "$status" -ne 0 ]
}

@test "a daemon on port 80 of his own network" {
	begin_tenant alice '/bin/su -c "mkdir -p /srv; echo a page >/srv/index.html; httpd -p 80 -h /srv; sleep 0.2; wget -qO- http://127.0.0.1/"'
	assert_match "$(<"$HOST_DIR/alice")" "a page"
	run on_host_bash 'exec 3<>/dev/tcp/127.0.0.1/80'
	[ "$status" -ne 0 ]
	run host_ssh bob 'wget -T 2 -qO- http://127.0.0.1/'
	[ "$status" -ne 0 ]
}

@test "no way to take /proc away, to look into init, or to end more than his own jail" {
	on_host sleep 31.2 3>&- &
	run host_ssh alice '/bin/su -c "umount /proc; umount -l /proc; cat /proc/1/environ | wc -c"; ls -d /proc/1/ /proc/self/'
	assert_equal "$(grep -c 'umount: .*Invalid argument' <<<"$output")" 2 "refused ('$output')"
	# What goes to standard error comes before or after the rest.
	assert_equal "$(grep -cx 0 <<<"$output")" 1 "lines that say that nothing was read ('$output')"
	assert_match "$output" /proc/self/
	run host_ssh alice '/bin/su -c "reboot -f; poweroff -f; halt -f"; sleep 0.2'
	on_host_bash 'kill $(pgrep -f "^sleep 31.2")'
	assert_equal "$(host_ssh alice 'id -u')" 1001
}
