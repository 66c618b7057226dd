#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A tenant's root who changes his system under the feet of his own connection: sshd goes on with
# channels, ptys, lookups and the close. What it then loads or obeys has his ids, and nobody else's.

load ../lib/private

setup_file() {
	need sshd ssh ssh-keygen || return 0
	private_host
	host_rootfs_program "$HOST_ROOTFS" "$(on_host which getent)"
}

setup() {
	session_begin
	session_config 'rootfs_mode = volatile'
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	on_host timeout 5 ssh -q -F /srv/host/ssh_config -S /tmp/master -O exit alice@host 2>/dev/null || true
	end_tenants
	session_end || return
	session_config
	run host_ssh alice "$JAIL_PROBE"
	assert_jailed "$output" alice
}

# Every process of the host that is alice's: what she could have got to run.
assert_only_own_ids() {
	local base namespace

	base=$(range_of alice)
	# The newest: that of the test before may not be quite gone yet.
	namespace=$(on_host_bash 'readlink /proc/$(pgrep -n -x nsjail-init)/ns/user')
	run on_host_bash 'for pid in $(ls /proc | grep "^[0-9]"); do
		[[ $(readlink /proc/$pid/ns/user) == "$1" ]] && awk "/^Uid/ { print \$2, \$3, \$4, \$5 }" /proc/$pid/status
	done; :' "$namespace"
	(($(wc -l <<<"$output") >= 3)) || fail "processes: '$output'"
	assert_equal "$(tr ' ' '\n' <<<"$output" | awk -v base="$base" '$1 < base || $1 >= base + 65536')" "" "ids out of the range"
}

# Of sshd, which knows keys of the host, and of init: what is not dumpable is root's. Some may end meanwhile.
assert_memories_closed() {
	run on_host_bash 'for pid in $(pgrep -x "sshd|nsjail-init"); do
		stat -c "%u %n" /proc/$pid/mem 2>/dev/null
	done; :'
	(($(wc -l <<<"$output") >= 2)) || fail "processes: '$output'"
	assert_equal "$(grep -v '^0 ' <<<"$output")" "" "memories that are open"
}

# A second channel of the same connection, after the tenant's root did WHAT.
another_channel_after() {
	host_ssh -fNM -S /tmp/master alice
	host_ssh -S /tmp/master alice "prober root sh -c '$1'" 3>&- || true
	assert_only_own_ids
	run timeout 10 nsenter -t "$HOST_PID" -a env -i PATH="$PATH" \
		ssh -F /srv/host/ssh_config -S /tmp/master alice@host "id -u; readlink /proc/self/ns/mnt" </dev/null
	[[ $status != 124 ]] || fail "the second channel hangs"
	[[ $output != *"$(on_host readlink /proc/1/ns/mnt)"* ]] || fail "outside: $output"
	second=$output
	run timeout 10 nsenter -t "$HOST_PID" -a env -i PATH="$PATH" \
		ssh -F /srv/host/ssh_config -S /tmp/master -tt alice@host "id -u" </dev/null
	[[ $status != 124 ]] || fail "the second channel with a pty hangs"
	# sshd may have given up, also while we look, but then there is nothing left of it.
	has_no_init || assert_only_own_ids || eventually has_no_init
}

has_no_init() {
	! on_host pgrep -x nsjail-init >/dev/null
}

# A name service in the rootfs that says who has loaded it.
evil_plant() {
	local libc

	libc=$(on_host_bash 'ldd "$(command -v getent)" | grep -o "/[^ ]*/libc\.so\.6"')
	on_host_bash 'mkdir -p "$1/evil"; cp /srv/host/tools/libnss_evil.so "$1$2/libnss_evil.so.2"; : >"$1/evil/mark"; chmod 0666 "$1/evil/mark"' \
		"$HOST_ROOTFS" "${libc%/*}"
}

is_in_or_over() {
	grep -q '^ready' "$HOST_DIR/second" || ! kill -0 "$1" 2>/dev/null
}

# second_session [OPTION...]: another login of alice's, which stays if it can. What it said is in $second.
second_session() {
	local pid

	: >"$HOST_DIR/second"
	host_ssh "$@" alice 'id -u; readlink /proc/self/ns/mnt; echo ready; sleep 300' >"$HOST_DIR/second" 2>&1 3>&- </dev/null &
	pid=$!
	EVENTUALLY_MS=10000 eventually is_in_or_over "$pid" || fail "the second login hangs"
	assert_only_own_ids
	assert_memories_closed
	second=$(tr -d '\r' <"$HOST_DIR/second")
	[[ $second != *"$(on_host readlink /proc/1/ns/mnt)"* ]] || fail "outside: $second"
	[[ $second != *ready* ]] || assert_equal "$(grep -A 1 '^1001$' <<<"$second")" $'1001\n'"$first" "ids and namespace"
}

# Two more logins of the same tenant, who come into the jail that is there, where his root did WHAT.
join_after() {
	session_config 'scope = user' 'rootfs_mode = volatile'
	begin_tenant alice "readlink /proc/self/ns/mnt; prober root sh -c '$1'"
	first=$(head -n 1 "$HOST_DIR/alice")
	second_session
	without_pty=$second
	second_session -tt
}

@test "control: without that, later logins come into the same jail" {
	join_after 'mkdir /tmp/own && mount -t tmpfs none /tmp/own'
	assert_match "$without_pty" ready
	assert_match "$second" ready
}

@test "a later login: an empty tmpfs over /etc" {
	join_after 'mount -t tmpfs none /etc'
}

@test "a later login: an /etc with a name service and accounts of his own" {
	evil_plant
	join_after 'mount -t tmpfs none /etc; for d in passwd group shadow initgroups hosts; do echo "$d: evil files"; done >/etc/nsswitch.conf; echo "alice::0:0::/:/bin/sh" >/etc/passwd; echo "disk:x:6:alice" >/etc/group; getent passwd nobody; :'
	# Whoever has loaded it was his root or himself; another's id would be 65534 there.
	run on_host_bash 'sort -u "/proc/$(pgrep -n -x nsjail-init)/root/evil/mark"'
	assert_match "$output" "nss uid 0"
	assert_equal "$(grep -vxE 'nss uid (0|1001)' <<<"$output")" "" "others who have loaded it"
	assert_equal "$(cat "$HOST_ROOT$HOST_ROOTFS/evil/mark")" "" "the mark on the host"
	on_host rm -rf "$HOST_ROOTFS/evil"
}

@test "a later login: an empty tmpfs over /lib and /usr" {
	join_after 'mount -t tmpfs none /lib; mount -t tmpfs none /usr'
}

@test "a later login: an empty tmpfs over /dev/pts, or a devpts of his own" {
	join_after 'mount -t tmpfs none /dev/pts'
	assert_match "$without_pty" ready
	end_tenants
	join_after 'mount -t devpts -o newinstance,mode=0666,ptmxmode=0666 none /dev/pts'
	assert_match "$without_pty" ready
}

@test "control: without that, the second channel works" {
	another_channel_after true
	assert_equal "$(head -n 1 <<<"$second")" 1001 "uid in the second channel"
}

@test "an empty tmpfs over /etc" {
	another_channel_after 'mount -t tmpfs none /etc'
}

@test "an /etc with a name service of his own" {
	session_config 'rootfs_mode = volatile' 'scope = session'
	evil_plant
	another_channel_after 'for d in passwd group shadow initgroups hosts; do echo "$d: evil files"; done >/etc/nsswitch.conf; getent passwd nobody; cat /evil/mark'
	# The control: it is loaded by whoever looks something up. What is left on the host bears no mark.
	assert_equal "$(cat "$HOST_ROOT$HOST_ROOTFS/evil/mark")" ""
	assert_equal "$(host_ssh alice 'for d in passwd group; do echo "$d: evil files"; done >/tmp/n; prober root cp /tmp/n /etc/nsswitch.conf; getent passwd nobody >/dev/null; cat /evil/mark')" "nss uid 1001"
	on_host rm -rf "$HOST_ROOTFS/evil"
}

@test "an empty tmpfs over /lib and /usr" {
	another_channel_after 'mount -t tmpfs none /lib; mount -t tmpfs none /usr'
}

@test "an empty tmpfs over /dev/pts" {
	another_channel_after 'mount -t tmpfs none /dev/pts'
}

@test "a devpts of his own over /dev/pts" {
	another_channel_after 'mount -t devpts -o newinstance,mode=0666,ptmxmode=0666 none /dev/pts'
}

@test "an empty tmpfs over /proc, /home and /bin" {
	another_channel_after 'mount -t tmpfs none /proc; mount -t tmpfs none /home; mount -t tmpfs none /bin'
}

@test "accounts that make him another" {
	another_channel_after 'echo "alice::0:0::/:/bin/sh" >/etc/passwd; echo "disk:x:6:alice" >/etc/group'
}

@test "the next login of the same tenant finds what he left in an overlay, and works or is refused" {
	on_host mount -t tmpfs -o mode=0755 tmpfs /var/lib
	session_config 'rootfs_mode = overlay'
	as_root alice 'rm -rf /etc; ln -s /proc /etc'
	run host_ssh alice 'echo inside'
	assert_equal "$status" 254 status
	assert_refused "$output" "write the host.s files to /etc"
	on_host rm -rf /var/lib/pam_nsjail
	: >"$HOST_LOG"
	as_root alice 'rm /etc/passwd; mkdir /etc/passwd'
	run host_ssh alice 'echo inside'
	assert_equal "$status" 254 status
	assert_refused "$output" "etc/passwd"
	on_host rm -rf /var/lib/pam_nsjail
	# Where the next jail mounts on it is in the way of nobody: mount points stay.
	as_root alice 'rm -rf /var/log /root /usr /home /tmp /dev /proc 2>/dev/null; ln -s /proc/1/root /var/log; ln -s / /usr; :'
	run host_ssh alice 'id -u'
	assert_equal "$output" 1001
	# The jail is there a moment longer.
	eventually on_host umount /var/lib
}

@test "no key of the host is in reach" {
	begin_tenant alice
	key=$(on_host_bash 'sed -n 2p /srv/host/host_key | cut -c1-40')
	[[ -n $key ]]
	run as_root alice "find / -xdev -type f -exec grep -l \"$key\" {} + 2>/dev/null; for pid in \$(ls /proc | grep \"^[0-9]\"); do prober peek \$pid 2>/dev/null | grep \"mem: done\"; done; echo end"
	[[ $output != */* ]] || fail "found: $output"
	# His own shell and prober may be read, sshd and init not.
	assert_memories_closed
}
