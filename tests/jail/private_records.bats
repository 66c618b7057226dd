#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The files that sshd and login open by themselves in a jail with a user namespace, for records of logins, are the
# host's: a tenant's root can not put anything in their place, and what he has left there is not looked at.

load ../lib/private

setup_file() {
	need sshd ssh ssh-keygen || return 0
	private_host
}

setup() {
	session_begin
	session_config 'rootfs_mode = volatile'
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	on_host_bash 'cd "$1" && rm -rf var/log/* var/lib/wtmpdb var/lib/lastlog' "$HOST_ROOTFS"
	session_end
}

# shellcheck disable=SC2016
KINDS='for f in /run/utmp /var/log/wtmp /var/log/btmp /var/log/lastlog; do stat -c "%F %u %a" $f; done | sort | uniq -c | xargs'

@test "they are there and empty, his to write, and not to replace" {
	assert_equal "$(host_ssh alice "$KINDS")" "4 regular empty file 0 664"
	run as_root alice 'cd /var/log; for f in wtmp /run/utmp; do rm -f $f; mv $f aside; mkfifo $f; umount $f; ln -sf /etc/passwd $f; done'
	[ "$status" -ne 0 ]
	run as_root alice "cd /var/log; rm -f wtmp; mkfifo wtmp; umount wtmp; ln -sf x wtmp; $KINDS; echo record >>wtmp && cat wtmp" 2>/dev/null
	assert_match "$output" '4 regular empty file 0 664'
	assert_match "$output" $'\nrecord'
}

@test "control: another file of the same directory he can replace" {
	assert_match "$(as_root alice 'cd /var/log; echo text >other; rm other; mkfifo other; stat -c %F other')" fifo
}

@test "FIFOs in the rootfs, and links, hold nobody up" {
	on_host_bash 'cd "$1/var/log" && mkfifo wtmp lastlog && ln -s /nowhere/at/all btmp' "$HOST_ROOTFS"
	run timeout 10 nsenter -t "$HOST_PID" -a env -i PATH="$PATH" ssh -F /srv/host/ssh_config -tt alice@host 'id -un; stat -c %F /var/log/wtmp' </dev/null
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" $'alice.*\nregular'
}

@test "a data base that stands in the rootfs can not be opened, nor made where there is none" {
	on_host_bash 'cd "$1" && echo prepared >var/log/wtmp.db && echo prepared >var/log/wtmp.db-journal && mkdir -p var/lib/wtmpdb && echo prepared >var/lib/wtmpdb/wtmp.db' "$HOST_ROOTFS"
	run as_root alice 'cat /var/log/wtmp.db /var/log/wtmp.db-journal /var/lib/wtmpdb/wtmp.db'
	assert_equal "$(grep -c prepared <<<"$output")" 0
	on_host_bash 'cd "$1" && rm -rf var/log/* var/lib/wtmpdb' "$HOST_ROOTFS"
	run as_root alice 'for f in /var/log/wtmp.db /var/lib/wtmpdb/wtmp.db /var/lib/lastlog/lastlog2.db; do echo prepared >$f; cat $f; done'
	assert_equal "$(grep -c prepared <<<"$output")" 0
}

@test "in plain mode a data base or a journal that is not root's is refused" {
	session_config 'user_namespace = no'
	for file in var/log/wtmp.db var/log/wtmp.db-journal var/log/wtmp.db-wal var/lib/wtmpdb/wtmp.db var/lib/lastlog/lastlog2.db; do
		: >"$HOST_LOG"
		on_host_bash 'cd "$1" && mkdir -p "${2%/*}" && echo prepared >"$2" && chown 1001 "$2"' "$HOST_ROOTFS" "$file"
		run host_ssh alice 'echo inside'
		assert_equal "$status" 254 "status with $file"
		assert_refused "$output" "$file'? is not owned by root"
		on_host chown 0 "$HOST_ROOTFS/$file"
		assert_equal "$(host_ssh alice 'echo inside')" inside "with root's $file"
		on_host rm "$HOST_ROOTFS/$file"
	done
}

@test "a base that nobody writes to gets no new places" {
	session_config
	on_host_bash ': >"$1/var/log/wtmp"' "$HOST_ROOTFS"
	assert_equal "$(host_ssh alice 'ls /var/log; stat -c "%F %a" /var/log/wtmp /run/utmp | sort -u')" $'wtmp\nregular empty file 664'
}
