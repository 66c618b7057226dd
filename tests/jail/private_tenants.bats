#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Two tenants whose ranges touch, both as their own root, at the same time, on the same base: neither
# reaches the other through files, ids, queues, networks or signals.

load ../lib/private

setup_file() {
	need sshd ssh ssh-keygen ipcmk || return 0
	private_host
	host_rootfs_program "$HOST_ROOTFS" "$(on_host which ipcmk)"
	on_host mount -t tmpfs -o mode=0755 tmpfs /var/lib
	on_host mkdir -m 1777 /srv/shared
}

setup() {
	session_begin
	session_config 'rootfs_mode = overlay' 'bind = /srv/shared:/mnt:rw'
}

teardown() {
	end_tenants
	on_host_bash 'rm -rf /var/lib/pam_nsjail /srv/shared/*'
	session_end
}

both() {
	begin_tenant bob "prober root sh -c '$1'"
	as_root alice "$2"
}

@test "control: their ranges touch" {
	assert_equal "$(range_of bob)" "$(($(range_of alice) + 65536))"
}

@test "no id of one is an id of the other" {
	session_config 'rootfs_mode = volatile'
	begin_tenant alice
	begin_tenant bob
	run on_host_bash 'for pid in $(pgrep -x sleep); do awk "/^Uid/ { print \$2 }" /proc/$pid/status; done'
	assert_equal "$(sort <<<"$output" | xargs)" "$(($(range_of alice) + 1001)) $(($(range_of bob) + 1002))"
	run as_root alice 'touch /f; for id in 65535 65536 66538; do chown $id /f 2>&1 && stat -c %u /f; done'
	assert_equal "$(grep -c '^[0-9]*$' <<<"$output")" 1 "ids that can be taken ('$output')"
}

@test "temporary files, memory and overlays are not shared" {
	run both 'touch /tmp/bobs /dev/shm/bobs /run/bobs /var/tmp/bobs /etc/bobs; ls /tmp' \
		'ls /tmp /dev/shm /run /var/tmp /etc; touch /etc/alices'
	assert_match "$(<"$HOST_DIR/bob")" bobs "control: what bob sees"
	[[ $output != *bobs* ]] || fail "seen: $output"
	assert_equal "$(host_ssh bob 'ls /etc' | grep -c alices)" 0 "files of alice"
}

# In a bind only the user's own ids are mapped: bob's are nobody's to alice, and closed to her root.
@test "a directory that both may write to shows the other's files as nobody's" {
	host_ssh bob 'echo secret >/mnt/bobs; chmod 0600 /mnt/bobs; echo open >/mnt/open; chmod 0666 /mnt/open' || true
	run on_host stat -c %u /srv/shared/bobs
	if [[ $status == 0 ]]; then
		assert_equal "$output" 1002 "owner on disk"
		run as_root alice 'stat -c %u /mnt/bobs; cat /mnt/bobs; rm /mnt/bobs; chown 0 /mnt/bobs'
		assert_match "$output" 65534
		[[ $output != *secret* ]] || fail "read: $output"
		assert_equal "$(on_host cat /srv/shared/bobs)" secret
	fi
	run as_root alice 'echo mine >/mnt/roots'
	assert_equal "$(on_host_bash 'find /srv/shared -mindepth 1 ! -uid 1002' )" "" "files of others"
}

@test "queues, segments and semaphores are not shared" {
	begin_tenant bob 'prober root sh -c "touch /dev/mqueue/bobs; ls /dev/mqueue"'
	assert_match "$(<"$HOST_DIR/bob")" bobs "control: what bob sees"
	assert_equal "$(as_root alice 'ls /dev/mqueue')" ""
	end_tenants
	begin_tenant bob 'prober root sh -c "for kind in -Q -S\ 1 -M\ 4096; do ipcmk -p 0666 \$kind; done; cat /proc/sysvipc/*"'
	assert_equal "$(grep -c ' 666 ' "$HOST_DIR/bob")" 3 "control: what bob sees"
	run as_root alice 'cat /proc/sysvipc/*'
	assert_equal "${#lines[@]} $(grep -c key <<<"$output")" "3 3" "what alice's root sees, headings alone"
}

@test "networks are not shared: the same port, nothing in between" {
	begin_tenant bob 'prober root sh -c "echo from bob | nc -l -p 80 & sleep 0.5"'
	run as_root alice 'nc -w 1 127.0.0.1 80 </dev/null; echo from alice | nc -l -p 80 & sleep 0.3; nc -w 1 127.0.0.1 80 </dev/null'
	assert_equal "$(grep from <<<"$output")" "from alice"
}

@test "signals, priorities and traces do not reach the other" {
	begin_tenant bob
	pid=$(on_host pgrep -x sleep)
	run as_root alice "kill -9 $pid; renice -n 5 $pid; prober kill 9"
	on_host_bash 'kill -0 "$1"' "$pid"
	run as_root alice "prober peek $pid"
	assert_denied "$output" 10
	# As the ids that alice's root has on the host, without a jail around: still nothing.
	base=$(range_of alice)
	run on_host setpriv --reuid "$base" --regid "$base" --clear-groups sh -c "kill -0 $pid || /srv/host/tools/prober peek $pid"
	assert_denied "$output" 10
	run on_host /srv/host/tools/prober peek "$pid"
	(($(grep -c ': done$' <<<"$output") >= 8)) || fail "control: $output"
}
