#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Many logins and logouts of one user at the same time: none fails, all are confined alike, and
# nothing is left.

load ../lib/session

setup_file() {
	session_host nsjail-jail
}

setup() {
	session_begin
}

# One process can have a second session only if the first one has left it the capabilities that the
# helper needs.
ALL='capabilities = chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap
	net_admin sys_chroot sys_ptrace sys_admin sys_resource mknod'
ALL=${ALL//$'\n\t'/ }

# storm CLIENTS SECONDS PAUSE: logins for so long, and eight of each client at least; what each saw is one line of
# $HOST_DIR/logins. The first one in a jail gives it a name, because the kernel uses the numbers of namespaces again.
# shellcheck disable=SC2016
storm() {
	on_host_bash '
		saw="[ -e /tmp/jail ] || { cat /proc/sys/kernel/random/uuid >/tmp/\$\$; ln /tmp/\$\$ /tmp/jail 2>/dev/null; }
			echo jail:\$(cat /tmp/jail) \$(for n in mnt pid uts ipc cgroup net; do readlink /proc/self/ns/\$n; done
			grep -E \"^(Uid|Gid|Groups|Cap.*|NoNewPrivs|Seccomp):\" /proc/self/status)"
		client() {
			for ((count = 0; SECONDS < $1 || count < 8; count++)); do
				/srv/host/tools/pam_login nsjail-jail alice 1 "$saw; sleep $2" || echo "FAILED $?"
				sleep 0.0$((RANDOM % 5))
			done
		}
		for ((i = 0; i < $1; i++)); do
			client "$2" "$3" &
		done
		wait
	' "$@" >"$HOST_DIR/logins" 2>&1
}

assert_all_alike() {
	local hosts

	assert_equal "$(grep -avE '^jail:[0-9a-f-]+ mnt:\[' "$HOST_DIR/logins")" "" \
		"logins that failed ($(host_log_refusals))"
	assert_equal "$(sed 's/.* Uid:/Uid:/' "$HOST_DIR/logins" | sort -u | wc -l)" 1 "kinds of confinement"
	assert_match "$(head -n 1 "$HOST_DIR/logins")" 'CapBnd: 0+ .*NoNewPrivs: 1'
	hosts=$(host_namespaces)
	assert_equal "$(grep -cFf - "$HOST_DIR/logins" <<<"$hosts")" 0 "logins outside of a jail"
	(($(wc -l <"$HOST_DIR/logins") > 50)) || fail "only $(wc -l <"$HOST_DIR/logins") logins"
}

jail_count() {
	cut -d' ' -f1 "$HOST_DIR/logins" | sort -u | wc -l
}

# Who shares one namespace shares them all.
assert_whole_jails() {
	assert_equal "$(cut -d' ' -f1-7 "$HOST_DIR/logins" | sort -u | wc -l)" "$(jail_count)" \
		"jails with all their namespaces"
}

rough_weather() {
	local seconds=4

	[[ ${LONG:-0} == 1 ]] && seconds=300
	session_config "$@"
	storm 10 "$seconds" "0.0$((RANDOM % 3))"
	assert_all_alike
	assert_whole_jails
	echo "# $(wc -l <"$HOST_DIR/logins") logins, $(jail_count) jails" >&3
}

@test "ten clients, a jail for each session" {
	rough_weather 'scope = session'
	assert_equal "$(jail_count)" "$(wc -l <"$HOST_DIR/logins")" jails
}

@test "ten clients, one jail as long as somebody is in it" {
	rough_weather 'scope = user'
}

@test "ten clients, one jail that lingers" {
	rough_weather 'scope = user' 'linger = 1s'
	assert_equal "$(jail_count)" 1 jails
}

@test "ten clients, one jail for ever" {
	rough_weather 'scope = user' 'linger = forever'
	assert_equal "$(jail_count)" 1 jails
	on_host kill "$(on_host pgrep -x nsjail-keeper)"
	sleep 0.3
	on_host "$HELPER_PATH"
}

# Three that come and go without a pause: the last logout of one meets the first login of another.
@test "first login, second login and last logout at the same moment" {
	rounds=150
	[[ ${LONG:-0} != 1 ]] || rounds=1000
	session_config 'scope = user'
	on_host_bash '
		for ((i = 0; i < $1; i++)); do
			for client in 1 2 3; do
				/srv/host/tools/pam_login nsjail-jail alice 1 "echo mnt:[x]" || echo FAILED &
			done
			wait
		done
	' "$rounds" >"$HOST_DIR/logins" 2>&1
	assert_equal "$(sort "$HOST_DIR/logins" | uniq -c | tr -s ' ')" " $((rounds * 3)) mnt:[x]" logins
}

@test "the same in three processes that do nothing else" {
	session_config 'scope = user' "$ALL" 'seccomp = off'
	on_host_bash '
		for client in 1 2 3; do
			/srv/host/tools/pam_login nsjail-jail alice "$1" || echo FAILED &
		done
		wait
	' 300 >"$HOST_DIR/logins" 2>&1
	assert_equal "$(<"$HOST_DIR/logins")" "" failures
}

@test "the same with an overlay, which only one jail at a time may have" {
	session_config 'scope = user' "$ALL" 'seccomp = off' 'rootfs_mode = overlay' 'overlay_dir = /srv/overlay/%U'
	mkdir -p "$HOST_ROOT/srv/overlay"
	on_host_bash '
		for client in 1 2 3; do
			/srv/host/tools/pam_login nsjail-jail alice "$1" true || echo FAILED &
		done
		wait
	' 100 >"$HOST_DIR/logins" 2>&1
	assert_equal "$(<"$HOST_DIR/logins")" "" failures
}
