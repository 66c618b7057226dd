#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What one user does in a day: one login after another, files in between, ten terminals at one time.
# Nobody is refused, in any scope; but where each session has a jail of its own, an overlay is for one
# at a time.
#
# Begins first: it is a long day

load ../lib/session

setup_file() {
	need sshd ssh scp ssh-keygen git ansible python3 || return 0
	session_host sshd
	host_sshd_start
	printf '%s\n' 'Host host' 'ControlMaster auto' 'ControlPersist 60' 'ControlPath /root/master-%r' |
		cat - "$HOST_ROOT/srv/host/ssh_config" >"$HOST_ROOT/srv/host/ssh_config_master"
}

setup() {
	session_begin
	# The file systems of the table are each row's own.
	overlay=/srv/overlay-$BATS_TEST_NUMBER
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	rm -f "$HOST_ROOT/srv/host/reaps_late"
	on_host nsjailctl kill alice >/dev/null 2>&1 || true
	rm -rf "$HOST_ROOT"/home/alice/* "$HOST_ROOT"/home/alice/.[a-z]* "$HOST_ROOT"/root/{work,.ansible,.cache}
	session_end
}

# With the host's own programs; arguments are more lines of [default].
jails() {
	HOST_ROOTFS=@usr session_config "overlay_dir = $overlay/%U" "$@"
}

no_refusal() {
	host_log_flush
	! grep -a 'refused' "$HOST_LOG"
}

commands_in_a_row() {
	local i

	for ((i = 0; i < $1; i++)); do
		assert_equal "$(host_ssh alice "echo $i")" "$i" "command $i" || return 1
	done
}

copy_after_a_command() {
	local i

	for i in 1 2 3; do
		host_ssh alice "echo $i >file" &&
			on_host scp -q -F /srv/host/ssh_config alice@host:file "/root/file" &&
			on_host scp -q -F /srv/host/ssh_config /root/file "alice@host:copy" || return 1
		assert_equal "$(host_ssh alice cat copy)" "$i" "what was copied" || return 1
	done
	rm "$HOST_ROOT/root/file"
}

pull_twice() {
	host_ssh alice 'git init -q --bare project.git' && on_host_bash '
		set -e
		export GIT_SSH_COMMAND="ssh -F /srv/host/ssh_config" GIT_CONFIG_COUNT=2
		export GIT_CONFIG_KEY_0=user.name GIT_CONFIG_VALUE_0=somebody
		export GIT_CONFIG_KEY_1=user.email GIT_CONFIG_VALUE_1=somebody@localhost
		mkdir /root/work && cd /root/work
		git init -q mine && cd mine
		echo one >file && git add file && git commit -qm one
		git push -q alice@host:project.git HEAD:refs/heads/main
		git clone -q -b main alice@host:project.git ../yours
		git -C ../yours pull -q
		git -C ../yours pull -q
		cd / && rm -rf /root/work'
}

# play CONFIGURATION: three tasks, each a command or more over ssh.
play() {
	cat >"$HOST_ROOT/root/play.yml" <<-'END'
		- hosts: all
		  gather_facts: no
		  tasks:
		  - command: id -un
		  - copy: content=written dest=/home/alice/written
		  - command: cat /home/alice/written
		    register: found
		  - assert: that="found.stdout == 'written'"
	END
	on_host env HOME=/root ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_SSH_ARGS="-F /srv/host/$1" LC_ALL=C.UTF-8 \
		ansible-playbook -i 'host,' -u alice /root/play.yml >"$HOST_DIR/output" 2>&1 || fail "$(<"$HOST_DIR/output")"
}

play_both_ways() {
	play ssh_config || return 1
	play ssh_config_master || return 1
	on_host ssh -F /srv/host/ssh_config_master -O exit alice@host 2>/dev/null
	rm -f "$HOST_ROOT/root/play.yml"
}

terminals_in() {
	[[ $(cat "$HOST_DIR"/terminal.* | grep -c 'at work') == "$1" ]]
}

# ten_terminals: prints how many of ten were let in while nobody left.
ten_terminals() {
	local i pids=() count

	for i in {1..10}; do
		host_ssh -tt alice 'tty; echo at work; until [ -e leave ]; do sleep 0.1; done' \
			>"$HOST_DIR/terminal.$i" 2>&1 </dev/null 3>&- &
		pids+=($!)
	done
	eventually terminals_in "$1" || grep . "$HOST_DIR"/terminal.*
	# Those who are refused are so by the end of a wait.
	((${1} == 10)) || eventually refusals_are $((10 - $1))
	touch "$HOST_ROOT/home/alice/leave"
	wait "${pids[@]}" || true
	terminals_in "$1" || fail "not $1 terminals: $(cat "$HOST_DIR"/terminal.*)"
	count=$(grep -ohE '/dev/pts/[0-9]+' "$HOST_DIR"/terminal.* | wc -l)
	rm "$HOST_ROOT/home/alice/leave" "$HOST_DIR"/terminal.*
	assert_equal "$count" "$1" "terminals with a name"
}

refusals_are() {
	host_log_flush
	[[ $(grep -ac 'refused' "$HOST_LOG") == "$1" ]]
}

# a_day LINE...: all of it, with these lines in [default]; the slow part with an overlay alone, unless
# there is time.
a_day() {
	local count=10

	[[ ${LONG:-0} == 0 ]] || count=200
	jails "$@"
	commands_in_a_row "$count" && copy_after_a_command && pull_twice || return 1
	[[ ${LONG:-0} == 0 && " $*" != *overlay ]] || play_both_ways || return 1
	no_refusal
}

@test "one jail for all sessions, overlay: a day and ten terminals" {
	a_day 'rootfs_mode = overlay'
	ten_terminals 10
	no_refusal
}

@test "one jail for all sessions, volatile: a day and ten terminals" {
	a_day 'rootfs_mode = volatile'
	ten_terminals 10
	no_refusal
}

@test "one jail for all sessions, overlay, linger: a day and ten terminals" {
	a_day 'rootfs_mode = overlay' 'linger = 1h'
	ten_terminals 10
	no_refusal
}

@test "one jail for all sessions, volatile, linger: a day and ten terminals" {
	a_day 'rootfs_mode = volatile' 'linger = 1h'
	ten_terminals 10
	no_refusal
}

@test "a jail for each session, volatile: a day and ten terminals" {
	a_day 'scope = session' 'rootfs_mode = volatile'
	ten_terminals 10
	no_refusal
}

@test "a jail for each session, overlay: a day, and one terminal of ten, the others are told what to set" {
	a_day 'scope = session' 'rootfs_mode = overlay'
	ten_terminals 1
	assert_equal "$(grep -ac "refused.* overlay_dir '$overlay/1001': another jail keeps its changes there, and is in use: 'scope = user' is for" "$HOST_LOG")" 9 "refusals"
	id=$(grep -aoE 'refused \[[0-9a-f]+' "$HOST_LOG" | head -n 1 | cut -d[ -f2)
	assert_match "$(on_host nsjailctl why --log /srv/host/log "$id")" 'set scope = user'
}

# The end of a jail waits for what its callers have left, which process 1 of the host reaps.
@test "one after another where process 1 reaps late" {
	touch "$HOST_ROOT/srv/host/reaps_late"
	for scope in user session; do
		jails "scope = $scope" 'rootfs_mode = overlay'
		commands_in_a_row 5
	done
	no_refusal
}

@test "README's example lets a second terminal in, which sees the first" {
	jails 'rootfs_mode = overlay' 'user_namespace = yes'
	host_ssh alice 'echo first; exec sleep 1000' >"$HOST_DIR/first" 3>&- &
	eventually grep -q first "$HOST_DIR/first"
	assert_equal "$(host_ssh alice 'pgrep -x sleep | wc -l')" 1 "what the second sees of the first"
	host_ssh alice 'pkill -x sleep'
	wait $! || true
	no_refusal
}
