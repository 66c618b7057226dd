#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# on_create and on_destroy: where they run, what they are told, and what their failure means.

load ../lib/jail

setup_file() {
	jail_host
	on_host mkdir -p /srv/hooks
}

setup() {
	jail_begin
	rm -rf "$HOST_ROOT"/srv/hooks/*
}

# A program of the administrator from standard input: hook NAME
hook() {
	{ echo '#!/bin/bash'; cat; } >"$HOST_ROOT/srv/hooks/$1"
	chmod 0755 "$HOST_ROOT/srv/hooks/$1"
}

config() {
	session_config "$@"
}

# A hook that tells about itself in /srv/hooks/NAME.out
telling_hook() {
	hook "$1" <<-'END'
		{
			echo "id $(id -u) $(id -g)"
			for n in mnt pid uts ipc cgroup net; do readlink /proc/self/ns/$n; done
			echo "arguments $# $0"
			echo "input $(readlink /proc/self/fd/0) fds $(ls -l /proc/$$/fd | grep -cE '(socket|pidfd|eventfd|mnt|ns):')"
			tr '\0' '\n' </proc/$$/environ | sort
			[[ -z $NSJAIL_INIT_PID ]] || echo "init $(readlink /proc/$NSJAIL_INIT_PID/ns/mnt) $(<"/proc/$NSJAIL_INIT_PID/root/etc/rootfs-mark")"
		} >"$0.out" 2>&1
	END
}

written() {
	[[ -s $HOST_ROOT/srv/hooks/$1 ]]
}

@test "both run once, on the host, as root, with a small environment and no descriptors of the jail's" {
	telling_hook create
	telling_hook destroy
	config 'on_create = /srv/hooks/create' 'on_destroy = /srv/hooks/destroy'
	jail_hold one alice
	written create.out
	[ ! -e "$HOST_ROOT/srv/hooks/destroy.out" ]
	inside=$(jail_ask one 'readlink /proc/self/ns/mnt')
	jail_release one
	eventually written destroy.out
	for event in create destroy; do
		text=$(<"$HOST_ROOT/srv/hooks/$event.out")
		assert_equal "$(head -n 1 <<<"$text")" "id 0 0"
		assert_equal "$(sed -n 2,7p <<<"$text")" "$(host_namespaces)" "namespaces of $event"
		assert_match "$text" "arguments 0 /srv/hooks/$event"
		assert_match "$text" "input /dev/null fds 0" "descriptors of $event"
		assert_match "$text" $'\nNSJAIL_EVENT='"$event"$'\nNSJAIL_GID=1001\nNSJAIL_HOME=/home/alice\nNSJAIL_ID=[0-9a-f]{8}\n'
		assert_match "$text" $'NSJAIL_ROOTFS=/srv/rootfs/busybox\nNSJAIL_SERVICE=nsjail\nNSJAIL_UID=1001\nNSJAIL_USER=alice\n'
		assert_equal "$(grep -cvE '^(NSJAIL_|PATH=|PWD=|SHLVL=|_=|OLDPWD=)' <<<"$(grep -E '^[A-Z_]+=' <<<"$text")")" 0 \
			"other variables ('$text')"
	done
	assert_equal "$(grep ^init "$HOST_ROOT/srv/hooks/create.out")" "init $inside a rootfs of the tests"
}

@test "on_create's failure refuses the login, and its on_destroy does not run" {
	hook create <<<'exit 3'
	telling_hook destroy
	config 'on_create = /srv/hooks/create' 'on_destroy = /srv/hooks/destroy'
	jail_refuses "program '/srv/hooks/create' ended with status 3"
	hook create <<<'kill -SEGV $$'
	jail_refuses "program '/srv/hooks/create' was ended by signal 11"
	[ ! -e "$HOST_ROOT/srv/hooks/destroy.out" ]
}

@test "on_create that does not end is killed with its children, and the login refused" {
	local begin now

	hook create <<<'sleep 300 & echo $! >$0.pid; sleep 300'
	config 'on_create = /srv/hooks/create'
	machine_ms begin
	REFUSAL_MS=9000 jail_refuses "program '/srv/hooks/create' has not ended"
	machine_ms now
	((now - begin <= 9000)) || fail "took $((now - begin)) ms"
	! on_host test -e "/proc/$(<"$HOST_ROOT/srv/hooks/create.pid")" || fail "its child lives"
}

@test "on_destroy's failure is logged with the session's id" {
	hook destroy <<<'exit 5'
	config 'on_destroy = /srv/hooks/destroy'
	jail_login alice 'echo inside'
	assert_equal "$output" inside
	host_log_flush
	id=$(grep -aoE 'jailed session \[[0-9a-f]{8}' "$HOST_LOG" | grep -oE '[0-9a-f]{8}$')
	eventually grep -aqF "[$id] user 'alice': program '/srv/hooks/destroy' ended with status 5" "$HOST_LOG"
}

@test "on_destroy runs when the caller is killed, and when the keeper is" {
	for victim in logins nsjail-keeper; do
		rm -f "$HOST_ROOT/srv/hooks/destroy.out"
		telling_hook destroy
		config 'on_destroy = /srv/hooks/destroy'
		jail_hold one alice
		on_host_bash 'kill -KILL $(ps -e -o pid=,comm= | awk -v comm="$1" "\$2 == comm { print \$1 }")' $victim
		eventually written destroy.out || fail "$victim"
		jail_release one
	done
}

@test "programs that are not root's alone, links, missing ones and no programs are refused" {
	for key in on_create on_destroy; do
		config "$key = /srv/hooks/program"
		jail_refuses "program '/srv/hooks/program'.*does not exist"
		hook program <<<'exit 0'
		chmod 0777 "$HOST_ROOT/srv/hooks/program"
		jail_refuses "'/srv/hooks/program' is writable"
		chmod 0644 "$HOST_ROOT/srv/hooks/program"
		jail_refuses "program '/srv/hooks/program'.*denied"
		chmod 0755 "$HOST_ROOT/srv/hooks/program"
		chown 1001 "$HOST_ROOT/srv/hooks/program"
		jail_refuses "'/srv/hooks/program' is not owned by root"
		on_host ln -sf /bin/true /srv/hooks/program
		jail_refuses "'/srv/hooks/program' is a symbolic link"
		rm "$HOST_ROOT/srv/hooks/program"
		config "$key = program"
		jail_refuses "nsjail.conf:3:.*$key"
	done
}

@test "what the hooks print or leave open does not reach the user, nor hold the login up" {
	hook create <<<'echo chatter; echo chatter >&2; exit 0'
	config 'on_create = /srv/hooks/create'
	jail_login alice 'echo inside'
	assert_equal "$output" inside
}
