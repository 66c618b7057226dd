#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# nsjailctl enter: an administrator in a jail that is up, who has its confinement and gives it nothing.
# In both trust modes with JAIL_MODE.

load ../lib/ctl

setup_file() {
	ctl_host expect jq keyctl
}

status_lines() { # of /proc/self/status, of what is run by "$@"
	"$@" grep -E '^(Cap|NoNewPrivs|Seccomp:|Uid|Gid)' /proc/self/status
}

namespaces='for n in mnt pid uts ipc cgroup net user; do readlink /proc/self/ns/$n; done'

@test "the program is in the user's jail, as he is, and is confined as he is" {
	jail_hold one alice
	ctl enter alice sh -c "$namespaces"
	assert_equal "$status" 0 "status ($output)"
	assert_equal "$output" "$(jail_ask one "$namespaces")" namespaces
	ctl enter alice sh -c "$JAIL_PROBE"
	assert_jailed "$output" alice
	status_lines on_host nsjailctl enter alice >"$HOST_DIR/entered"
	jail_ask one "grep -E '^(Cap|NoNewPrivs|Seccomp:|Uid|Gid)' /proc/self/status" >"$HOST_DIR/own"
	grep -q 'Uid:.*1001' "$HOST_DIR/entered"
	assert_equal "$(<"$HOST_DIR/entered")" "$(<"$HOST_DIR/own")" "confinement"
	ctl enter alice id -G
	assert_equal "$output" '1001 5001 5002' groups
}

@test "it sees the jail's processes and is a session that the keeper knows" {
	jail_hold one alice
	mkfifo "$HOST_DIR/stay"
	on_host nsjailctl enter alice sh -c 'ps | grep -c "[/]bin/sh"; exec sleep 77' >"$HOST_DIR/said" <"$HOST_DIR/stay" 3>&- &
	exec {stay}>"$HOST_DIR/stay"
	eventually grep -q '^1' "$HOST_DIR/said"
	assert_equal "$(ctl_json '.jails[0].sessions | map(.state + " " + .service) | join(",")' list)" \
		'joined nsjail,guest nsjailctl'
	# It ends with the jail, which does not live on for it.
	jail_release one
	eventually no_jails
	exec {stay}>&-
	wait "$!" || true
	! on_host pgrep -f 'sleep 77'
}

no_jails() {
	[[ $(ctl_json '.jails | length' list) == 0 ]]
}

@test "a jail is named by its user, uid, name or session; others are not entered" {
	session_config 'scope = user'
	jail_hold one alice
	for word in alice 1001 "$(ctl_json '.jails[0].jail' list)" "$(ctl_json '.jails[0].sessions[0].id' list)"; do
		ctl enter "$word" hostname
		assert_equal "$output" alice "entered as '$word':"
	done
	for word in bob 1002 00000000 root; do
		ctl enter "$word" echo inside
		assert_equal "$status" 125 "status of '$word'"
		assert_match "$output" 'has no jail, and is none'
	done
	# A jail that lingers has no session, and is entered all the same.
	session_config 'scope = user' 'linger = forever'
	jail_hold two bob
	jail_release two
	ctl enter bob hostname
	assert_equal "$output" bob
	ctl kill bob
}

@test "several jails of one user are not guessed among" {
	session_config 'scope = session'
	jail_hold one alice
	jail_hold two alice
	ctl enter alice echo inside
	assert_equal "$status" 125
	assert_match "$output" 'has several jails'
	ctl enter "$(ctl_json '.jails[1].jail' list)" echo inside
	assert_equal "$output" inside
}

@test "exit codes, arguments, output and input pass through" {
	jail_hold one alice
	ctl enter alice sh -c 'exit 42'
	assert_equal "$status" 42
	ctl enter alice sh -c 'kill -TERM $$'
	assert_equal "$status" 143
	ctl enter alice no-such-program
	assert_equal "$status" 127
	ctl enter alice printf '<%s>' --tool '' 'a  b' "\$(id)"
	assert_equal "$output" "<--tool><><a  b><\$(id)>"
	run on_host_bash 'head -c 3000000 /dev/zero | nsjailctl enter alice cat | wc -c'
	assert_equal "$output" 3000000
	run on_host_bash 'nsjailctl enter alice sh -c "echo out; echo err >&2" 2>/dev/null'
	assert_equal "$output" out
	run on_host_bash 'nsjailctl enter alice yes | head -n 2 | tr "\n" " "'
	assert_equal "$output" 'y y '
}

@test "nothing of the administrator's gets in: descriptors, environment, keys, mask" {
	jail_hold one alice
	# What is no terminal is a pipe, not the file: /proc/self/fd would open that again.
	run on_host_bash '
		umask 077
		exec 7</etc/shadow 8</
		SECRET=1 nsjailctl enter alice sh -c "ls -l /proc/self/fd; env; umask" </etc/shadow 2>&1 >/root/said
		cat /root/said
	'
	assert_equal "$(grep -cE ' [012] -> pipe:' <<<"$output")" 3 "pipes ($output)"
	# The fourth is ls's own, and gone when it looks at it.
	assert_equal "$(grep -cE '^[dl].* [0-9]+( ->|$)' <<<"$output")" 4 "descriptors ($output)"
	[[ $output != *shadow* && $output != *SECRET* && $output != */root* ]]
	assert_match "$output" '0022'
	on_host rm /root/said
}

@test "keys of the administrator stay outside" {
	session_config 'seccomp = off'
	jail_hold one alice
	run on_host_bash 'keyctl session - sh -c "keyctl add user secret word @s >/dev/null; keyctl show @s; nsjailctl enter alice cat /proc/keys; echo; nsjailctl enter --tool $(command -v busybox) alice id -un" 2>&1'
	assert_match "$output" 'user: secret' control
	[[ $(sed '1,/user: secret/d' <<<"$output") != *secret* ]] || fail "$output"
}

@test "on a terminal the program has a terminal of the jail's own" {
	jail_hold one alice
	run host_expect <<-'END'
		spawn nsjailctl enter alice
		want {[$#] }
		type "tty; stty size; echo jail=`hostname` user=`id -un`"
		want {/dev/pts/[0-9]+.*24 80.*jail=alice user=alice}
		type "sleep 100"
		sleep 0.3
		send "\003"
		want {[$#] }
		type "exit 9"
		want_end
		puts "status [lindex [wait] 3]"
	END
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" 'status 9'
}

@test "what runs in the jail can not type into the administrator's terminal" {
	session_config 'seccomp = off'
	jail_hold one alice
	cp "$BUILD/tools/type_ahead" "$HOST_ROOT$HOST_ROOTFS/bin/"
	on_host_bash 'echo 1 >/proc/sys/dev/tty/legacy_tiocsti' 2>/dev/null || true
	# The control: with the administrator's own terminal it works.
	run host_expect <<-'END'
		spawn sh -c "/srv/host/tools/type_ahead 'echo tiocsti-\$((40 + 2))' 0; exec sh"
		want {tiocsti-42}
		type "exit"
		want_end
	END
	assert_equal "$status" 0 "control ($output)"
	run host_expect <<-'END'
		spawn sh -c "nsjailctl enter alice sh -c 'for i in 0 1 2; do type_ahead \"echo tiocsti-\\\$((40 + 2))\" \$i; done' </dev/null; exec sh"
		expect -re {[$#] }
		type "echo at-\$((1 + 1))"
		want {at-2}
		type "exit"
		want_end
	END
	assert_equal "$status" 0 "status ($output)"
	[[ $output != *tiocsti-42* ]] || fail "$output"
}

@test "a static program of the host's runs, and its file stays out of reach" {
	on_host_bash 'install -m 0700 "$(command -v busybox)" /root/busybox'
	jail_hold one alice
	ctl enter --tool /root/busybox alice id -un
	assert_equal "$output" alice "output"
	ctl enter --tool /root/busybox alice readlink /proc/self/exe
	assert_match "$output" '^/memfd:tool'
	ctl enter --tool /root/busybox alice sh -c 'ls -l /proc/self/fd; echo x >/proc/$$/exe'
	[[ $output != */root* && $output != *busybox* ]] || fail "$output"
	assert_match "$output" "(Permission|Text file|not permitted)" "writing to the tool"
	ctl enter --tool /bin/ls alice
	assert_match "$output" 'is no static program'
	assert_equal "$status" 125
	ctl enter --tool /etc/passwd alice
	assert_match "$output" 'is no static program'
	ctl enter --tool /dev/zero alice
	assert_match "$output" 'is no program'
	on_host rm /root/busybox
}

@test "whoever ends nsjailctl ends the program" {
	jail_hold one alice
	for signal in TERM HUP KILL; do
		run on_host_bash '
			nsjailctl enter alice sleep 1000 & pid=$!
			for i in {1..100}; do pgrep -u alice sleep >/dev/null && break; sleep 0.05; done
			kill -$1 $pid
			wait $pid
			for i in {1..100}; do pgrep -u alice sleep >/dev/null || exit 0; sleep 0.05; done
			exit 1
		' "$signal"
		assert_equal "$status" 0 "after SIG$signal: status"
	done
	assert_equal "$(jail_ask one 'echo alive')" alive
}

@test "only root enters, and not a jail that hangs" {
	jail_hold one alice
	run on_host setpriv --reuid 1001 --regid 1001 --clear-groups nsjailctl enter alice id
	assert_equal "$status" 125
	init=$(ctl_json '.jails[0].init' list)
	keeper=$(on_host_bash 'read -r _ _ _ parent _ <"/proc/$1/stat"; echo "$parent"' "$init")
	on_host kill -STOP "$keeper"
	ctl enter alice echo inside
	on_host kill -CONT "$keeper"
	assert_equal "$status" 125
	assert_match "$output" 'does not answer'
}

@test "limits hold for what is entered" {
	parent=$(on_host_bash 'cut -d: -f3 /proc/1/cgroup | tail -n 1' 2>/dev/null)
	on_host_bash 'grep -qs pids /sys/fs/cgroup/cgroup.controllers' || skip "no cgroup2 controllers here: check-vm has them"
	session_config 'tasks_max = 20' "cgroup_parent = /sys/fs/cgroup$parent"
	jail_hold one alice
	ctl enter alice cat /proc/self/cgroup
	assert_equal "$output" "$(jail_ask one 'cat /proc/self/cgroup')"
}
