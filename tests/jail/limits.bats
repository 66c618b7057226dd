#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Limits that can not be applied: the login is refused and nothing is left. That they work is shown
# where there are controllers, in tests/vm.

load ../lib/jail

setup_file() {
	jail_host
	on_host_bash '
		mkdir -p /srv/cgroup2 /srv/others
		mount -t cgroup2 cgroup2 /srv/cgroup2 || mount --bind /sys/fs/cgroup/unified /srv/cgroup2
		chown 1001 /srv/others'
	another_run
}

teardown_file() {
	if [[ -n ${ANOTHER_PID:-} ]]; then
		kill "$ANOTHER_PID" && wait "$ANOTHER_PID" || true
		rmdir "$ANOTHER/jail" "$ANOTHER"
	fi
	private_host_stop
}

# A scope as other tests have one on the same machine at the same time, with a process that is not in this host.
another_run() {
	export ANOTHER=$HOST_ROOT/srv/cgroup2/nsjail-1001-another$BASHPID.scope ANOTHER_PID
	[[ -e $HOST_ROOT/srv/cgroup2/cgroup.procs ]] || return 0
	setpriv --pdeathsig KILL sleep infinity 3>&- &
	ANOTHER_PID=$!
	mkdir -p "$ANOTHER/jail"
	echo "$ANOTHER_PID" >"$ANOTHER/jail/cgroup.procs"
}

teardown() {
	# Of a test that has failed: a group that stays is found by whoever runs beside.
	[[ ! -s $HOST_ROOT/srv/scopes ]] || scopes_remove 2>/dev/null || true
	on_host umount /usr/local/sbin/pam_nsjail_scope 2>/dev/null || true
	on_host umount /sys/fs/cgroup 2>/dev/null || true
	on_host rm -rf /run/systemd
	jail_end
}

# What a cgroup2 that has no controllers to give says of them.
need_no_controllers() {
	local list

	[[ -e $HOST_ROOT/srv/cgroup2/cgroup.subtree_control ]] || skip "no cgroup2 here"
	list=$(<"$HOST_ROOT/srv/cgroup2/cgroup.subtree_control")
	[[ " $list " != *" $1 "* ]] || skip "this machine's cgroup2 has the controller $1"
}

@test "unlimited is what it was: no cgroup" {
	session_config 'memory_max = unlimited' 'tasks_max = infinity' 'cgroup_parent = /srv/nowhere'
	before=$(on_host cat /proc/self/cgroup)
	jail_login alice 'echo inside'
	assert_equal "$output" inside
	assert_equal "$(on_host cat /proc/self/cgroup)" "$before" cgroup
}

@test "a limit without systemd and without cgroup_parent is refused" {
	for limit in 'memory_max = 1G' 'memory_swap_max = 0' 'tasks_max = 100' 'cpu_quota = 50%' \
		'cpu_weight = 10' 'io_weight = 10'; do
		session_config "$limit"
		jail_refuses "a limit needs systemd as init, or the key 'cgroup_parent'"
	done
}

@test "a limit that makes no sense is refused with its place" {
	session_config 'memory_max = 0' 'cpu_quota = 50'
	jail_refuses "nsjail.conf:[0-9]+: memory_max '0' .*nsjail.conf:[0-9]+: cpu_quota '50' "
}

@test "cgroup_parent: missing, of another file system, of somebody else" {
	session_config 'tasks_max = 100' 'cgroup_parent = /srv/nowhere'
	jail_refuses "cgroup_parent '/srv/nowhere'"
	session_config 'tasks_max = 100' 'cgroup_parent = /srv/host'
	jail_refuses "'/srv/host' is no directory of cgroup2"
	session_config 'tasks_max = 100' 'cgroup_parent = /srv/others'
	jail_refuses "cgroup_parent '/srv/others': .* is not owned by root"
}

@test "each controller that is missing is named" {
	need_no_controllers memory
	need_no_controllers pids
	session_config 'memory_max = 1G' 'tasks_max = 100' 'cgroup_parent = /srv/cgroup2'
	jail_refuses "controller 'memory' is not available in '/srv/cgroup2': .*controller 'pids' is not available"
}

@test "systemd without cgroup2 is refused" {
	on_host_bash 'mkdir -p /run/systemd/system; mkdir -p /sys/fs/cgroup
		mount -t tmpfs -o mode=0755 tmpfs /sys/fs/cgroup'
	session_config 'memory_max = 1G' 'cgroup_parent = /srv/cgroup2'
	jail_refuses "'/sys/fs/cgroup' is no directory of cgroup2"
}

@test "systemd that nobody can ask is refused" {
	[[ -e $HOST_ROOT/srv/cgroup2/cgroup.procs ]] || skip "no cgroup2 here"
	on_host_bash 'mkdir -p /run/systemd/system && mount --bind /srv/cgroup2 /sys/fs/cgroup'
	session_config 'memory_max = 1G'
	jail_refuses "systemd can not be asked: |program '.*pam_nsjail_scope'"
}

@test "systemd that nobody can ask: who has no limits comes in, and the log says what is missing" {
	[[ -e $HOST_ROOT/srv/cgroup2/cgroup.procs ]] || skip "no cgroup2 here"
	on_host_bash 'mkdir -p /run/systemd/system && mount --bind /srv/cgroup2 /sys/fs/cgroup'
	session_config 'scope = user'
	jail_login alice 'echo inside'
	assert_equal "$output" inside
	assert_match "$(<"$HOST_LOG")" "the jail of user 'alice' has no scope and may end with its caller's unit: (systemd can not be asked: |program '.*pam_nsjail_scope')"
}

@test "systemd without cgroup2 is not asked for a jail without limits" {
	on_host_bash 'mkdir -p /run/systemd/system; mkdir -p /sys/fs/cgroup
		mount -t tmpfs -o mode=0755 tmpfs /sys/fs/cgroup'
	jail_login alice 'echo inside'
	assert_equal "$output" inside
	[[ $(<"$HOST_LOG") != *scope* ]]
}

# What systemd does for a scope, without it: makes a cgroup and puts a process into it. What becomes of a
# unit that it stops is in tests/vm. Arguments: what pam_nsjail_scope does in the end. The tree is the
# machine's, and others may test on it: the cgroups of this test are those in /srv/scopes.
with_scopes() {
	[[ -e $HOST_ROOT/srv/cgroup2/cgroup.procs ]] || skip "no cgroup2 here"
	: >"$HOST_ROOT/srv/scopes"
	printf '%s\n' '#!/bin/bash' \
		'mkdir "/sys/fs/cgroup/$1" && echo "/srv/cgroup2/$1" >>/srv/scopes && echo "$3" >"/sys/fs/cgroup/$1/cgroup.procs" || exit' "$@" \
		>"$HOST_ROOT/srv/scope"
	chmod 0755 "$HOST_ROOT/srv/scope"
	on_host_bash 'mkdir -p /run/systemd/system && mount --bind /srv/cgroup2 /sys/fs/cgroup
		mount --bind /srv/scope /usr/local/sbin/pam_nsjail_scope'
}

scopes_remove() {
	on_host_bash '
		umount /usr/local/sbin/pam_nsjail_scope
		while read -r scope; do
			[[ ! -d $scope ]] || find "$scope" -depth -type d -exec rmdir {} +
		done </srv/scopes'
}

# in_scope NAME: who is in that part of the one scope, by name
in_scope() {
	on_host_bash 'while read -r pid; do cat "/proc/$pid/comm"; done <"$(</srv/scopes)/$1/cgroup.procs" | sort | xargs' "$1"
}

jail_is_gone() {
	[[ -z $(ls "$HOST_ROOT/run/pam_nsjail/jails")$(on_host_bash 'cat "$(</srv/scopes)"/*/cgroup.procs') ]]
}

@test "with systemd every jail has a scope: its init and its keeper apart, its caller where it was; SIGTERM ends it" {
	with_scopes 'echo "/$1"'
	printf '%s\n' '#!/bin/bash' 'echo "$NSJAIL_USER" >>/srv/destroyed' >"$HOST_ROOT/srv/destroy"
	chmod 0755 "$HOST_ROOT/srv/destroy"
	rm -f "$HOST_ROOT/srv/destroyed"
	session_config 'on_destroy = /srv/destroy'
	jail_hold one alice
	assert_equal "$(in_scope jail)" nsjail-init "who is in the jail's cgroup"
	assert_equal "$(in_scope keeper)" "nsjail-destroy nsjail-keeper" "who is in the keeper's"
	assert_equal "$(on_host_bash 'grep -l nsjail- /proc/[0-9]*/cgroup | wc -l')" 3 "processes in the scope"
	assert_equal "$(on_host_bash 'init=$(cat "$(</srv/scopes)/jail/cgroup.procs")
		nsenter --cgroup="/proc/$init/ns/cgroup" grep ^0: "/proc/$init/cgroup"')" 0::/ "the root of the jail's cgroup namespace"
	on_host_bash 'kill -TERM $(cat "$(</srv/scopes)"/*/cgroup.procs)'
	eventually jail_is_gone
	scopes_remove
	assert_equal "$(<"$HOST_ROOT/srv/destroyed")" alice "runs of on_destroy"
	assert_match "$(<"$HOST_LOG")" "the jail of user 'alice' is to end: SIGTERM from process [0-9]+"
	assert_match "$(<"$HOST_LOG")" "the jail of user 'alice' is gone"
}

# systemd is asked whether it is through with all that it stops (sd_notify_barrier(3)).
@test "on_destroy begins when systemd has sent its last SIGTERM" {
	with_scopes 'echo "/$1"'
	printf '%s\n' '#!/bin/bash' 'echo "$NSJAIL_USER" >>/srv/destroyed' >"$HOST_ROOT/srv/destroy"
	chmod 0755 "$HOST_ROOT/srv/destroy"
	rm -f "$HOST_ROOT"/srv/{destroyed,through}
	session_config 'on_destroy = /srv/destroy'
	on_host perl -MIO::Socket::UNIX -e '
		my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => "/run/systemd/notify") or die;
		select undef, undef, undef, 0.05 until -e "/srv/through";
		$socket->recv(my $word, 100);
		print $word' >"$HOST_ROOT/srv/word" 3>&- &
	systemd=$!
	eventually test -S "$HOST_ROOT/run/systemd/notify"
	jail_hold one alice
	on_host_bash 'kill -TERM $(cat "$(</srv/scopes)"/*/cgroup.procs)'
	eventually eval '[[ $(in_scope jail) == "" ]]'
	sleep 1
	[[ ! -e $HOST_ROOT/srv/destroyed ]]
	: >"$HOST_ROOT/srv/through"
	eventually jail_is_gone
	wait "$systemd"
	scopes_remove
	assert_equal "$(<"$HOST_ROOT/srv/word")" BARRIER=1 "what systemd is asked"
	assert_equal "$(<"$HOST_ROOT/srv/destroyed")" alice "runs of on_destroy"
}

@test "a scope that fails half-way: who has no limits comes in, who has is refused, nobody stays in it" {
	with_scopes 'rmdir "/sys/fs/cgroup/$1" 2>/dev/null' 'echo "!not today"'
	session_config 'scope = user'
	jail_login alice 'echo inside'
	assert_equal "$output" inside
	host_log_flush
	assert_match "$(<"$HOST_LOG")" "has no scope and may end with its caller's unit: not today"
	[[ -s $HOST_ROOT/srv/scopes ]]
	assert_equal "$(on_host_bash 'xargs -I{} cat {}/cgroup.procs </srv/scopes 2>/dev/null | wc -l')" 0 "processes in scopes"
	session_config 'tasks_max = 100'
	jail_refuses 'not today'
	scopes_remove
}

# To ask systemd takes longer than to make the jail.
@test "a jail that ends with its session, and has nothing to do then, is made without asking systemd" {
	with_scopes 'echo "!asked"'
	session_config 'scope = session'
	jail_login alice 'echo inside'
	assert_equal "$output" inside
	[[ $(<"$HOST_LOG") != *scope* ]]
	session_config 'scope = session' 'on_destroy = /bin/true'
	jail_login alice 'echo inside'
	host_log_flush
	assert_match "$(<"$HOST_LOG")" "has no scope and may end with its caller's unit: asked"
	scopes_remove
}

@test "a limit needs its controller in the scope" {
	need_no_controllers pids
	with_scopes 'echo "/$1"'
	session_config 'tasks_max = 100'
	jail_refuses "controller 'pids' is not available in '/nsjail-1001-"
	scopes_remove
}

@test "systemd that does not answer: who has no limits waits for three seconds" {
	with_scopes 'exec sleep 100'
	session_config 'scope = user'
	SECONDS=0
	jail_login alice 'echo inside'
	assert_equal "$output" inside
	((SECONDS <= 6))
	assert_match "$(<"$HOST_LOG")" "has no scope and may end with its caller's unit: no answer from '.*pam_nsjail_scope'"
	scopes_remove
}

@test "the scopes of others on the machine were left alone" {
	[[ -n ${ANOTHER_PID:-} ]] || skip "no cgroup2 here"
	assert_equal "$(<"$ANOTHER/jail/cgroup.procs")" "$ANOTHER_PID" "who is in another's scope"
}
