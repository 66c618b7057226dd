#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What programs take for granted in /run, because a system makes it when it starts: locks, and the directory
# in which GNU screen has its sockets.

load ../lib/jail

setup_file() {
	jail_host screen script
	on_host_bash 'cp -a /srv/rootfs/busybox /srv/rootfs/screen; ln -s ../run/lock /srv/rootfs/screen/var/lock
		mkdir -p /srv/rootfs/screen/usr/share && cp -a /usr/share/terminfo /srv/rootfs/screen/usr/share/
		# Debian 12 has the usual ones here.
		mkdir -p /srv/rootfs/screen/lib && [[ ! -d /lib/terminfo ]] || cp -a /lib/terminfo /srv/rootfs/screen/lib/'
	host_rootfs_program /srv/rootfs/screen /usr/bin/screen
}

setup() {
	session_begin
}

in_all() {
	local rootfs private

	for rootfs in /srv/rootfs/screen @usr; do
		for private in no yes; do
			printf '%s\n' '[default]' "rootfs = $rootfs" "user_namespace = $private" | host_config
			"$1" || fail "$rootfs, user_namespace = $private" || return
		done
	done
}

screen_works() {
	jail_login alice 'export TERM=linux HOME=/home/alice; cd /tmp
		screen -dmS work sh -c "echo in screen >/tmp/said; sleep 30"
		for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -s /tmp/said ] && break; sleep 0.2; done
		cat /tmp/said; screen -ls | grep -c "\.work.*Detached"; screen -S work -X quit'
	assert_equal "$output" $'in screen\n1'
}

@test "GNU screen: a session that goes on, is listed and ended" {
	in_all screen_works
}

locks_work() {
	jail_login alice 'stat -c "%a %U" /run/lock /run/screen; : >/var/lock/mine && echo locked; ls /run/lock'
	assert_equal "$output" $'1777 root\n1777 root\nlocked\nmine'
}

@test "/var/lock is /run/lock, where everybody may lock" {
	in_all locks_work
}

@test "a jail shows no other one's locks, nor the host's" {
	on_host_bash 'mkdir -p /run/lock && : >/run/lock/of-the-host'
	session_config
	jail_hold one alice
	jail_ask one ': >/run/lock/of-alice'
	jail_login bob 'ls -A /run/lock /run/screen'
	assert_equal "$output" $'/run/lock:\n\n/run/screen:'
}

@test "a tmpfs of a key in the place of /run has them, too" {
	session_config 'tmpfs = /run:size=1m,mode=0755'
	jail_login alice 'ls /run'
	assert_match "$output" $'\nlock\nscreen\n'
}
