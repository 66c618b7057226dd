#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Shells and commands over a real sshd: they are in a jail, and behave as they do outside of one.

load ../lib/session

setup_file() {
	need sshd ssh ssh-keygen expect || return 0
	session_host sshd
	host_sshd_start 'Match User fred
		ForceCommand echo forced: $SSH_ORIGINAL_COMMAND; '"$JAIL_PROBE"
}

setup() {
	session_begin
}

# The jail's mounts: where they are, and which root of their file system they show.
jail_mounts() {
	host_ssh alice 'cat /proc/self/mountinfo' | while read -r _ _ _ root target _; do
		echo "$target $root"
	done
}

@test "a remote command runs in a jail" {
	run host_ssh alice "$JAIL_PROBE"
	assert_equal "$status" 0 status
	assert_jailed "$output" alice
}

@test "two tenants at once are in two jails" {
	alice=$(host_ssh alice "$JAIL_PROBE; sleep 0.5" & host_ssh bob "$JAIL_PROBE; sleep 0.5" >"$HOST_DIR/bob"; wait)
	assert_jailed "$alice" alice
	assert_jailed "$(<"$HOST_DIR/bob")" bob
	assert_equal "$(head -n 6 <<<"$alice" | grep -cFf - "$HOST_DIR/bob")" 0 "namespaces in common"
}

# namespaces_in_common [LINE]: of two sessions of one tenant
namespaces_in_common() {
	session_config "$@"
	host_ssh alice "$JAIL_PROBE; until [ -e ~/over ]; do sleep 0.05; done; rm ~/over" >"$HOST_DIR/first" &
	eventually grep -q '^pids' "$HOST_DIR/first"
	host_ssh alice "$JAIL_PROBE; touch ~/over" >"$HOST_DIR/second"
	wait
	assert_jailed "$(<"$HOST_DIR/first")" alice || return
	head -n 6 "$HOST_DIR/first" | grep -cFf - "$HOST_DIR/second" || true
}

@test "two sessions of one tenant are in one jail, or with scope = session in two" {
	assert_equal "$(namespaces_in_common)" 6 "namespaces in common"
	assert_equal "$(namespaces_in_common 'scope = session')" 0 "namespaces in common"
}

@test "a shell on a pty runs in a jail, with a terminal and job control" {
	host_expect >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn ssh -F /srv/host/ssh_config -tt alice@host
		want {\$ }
		type {echo host=$(hostname) tty=$(tty) jobs=$((40 + 2))}
		want {host=alice tty=/dev/(pts/[0-9]+|console) jobs=42}
		type {sleep 100}
		want {sleep 100}
		sleep 0.2
		send "\032"
		want {Stopped}
		type {fg}
		want {sleep 100}
		sleep 0.2
		send "\003"
		want {\$ }
		type {echo status=$?}
		want {status=130}
		type {exit 7}
		want_end
		lassign [wait] pid id failed status
		exit [expr {$status == 7 ? 0 : 3}]
	END
}

@test "a changed window size reaches the program on the pty" {
	host_expect >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn ssh -F /srv/host/ssh_config -tt alice@host
		want {\$ }
		type {stty size; sh -c "trap 'echo size: \$(stty size)' WINCH; while :; do sleep 0.05; done"}
		want {24 80}
		sleep 0.3
		stty rows 33 columns 99 < $spawn_out(slave,name)
		want {size: 33 99}
		send "\003"
		want {\$ }
		type {exit}
		want_end
	END
}

@test "ctrl-C ends a command on a pty, and the terminal's hang-up ends the session" {
	host_expect >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn ssh -F /srv/host/ssh_config -tt alice@host "trap 'echo caught; exit 3' INT; echo rea''dy; while :; do sleep 0.05; done"
		want {ready}
		send "\003"
		want {caught}
		want_end
		lassign [wait] pid id failed status
		if {$status != 3} { exit 3 }
		spawn ssh -F /srv/host/ssh_config -tt alice@host "echo rea''dy; sleep 300"
		want {ready}
		close
		wait
	END
}

@test "exit statuses come back as they are" {
	for expected in 0 1 2 126 127 128 254 255; do
		actual=0
		host_ssh alice "exit $expected" || actual=$?
		assert_equal "$actual" "$expected" status
	done
}

@test "every exit status from 0 to 255 comes back over one connection" {
	host_ssh -fNM -S /tmp/master alice
	run on_host_bash 'for status in {0..255}; do
			ssh -F /srv/host/ssh_config -S /tmp/master alice@host "exit $status" </dev/null
			[[ $? == "$status" ]] || echo "wrong: $status"
		done'
	host_ssh -q -S /tmp/master -O exit alice
	assert_equal "$output" ""
}

@test "death by a signal looks as it does for an unjailed user" {
	for signal in TERM KILL SEGV; do
		run host_ssh -v carol "kill -$signal \$\$"
		outside=$status:$(grep -o 'rtype exit-signal' <<<"$output")
		run host_ssh -v alice "kill -$signal \$\$"
		assert_equal "$status:$(grep -o 'rtype exit-signal' <<<"$output")" "$outside"
		assert_match "$outside" "^255:.*exit-signal"
	done
}

@test "standard input, output and error are three different things" {
	run on_host_bash 'echo in | ssh -F /srv/host/ssh_config alice@host "cat; echo err >&2" 2>/tmp/err; cat /tmp/err; rm /tmp/err'
	assert_equal "$output" $'in\nerr'
}

@test "groups are the host's, by number and by name" {
	for user in alice bob eve; do
		inside=$(host_ssh $user 'id -u; id -g; id -G; id -Gn; id -un')
		outside=$(on_host_bash 'for o in -u -g -G -Gn -un; do id $o "$1"; done' $user)
		assert_equal "$inside" "$outside" "$user"
	done
	assert_match "$(host_ssh alice id -Gn)" 'project.*audit|audit.*project'
}

@test "the home is the host's, at its own path, and others' homes are not there" {
	host_ssh alice 'echo mine >~/note; pwd; ls /home' >"$HOST_DIR/output"
	assert_equal "$(<"$HOST_DIR/output")" $'/home/alice\nalice'
	assert_equal "$(<"$HOST_ROOT/home/alice/note")" mine
	assert_equal "$(stat -c %u:%g "$HOST_ROOT/home/alice/note")" 1001:1001
	rm "$HOST_ROOT/home/alice/note"
}

@test "no descriptor above 2 reaches the user" {
	assert_equal "$(host_ssh alice 'ls /proc/$$/fd; :' | xargs)" "0 1 2"
	assert_equal "$(host_ssh -tt alice 'ls /proc/$$/fd; :' | tr -d '\r' | xargs)" "0 1 2"
}

@test "the jail's mounts name no path of the host but what they show" {
	run jail_mounts
	echo "$output"
	while read -r target root; do
		case "$target $root" in
		"/ /") ;;
		"/home/alice /alice") ;;
		"/proc /" | "/dev /" | "/dev/pts /" | "/dev/shm /" | "/dev/mqueue /") ;;
		"/tmp /" | "/run /" | "/run/user/1001 /" | "/run/host /" | "/var/tmp /" | "/etc /" | "/home /") ;;
		# Records of logins, with a user namespace.
		/run/utmp* | /var/log/*) [[ ${JAIL_MODE:-plain} == private && ($root == "/${target##*/}" || $root == /empty-*) ]] ;;
		/proc/*) [[ $root == "${target#/proc}" || $root == /empty-* ]] ;;
		/dev/*) [[ $root == "${target#/dev}" ]] ;;
		*) fail "not needed: '$root' at '$target'" ;;
		esac || fail "'$root' at '$target'"
	done <<<"$output"
	grep -qx "/ /" <<<"$output"
}

@test "nothing of the host's processes, files and names is in sight" {
	run host_ssh alice 'ls /srv/host /usr/local/sbin/pam_nsjail_helper /run/pam_nsjail; kill -0 1 && echo killed; hostname changed; hostname'
	assert_match "$output" "alice"
	refused=$(grep -c 'No such file' <<<"$output")
	assert_equal "$refused" 3 "paths that are not there"
	[[ $output != *killed* && $output != *changed$'\n'changed ]]
	assert_equal "$(on_host hostname)" private-host
}

@test "ForceCommand runs in the jail" {
	run host_ssh fred "some words"
	assert_equal "${lines[0]}" "forced: some words"
	assert_jailed "$(tail -n +2 <<<"$output")" fred
}

@test "root and the exempt group are served by the same sshd, untouched" {
	for user in root carol; do
		run host_ssh $user "for n in mnt pid uts ipc cgroup net; do readlink /proc/self/ns/\$n; done; id -un; grep CapBnd /proc/self/status; grep NoNewPrivs /proc/self/status"
		assert_equal "$status" 0 status
		assert_unjailed "$output"
		assert_equal "${lines[6]}" $user
		assert_equal "${lines[7]}" "$(on_host grep CapBnd /proc/self/status)"
		assert_match "${lines[8]}" '0$'
	done
}

@test "a session without a command or a shell (-N) comes and goes" {
	host_ssh -fN -M -S /tmp/master alice
	eventually on_host pgrep -x nsjail-init
	host_ssh -q -S /tmp/master -O exit alice
}
