#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Debian's own name service modules of SSSD and nslcd, without their daemons and with daemons that hang:
# what they say then is not what they say in name_service.bats, and lets in nobody either.
#
# Begins first: it waits for what does not answer

load ../lib/jail

# Only unpacked: installed, they would put themselves into the machine's nsswitch.conf. A release may lack
# one of them, as Debian testing did in November 2026.
fetch() {
	mkdir -p "$BUILD/directories" && cd "$BUILD/directories" || return
	[[ -e unpacked ]] || {
		for package in libnss-sss libnss-ldapd; do
			apt-get download "$package"
		done >download.log 2>&1
		for package in ./*.deb; do
			[[ -e $package ]] || return
			dpkg-deb -x "$package" root || return
		done
		touch unpacked
	}
}

setup_file() {
	need ldconfig apt-get dpkg-deb perl || return 0
	(fetch) || { export SESSION_LACKS="can not fetch libnss-sss and libnss-ldapd"; return 0; }
	jail_host ldconfig
	on_host mkdir /srv/service
	cp "$BUILD"/directories/root/{,usr/}lib/*/libnss_*.so.2 "$HOST_ROOT/srv/service/" 2>/dev/null || true
	on_host_bash '
		set -e
		chown 0:0 /srv/service/*
		[[ ! -d /var/cache/ldconfig ]] || mount -t tmpfs -o mode=0700 tmpfs /var/cache/ldconfig
		echo /srv/service >>/etc/ld.so.conf
		ldconfig -X
		sed -i -E "/^(passwd|group|initgroups|shadow):/d" /etc/nsswitch.conf
		cp /etc/nsswitch.conf /srv/nsswitch.conf
	'
}

teardown() {
	[[ -z ${HOST_PID:-} ]] || daemon_end
	jail_end
}

# directory NAME: it is asked behind the host's files.
directory() {
	sed "\$a passwd: files $1\ngroup: files $1\nshadow: files $1" "$HOST_ROOT/srv/nsswitch.conf" >"$HOST_ROOT/etc/nsswitch.conf"
}

# daemon SOCKET: somebody takes the questions and says nothing.
daemon() {
	on_host_bash '
		mkdir -p "${1%/*}"
		perl -MSocket -e "socket(S, PF_UNIX, SOCK_STREAM, 0) and bind(S, sockaddr_un(\$ARGV[0])) and listen(S, 64) or die;
			chmod 0666, \$ARGV[0]; close STDOUT; close STDERR; sleep 600" "$1" >/srv/daemon.ready 2>&1 &
		echo $! >/srv/daemon.pid
	' "$1"
	eventually test -S "$HOST_ROOT$1"
}

daemon_end() {
	on_host_bash '[[ ! -e /srv/daemon.pid ]] || { kill "$(</srv/daemon.pid)"; rm /srv/daemon.pid; }
		rm -f /var/lib/sss/pipes/nss /run/nslcd/socket'
}

config() {
	printf '%b\n' "$@" | host_config
}

session() {
	: >"$HOST_LOG"
	run on_host /srv/host/tools/caller nsjail-caller "$1" save open where close gone
	host_log_flush
}

STUDENTS="[group students]\nrootfs = $HOST_ROOTFS"

keeps_out() {
	config "$1"
	session alice
	assert_match "$output" 'open perm_denied' "$1" || return
	assert_match "$(<"$HOST_LOG")" "refused .*('\[group students\]' names a group|group 'students' can not be looked up|no answer from)"
}

# Who needs nothing of it gets in, and nobody is less jailed than he should be.
lets_in() {
	config "[group project]\nrootfs = $HOST_ROOTFS"
	session "$1"
	assert_match "$output" $'^open success\n'"$2" "$1"
}

# modules: those that there are, as NAME:SOCKET
modules() {
	for pair in sss:/var/lib/sss/pipes/nss ldap:/run/nslcd/socket; do
		[[ ! -e $HOST_ROOT/srv/service/libnss_${pair%%:*}.so.2 ]] || echo "$pair"
	done
}

@test "without their daemons, SSSD's and nslcd's modules let nobody in" {
	[[ -n $(modules) ]]
	for pair in $(modules); do
		directory "${pair%%:*}"
		keeps_out "$STUDENTS"
		keeps_out "[default]\nuncovered = allow\n$STUDENTS"
		lets_in eve outside
		lets_in root outside
		lets_in alice 'inside confined'
	done
}

@test "with daemons that hang neither, and others wait for ten seconds" {
	local begin now

	for pair in $(modules); do
		directory "${pair%%:*}"
		daemon "${pair#*:}"
		machine_ms begin
		keeps_out "[default]\nuncovered = allow\n$STUDENTS"
		lets_in root outside
		lets_in alice 'inside confined'
		machine_ms now
		((now - begin < 35000)) || fail "$pair: $((now - begin)) ms"
		daemon_end
	done
}

@test "control: with a directory that hangs, a lookup of a group takes longer than that" {
	pair=$(modules | head -n 1)
	directory "${pair%%:*}"
	daemon "${pair#*:}"
	run on_host timeout 15 getent initgroups alice
	assert_equal "$status" 124 "status ($output)"
}
