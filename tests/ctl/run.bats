#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# nsjailctl run: sessions without a login, in both trust modes with JAIL_MODE.

load ../lib/ctl

setup_file() {
	ctl_host expect
	on_host_bash 'echo "session required pam_permit.so" >/etc/pam.d/nsjail-open'
}

run_files() { # what of the private stack is left
	on_host find /run -name 'nsjailctl*'
}

@test "the program runs in a jail, as the user, with his groups" {
	ctl run alice sh -c "$JAIL_PROBE; id"
	assert_equal "$status" 0 "status ($output)"
	assert_jailed "$output" alice
	assert_match "$output" 'uid=1001\(alice\) gid=1001\(alice\) groups=.*5001\(project\)'
	assert_equal "$(run_files)" "" "left in /run"
}

@test "exit codes pass through" {
	ctl run alice sh -c 'exit 42'
	assert_equal "$status" 42
	ctl run alice sh -c 'kill -TERM $$'
	assert_equal "$status" 143
	run on_host_bash 'nsjailctl run alice no-such-program; echo "status $?"'
	assert_match "$output" 'status 127'
	ctl run alice /etc/passwd
	assert_equal "$status" 126
}

@test "files and pipes pass through whole" {
	run on_host_bash 'head -c 3000000 /dev/zero | nsjailctl run alice cat | wc -c'
	assert_equal "$output" 3000000
	run on_host_bash 'nsjailctl run alice sh -c "echo out; echo err >&2" 2>/dev/null'
	assert_equal "$output" out
}

@test "no file or directory of the administrator's gets in" {
	run on_host_bash 'nsjailctl run alice sh -c "ls /proc/self/fd/0/ && echo on the host" </etc 2>&1'
	[[ $output != *'on the host'* ]] || fail "$output"
	run on_host_bash 'nsjailctl run alice sh -c "for n in 0 1 2; do readlink /proc/self/fd/\$n; done" \
		</etc/hosts >/srv/host/out 2>/srv/host/err; cat /srv/host/out /srv/host/err'
	assert_equal "$(grep -c '^pipe:' <<<"$output")" 3 "pipes in '$output'"
}

@test "arguments stay as they are, those that look like options, too" {
	ctl run alice printf '<%s>' --json '' 'a  b' "\$(id)" "'"
	assert_equal "$output" "<--json><><a  b><\$(id)><'>"
}

@test "the environment is the user's" {
	run on_host env SECRET=1 BASH_ENV=/x TERM=vt100 nsjailctl run alice sh -c 'env | sort'
	assert_match "$output" 'HOME=/home/alice'
	assert_match "$output" 'USER=alice'
	[[ $output != *SECRET* && $output != *BASH_ENV* ]]
}

@test "no descriptor but 0, 1 and 2 gets in" {
	run on_host_bash 'exec 7</etc/shadow; nsjailctl run alice sh -c "ls /proc/self/fd" | tr "\n" " "'
	# The last one is ls's own.
	assert_match "$output" '^0 1 2 3 $'
}

@test "on a terminal the program has a terminal of the jail's own" {
	run host_expect <<-'END'
		spawn nsjailctl run alice
		want {[$#] }
		type "tty; stty size; echo jail=`hostname`"
		want {/dev/pts/0.*24 80.*jail=alice}
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
	run host_expect <<-'END'
		spawn sh -c "tty; nsjailctl run alice sh -c 'ls -l /dev/console /proc/self/fd' </dev/null; echo done"
		want {done}
		want_end
	END
	# Standard input was no terminal, the others are the jail's; there is no console.
	assert_match "$output" '/dev/console: No such file'
	assert_match "$output" '0 -> pipe:'
	assert_match "$output" '1 -> /dev/pts/0'
}

@test "a terminal is as it was afterwards, even when the session dies" {
	run host_expect <<-'END'
		spawn sh -c "stty -g >/tmp/before; nsjailctl run alice sh -c 'kill -9 -1; kill -9 \$\$'; stty -g | cmp - /tmp/before && echo same"
		want {same}
		want_end
	END
	on_host rm -f /tmp/before
	assert_equal "$status" 0 "status ($output)"
}

@test "whoever ends nsjailctl ends the session" {
	for signal in TERM HUP KILL; do
		run on_host_bash '
			nsjailctl run alice sleep 1000 & pid=$!
			for i in {1..100}; do pgrep -u alice sleep >/dev/null && break; sleep 0.05; done
			kill -$1 $pid
			wait $pid
			for i in {1..100}; do pgrep -u alice sleep >/dev/null || exit 0; sleep 0.05; done
			exit 1
		' "$signal"
		assert_equal "$status" 0 "after SIG$signal: status"
	done
}

@test "a user who is not jailed gets no session" {
	ctl run carol id
	assert_equal "$status" 125
	assert_match "$output" 'not jailed'
	[[ $output != *uid=* ]]
}

@test "a service's stack without the module runs nothing" {
	ctl run --service nsjail-open alice id
	assert_equal "$status" 125
	assert_match "$output" 'without a jail'
	[[ $output != *uid=* ]]
	ctl run --service nsjail alice id -un
	assert_equal "$output" alice
	ctl run --service ../nsjail alice id
	assert_equal "$status" 125
}

@test "a refusal is explained" {
	session_config 'rootfs_mode = writable' 'hostname = a_b'
	ctl run --log /srv/host/log alice id
	assert_equal "$status" 125
	assert_match "$output" 'Login refused \(id [0-9a-f]{8}\)'
	assert_match "$output" "cause: $CONFIG_PATH:.*hostname 'a_b'"
	assert_match "$output" 'mend: set hostname to'
}

@test "only root opens sessions" {
	run on_host setpriv --reuid 1001 --regid 1001 --clear-groups nsjailctl run alice id
	assert_equal "$status" 125
}
