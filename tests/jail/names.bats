#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Names of people and groups as directories have them (tests/tools/libnss_outage.c), homes that are spelled in
# odd ways, shells that a bind brings. JAIL_MODE=private for that mode.

load ../lib/ctl

setup_file() {
	need ldconfig sshd ssh ssh-keygen su || return 0
	ctl_host ldconfig
	host_jail_service sshd su
	host_sshd_start
	on_host_bash '
		set -e
		[[ ! -d /var/cache/ldconfig ]] || mount -t tmpfs -o mode=0755 tmpfs /var/cache/ldconfig
		mkdir /srv/service
		cp /srv/host/tools/libnss_outage.so /srv/service/libnss_outage.so.2
		echo /srv/service >>/etc/ld.so.conf
		ldconfig -X
		sed -i -E "/^(passwd|group|initgroups|shadow):/d" /etc/nsswitch.conf
		printf "%s: files outage\n" passwd group shadow >>/etc/nsswitch.conf
		mkdir -m 0700 /home/hugo /home/gus /home/anna
		chown 7004:7004 /home/hugo
		chown 7005:7005 /home/gus
		chown 7006:7006 /home/anna
		printf "%s\n" "odd name:x:7010:7010:Odd, one:/home:/bin/sh" "Alice:x:7011:7011::/home:/bin/sh" >>/etc/passwd
		echo "odd group, of two:x:7012:odd name,Alice" >>/etc/group
		printf "%s\n" "odd name:*:19000::::::" "Alice:*:19000::::::" >>/etc/shadow
	'
	host_subids hugo 1008
	on_host cp /etc/passwd /srv/passwd
}

setup() {
	jail_begin
	directory
}

teardown() {
	directory
	on_host_bash 'cp /srv/passwd /etc/passwd; rm -rf /home/hugo/*'
	jail_end
}

# directory KEY WORD...: what it has, and does not do.
directory() {
	: >"$HOST_ROOT/srv/service/outage"
	(($# == 0)) || printf '%s %s\n' "$@" >>"$HOST_ROOT/srv/service/outage"
}

unjailed() {
	run on_host /srv/host/tools/caller nsjail-caller "$1" save open where close gone
	assert_match "$output" $'^open success\noutside' "$1 ($(host_log_refusals))"
}

refuses_for() {
	: >"$HOST_LOG"
	run on_host /srv/host/tools/caller nsjail-caller "$1" save open where close gone
	assert_match "$output" 'open perm_denied' "$1" || return
	assert_match "$(host_log_refusals)" "$2" "log line"
}

# what nsjailctl tells to do about the last refusal.
way_out() {
	ctl why --log /srv/host/log "$(host_log_refusals | sed -n 's/.*event=refuse id=\([0-9a-f]*\).*/\1/p' | tail -n 1)"
	printf '%s\n' "$output"
}

@test "whom no section is about is let in, whatever he is called" {
	host_config <<<"[user alice]
rootfs = $HOST_ROOTFS"
	unjailed 'odd name'
	unjailed Alice
	host_config <<<"[default]
uncovered = allow
[user alice]
rootfs = $HOST_ROOTFS"
	for name in hugo HUGO hugo@example.test 'EXAMPLE\gus' 'anna lee'; do
		unjailed "$name"
	done
	# Exempt is as good as not covered.
	session_config
	sed -i 's/group exempt/group odd group, of two/' "$HOST_ROOT$CONFIG_PATH"
	unjailed 'odd name'
	unjailed Alice
}

@test "who would be jailed is refused for a name that a jail can not have, and his administrator told what to do" {
	refuses_for 'odd name' "user name 'odd name' can not be used in a jail \("
	assert_match "$(way_out)" 'usermod -l'
	refuses_for 'anna lee' "user name 'anna lee' can not be used in a jail \("
	refuses_for 'EXAMPLE\gus' "user name 'EXAMPLE.gus' can not be used in a jail for its backslash"
	assert_match "$(way_out)" 'use_fully_qualified_names = False or full_name_format = .* in sssd.conf, winbind use default domain = yes'
	ctl check 'EXAMPLE\gus'
	assert_match "$output" 'for its backslash'
	assert_match "$output" 'use_fully_qualified_names'
}

@test "by whatever name he comes, the account's own one is that of his jail" {
	printf '%s\n' '[user hugo]' 'hostname = hugos' >>"$HOST_ROOT$CONFIG_PATH"
	for name in hugo HUGO hugo@example.test; do
		run on_host "$LOGINS" nsjail "$name" 1 /bin/sh -c 'hostname; id -un; id -u; ls -d ~hugo'
		assert_equal "$output" $'hugos\nhugo\n7004\n/home/hugo' "$name ($(host_log_refusals))"
		run on_host su "$name" -c 'hostname; id -un; id -G'
		assert_equal "$output" $'hugos\nhugo\n7004 7500 7600' "su $name ($(host_log_refusals))"
		run host_ssh "$name" 'hostname; id -un; echo mine >~/file; cat ~/file'
		assert_equal "$output" $'hugos\nhugo\nmine' "ssh $name ($(host_log_refusals))"
		run host_ssh -tt "$name" 'hostname'
		# Older clients say that the connection is closed.
		output=${output//$'\r'/}
		assert_equal "${output%%$'\n'Connection to *}" hugos "ssh -t $name ($(host_log_refusals))"
	done
}

@test "a group whose name no file can hold goes by its number, one with 250,000 members by its name" {
	run on_host "$LOGINS" nsjail hugo 1 /bin/sh -c 'id -Gn; grep ^hugo: /etc/passwd'
	assert_match "$output" $'^hugo group7500 crowd\nhugo:\\*:7004:7004::/home/hugo:/bin/sh' "hugo ($(host_log_refusals))"
	# As the name of a section, too, which is looked up.
	host_config <<<"[default]
rootfs = $HOST_ROOTFS
[group crowd]
hostname = crowded
$([[ ${JAIL_MODE:-plain} == plain ]] || echo 'user_namespace = yes')"
	run on_host "$LOGINS" nsjail hugo 1 /bin/hostname
	assert_equal "$output" crowded "hugo ($(host_log_refusals))"
	run on_host "${HELPER_PATH%/*}/pam_nsjail_groups" crowd
	assert_equal "$output" 7600
}

@test "1,500 groups of a directory with long names cost few questions, and the session comes up" {
	directory many 1500 slow 5
	# One by one they would take 7.5 s.
	REFUSAL_MS=3000 in_time jail_login hugo true
	# A user namespace has places for so many above its range.
	count=1503 last=201499
	[[ ${JAIL_MODE:-plain} == plain ]] || count=537 last=200533
	jail_login hugo 'id -G | wc -w; id -G | tr " " "\n" | sort -n | tail -n 1; grep -c people-of /etc/group'
	assert_match "$output" "^$count"$'\n'"$last"$'\n6[0-4]$' "groups ($(host_log_refusals))"
}

@test "1,500 groups of the host's file cost one reading of it" {
	local begin end gid

	on_host cp /etc/group /srv/group
	for ((gid = 20000; gid < 21500; gid++)); do
		echo "group-of-many-$gid:x:$gid:alice,$(printf 'member%s,' {1..40})eve"
	done >>"$HOST_ROOT/etc/group"
	jail_login alice true
	machine_ms begin
	jail_login alice true
	machine_ms end
	jail_login alice 'id -G | wc -w; grep -c group-of-many /etc/group'
	on_host cp /srv/group /etc/group
	assert_equal "$output" $'1503\n1500' "groups ($(host_log_refusals))"
	((end - begin < 1000)) || fail "$((end - begin)) ms"
}

# home_is HOME: fred's, as his line in passwd spells it.
home_is() {
	HOME_PATH=$1 perl -pi -e 's,^fred:.*,fred:x:1005:1005::$ENV{HOME_PATH}:/bin/sh,' "$HOST_ROOT/etc/passwd"
}

@test "a home with a slash at its end, two of them, or a dot, is the home" {
	for home in /home/fred/ //home/fred /home//fred/ /home/./fred /home/fred/.; do
		home_is "$home"
		jail_login fred 'echo here >~/file && cd && pwd -P && grep -c " /home/fred " /proc/self/mountinfo && grep ^fred: /etc/passwd'
		assert_equal "$output" $'/home/fred\n1\nfred:*:1005:1005::/home/fred:/bin/sh' "$home ($(host_log_refusals))"
		assert_equal "$(on_host cat /home/fred/file)" here
		rm "$HOST_ROOT/home/fred/file"
	done
}

@test "a home by way of a link is refused, and the account is what is to be mended" {
	ln -sfn /home "$HOST_ROOT/srv/people"
	ln -sfn fred "$HOST_ROOT/home/freddy"
	for home in /srv/people/fred /home/freddy; do
		home_is "$home"
		refuses_for fred "home '$home': '.*' is a symbolic link on the way to the home"
		assert_match "$(way_out)" 'usermod -d PATH USER'
	done
	rm "$HOST_ROOT/srv/people" "$HOST_ROOT/home/freddy"
}

@test "a login shell that a bind brings is found, one that it can not run is refused" {
	on_host_bash 'umask 022; mkdir -p "$1/opt/tools" "$1/opt/shell" /srv/tools/{bin,link,out}; touch "$1/opt/shell/sh"
		cp /bin/busybox /srv/tools/bin/ash; cp /bin/busybox /srv/tools/sh; echo text >/srv/tools/bin/text
		ln -sfn /opt/tools/profile/ash /srv/tools/link/sh; ln -sfn ../tools/./bin /srv/tools/profile; ln -sfn /bin/sh /srv/tools/out/sh
		ln -sfn round /srv/tools/bin/round; ln -sfn opt "$1/link"' "$HOST_ROOTFS"
	for pair in /srv/tools:/opt/tools=/opt/tools/bin/ash /srv/tools/sh:/opt/shell/sh=/opt/shell/sh \
		/srv/tools:/opt/tools=/link/tools/bin/ash /srv/tools:/opt/tools=/opt/tools/link/sh \
		/srv/tools:/opt/tools=/link/../opt//tools/out/sh; do
		session_config "bind = ${pair%=*}"
		sed -i "s,^fred:.*,fred:x:1005:1005::/home/fred:${pair#*=}," "$HOST_ROOT/etc/passwd"
		run on_host su fred -c 'echo $0; hostname'
		assert_match "$output" $'\nfred$' "$pair ($(host_log_refusals))"
	done
	for shell in /opt/tools/bin/none /opt/tools/bin/text /opt/tools/bin /opt/tools/bin/round; do
		session_config 'bind = /srv/tools:/opt/tools'
		sed -i "s,^fred:.*,fred:x:1005:1005::/home/fred:$shell," "$HOST_ROOT/etc/passwd"
		refuses_for fred "shell '$shell'"
	done
	session_config 'bind = /srv/tools:/opt/tools:noexec'
	sed -i "s,^fred:.*,fred:x:1005:1005::/home/fred:/opt/tools/bin/ash," "$HOST_ROOT/etc/passwd"
	refuses_for fred "shell '/opt/tools/bin/ash' is on a mount with noexec"
}
