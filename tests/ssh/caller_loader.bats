#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The loader of the caller maps no file of the jail: a PAM module before ours reads the jail's files when the
# session is closed and when credentials are deleted, and loads what they name. With the filter taken away, by
# strace(1), the tenant's library runs in the caller: that is the control. In plain mode sshd is back on the host
# when it deletes credentials. JAIL_MODE=private for the other mode.

load ../lib/session

MODULE=/srv/host/tools/libpam_reads_jail.so

setup_file() {
	need sshd ssh ssh-keygen su strace env || return 0
	session_host sshd su
	on_host_bash '
		set -e
		for service in sshd su; do
			sed -i -e "1i auth optional $1\nsession optional $1" "/etc/pam.d/$service"
		done
		mkdir -m 0755 /srv/evil
		cp /srv/host/tools/libnss_evil.so /srv/evil/library.so
		: >/srv/evil/mark
		chmod 0666 /srv/evil/mark
		# Of an id that is in the map of the jail, too: no other file is written to there.
		chown 1001:1001 /srv/evil/mark
		echo /evil/library.so >"$2/etc/reads_jail.conf"
		mkdir "$2/evil"
	' "$MODULE" "$HOST_ROOTFS"
	host_sshd_start
}

setup() {
	session_begin
	session_config 'bind = /srv/evil:/evil:rw'
	: >"$HOST_ROOT/srv/evil/mark"
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	on_host_bash '! pgrep -x strace >/dev/null || pkill -x strace'
	session_end
}

marks() {
	sort -u "$HOST_ROOT/srv/evil/mark"
}

# said WHEN: what the module says of its attempts.
said() {
	host_log_flush
	grep -ao "at $1: .*" "$HOST_LOG" | sort -u
}

assert_not_loaded() {
	assert_equal "$(said "$1")" "at $1: /evil/library.so: failed to map segment from shared object" "attempt at $1"
}

# sshd's monitor ends with its connection, after the close.
monitor_is_gone() {
	! on_host pgrep -f "$(sshd_monitor alice)" >/dev/null
}

@test "su: nothing is loaded at the close" {
	run on_host su alice -c 'id -un; exit 7'
	assert_equal "$status $output" "7 alice"
	assert_not_loaded close
	assert_equal "$(marks)" "" "who has loaded the tenant's library"
}

@test "sshd: nothing is loaded at the close, nor when credentials are deleted" {
	run host_ssh alice 'id -un; exit 7'
	assert_equal "$status $output" "7 alice"
	eventually monitor_is_gone
	assert_not_loaded close
	# Whoever does not come back has nothing of the tenant's around it after the close.
	assert_equal "$(said setcred)" "" "attempt at setcred"
	assert_equal "$(marks)" "" "who has loaded the tenant's library"
}

@test "control: the tenant loads it himself" {
	host_rootfs_program "$HOST_ROOTFS" "$(on_host which env)"
	host_ssh alice "LD_PRELOAD=/evil/library.so $(on_host which env) true"
	assert_equal "$(marks)" "nss uid 1001"
}

# The jail's own filter comes with the one against the loader: that there is none would be noticed.
without_filter() {
	session_config 'bind = /srv/evil:/evil:rw' 'seccomp = off'
}

@test "control: without the filter su loads it at the close, as root" {
	without_filter
	on_host strace -o /dev/null -e trace=seccomp -e inject=seccomp:retval=0:when=1 su alice -c true
	assert_equal "$(said close)" "at close: '/evil/library.so' is loaded"
	assert_equal "$(marks)" "nss uid 0"
}

@test "control: without the filter sshd's monitor loads it, as root" {
	without_filter
	listener=$(<"$HOST_ROOT/run/sshd.pid")
	on_host strace -f -o /dev/null -e trace=seccomp -e inject=seccomp:retval=0:when=1 -p "$listener" 2>/dev/null 3>&- &
	tracer=$!
	eventually on_host_bash '! grep -q "TracerPid:.0$" "/proc/$1/status"' "$listener"
	host_ssh alice true
	eventually monitor_is_gone
	on_host pkill -x strace
	wait "$tracer" || true
	assert_equal "$(said close)" "at close: '/evil/library.so' is loaded"
	assert_equal "$(said setcred)" "" "attempt at setcred"
	assert_equal "$(marks)" "nss uid 0"
}
