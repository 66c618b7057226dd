#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A jail that outlives its sessions: what of /etc the host makes follows the host at the next login, without
# a mount, in both trust modes.

load ../lib/jail

setup_file() {
	jail_host
	[[ -e $HOST_ROOT/usr/share/zoneinfo/Europe/Berlin ]] || fail "needs tzdata"
	on_host_bash '
		cp -a "$1" "$2"
		mkdir -p "$2/usr/share/zoneinfo/Europe"
		cp -L /usr/share/zoneinfo/Europe/Berlin "$2/usr/share/zoneinfo/Europe/"
		echo Etc/UTC >"$2/etc/timezone"
	' "$HOST_ROOTFS" /srv/rootfs/zones
	install -m 4755 "$BUILD/tools/prober" "$HOST_ROOT/srv/rootfs/zones/bin/prober"
}

setup() {
	session_begin
	host_resolver 192.0.2.1
	host_zone Europe/Berlin
}

teardown() {
	on_host nsjailctl kill alice >/dev/null 2>&1 || true
	eventually no_overlay
	on_host rm -rf /var/lib/pam_nsjail
	jail_end
}

no_overlay() {
	[[ ! -e $HOST_ROOT/var/lib/pam_nsjail/1001 ]] || flock -n "$HOST_ROOT/var/lib/pam_nsjail/1001" true
}

# By a rename, as those who write it do.
host_resolver() {
	on_host_bash 'rm -f /etc/resolv.conf.new; echo "nameserver $1" >/etc/resolv.conf.new; mv -T /etc/resolv.conf.new /etc/resolv.conf' "$1"
}

host_zone() {
	on_host_bash 'ln -sfn "/usr/share/zoneinfo/$1" /etc/localtime' "$1"
}

# long_lived PRIVATE MODE ROOTFS
long_lived() {
	printf '%s\n' '[default]' "rootfs = $3" "rootfs_mode = $2" "user_namespace = $1" 'scope = user' 'linger = forever' 'network = host' | host_config
}

MOUNTS='cat /proc/self/mountinfo'
LOOK='cat /etc/resolv.conf /etc/timezone; date +%Z; realpath /etc/localtime'

follows() {
	local mounts

	jail_hold first alice
	mounts=$(jail_ask first "$MOUNTS")
	assert_match "$(jail_ask first "$LOOK")" $'^nameserver 192.0.2.1\nEurope/Berlin\nCES?T\n/usr/share/zoneinfo/Europe/Berlin$'
	jail_ask first 'exec 5</etc/resolv.conf; tail -f /dev/null & exec 5<&-'
	host_resolver 192.0.2.2
	host_zone Asia/Tokyo
	jail_login alice "$LOOK"
	assert_match "$output" "^nameserver 192.0.2.2"$'\n'"Asia/Tokyo"$'\n'"JST"$'\n'"$1\$" "the next login" || return
	assert_match "$(jail_ask first "$LOOK")" "192.0.2.2"$'\n'"Asia/Tokyo"$'\n'"JST"
	assert_equal "$(jail_ask first "$MOUNTS")" "$mounts" mounts
	host_zone Europe/Berlin
	jail_login alice "$LOOK"
	assert_match "$output" $'\nEurope/Berlin\nCES?T\n/usr/share/zoneinfo/Europe/Berlin$' "and back" || return
	jail_release first
	host_resolver 192.0.2.3
	jail_login alice "$LOOK"
	assert_match "$output" '^nameserver 192.0.2.3' "after its last session"
	host_resolver 192.0.2.1
}

in_all() {
	local private mode

	for private in no yes; do
		for mode in readonly overlay volatile; do
			long_lived "$private" "$mode" "$1"
			follows "$2" || fail "user_namespace = $private, $mode" || return
			on_host nsjailctl kill alice
			eventually no_overlay
			on_host rm -rf /var/lib/pam_nsjail
		done
	done
}

@test "@usr" {
	in_all @usr /usr/share/zoneinfo/Asia/Tokyo
}

@test "a rootfs, which has no file of the new zone" {
	in_all /srv/rootfs/zones /run/host/localtime
}

# The text of a link is for good; what it leads to is not.
@test "who looks no further than one link has the zone that the jail was made with, in any scope the next one" {
	local one_step='readlink /etc/localtime'

	for private in no yes; do
		long_lived "$private" readonly @usr
		jail_hold first alice
		assert_equal "$(jail_ask first "$one_step")" /run/host/zoneinfo/Europe/Berlin
		host_zone Asia/Tokyo
		jail_login alice "$one_step; realpath /etc/localtime; date +%Z"
		assert_equal "$output" $'/run/host/zoneinfo/Europe/Berlin\n/usr/share/zoneinfo/Asia/Tokyo\nJST'
		jail_release first
		on_host nsjailctl kill alice
		jail_login alice "$one_step"
		assert_equal "$output" /run/host/zoneinfo/Asia/Tokyo "the next jail"
		on_host nsjailctl kill alice
		host_zone Europe/Berlin
	done
}

@test "nobody in the jail writes there, his root neither" {
	for mode in readonly overlay; do
		long_lived no "$mode" /srv/rootfs/zones
		jail_login alice 'ls -A /run/host | xargs; echo x 2>&1 >/run/host/resolv.conf; rm /run/host/resolv.conf 2>&1; touch /run/host/new 2>&1'
		assert_match "$output" $'^localtime resolv.conf timezone zoneinfo\n'
		assert_equal "$(grep -cE 'Read-only|denied' <<<"$output")" 3 "$output"
		on_host nsjailctl kill alice
		eventually no_overlay
		on_host rm -rf /var/lib/pam_nsjail
		long_lived yes "$mode" /srv/rootfs/zones
		jail_login alice 'prober root sh -c "id -u"
			for do in "echo x >/run/host/resolv.conf" "rm -f /run/host/resolv.conf" "umount /run/host" "rm /run/host/zoneinfo/Europe/Berlin" "mount -o remount,rw /run/host" "mv /run/host /run/other"; do
			prober root sh -c "$do" 2>/dev/null && echo "$do: done"; done; cat /run/host/resolv.conf'
		assert_equal "$output" $'0\nnameserver 192.0.2.1' "what his root does"
		on_host nsjailctl kill alice
		eventually no_overlay
		on_host rm -rf /var/lib/pam_nsjail
	done
}

@test "a jail of one session, and one whose /run a key has, have files of their own" {
	printf '%s\n' '[default]' 'rootfs = @usr' 'scope = session' 'network = host' | host_config
	jail_login alice 'readlink /etc/resolv.conf; ls -d /run/host 2>/dev/null; cat /etc/resolv.conf'
	assert_equal "$output" 'nameserver 192.0.2.1'
	long_lived no readonly @usr
	on_host mkdir -p /srv/run
	sed -i 's/^network/bind = \/srv\/run:\/run\n&/' "$HOST_ROOT$CONFIG_PATH"
	jail_login alice 'readlink /etc/resolv.conf; cat /etc/resolv.conf'
	assert_equal "$output" 'nameserver 192.0.2.1'
}

@test "a host without these files any more leaves those that the jail has" {
	long_lived no readonly @usr
	jail_login alice true
	on_host_bash 'rm -f /etc/resolv.conf /etc/localtime; mkfifo /etc/resolv.conf'
	jail_login alice "$LOOK"
	assert_match "$output" $'^nameserver 192.0.2.1\nEurope/Berlin\nCES?T\n'
	on_host rm -f /etc/resolv.conf
}
