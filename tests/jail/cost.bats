#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What a login costs, counted in system calls and processes, which no other load of the machine changes:
# the same with few users, mounts and jails of the host as with many. Times are `make bench`'s to measure.

load ../lib/session

CALLER='/srv/host/tools/caller nsjail-caller'

# The rootfs rests, so that the login before each test leaves it known.
setup_file() {
	session_host
	sleep 2.1
}

setup() {
	session_begin
	session_config "${SETTINGS[@]}"
	on_host $CALLER alice open close
}

teardown() {
	session_end
}

# trace USER: "ROLE CALL NTH" of all that helper, keeper and init do for a login of his and its end. A
# helper that others keep waiting says that it is at work, which is its only message: then once more.
trace() {
	for _ in {1..10}; do
		on_host /srv/host/tools/faults list $CALLER "$1" open close >"$HOST_DIR/$1.calls"
		grep -q '^1\.helper sendmsg ' "$HOST_DIR/$1.calls" || return 0
	done
}

# counts USER: "ROLE CALL TIMES", without what depends on who is faster: waits, and whether init comes to its own
# before the jail ends.
counts() {
	awk '$2 !~ /^(poll|timerfd_settime|recvmsg|restart_syscall)$/ &&
		$1 " " $2 !~ /^1\.init (brk|close_range|madvise|rt_sigtimedwait|wait4)$/ { count[$1 " " $2]++ }
		END { for (i in count) print i, count[i] }' "$HOST_DIR/$1.calls" | sort
}

# least USER: the counts of the one of three whose helper has done least. What was read two seconds ago is read again, and a busy machine
# is as slow as that.
least() {
	local least=

	for _ in {1..3}; do
		trace "$1"
		[[ -n $least ]] && (($(grep -c '^1\.helper ' "$HOST_DIR/$1.calls") >= $(grep -c '^1\.helper ' "$least"))) ||
			{ least=$HOST_DIR/$1.least; cp "$HOST_DIR/$1.calls" "$least"; }
	done
	cp "$least" "$HOST_DIR/$1.calls"
	counts "$1"
}

calls() {
	grep -cE "$1" "$HOST_DIR/alice.calls"
}

@test "one process is made for a jail, and no other program is started" {
	trace alice
	assert_equal "$(grep -E ' (clone|clone3|fork|vfork) ' "$HOST_DIR/alice.calls")" '1.helper clone3 1' "processes made"
	assert_equal "$(calls ' execve')" 0 "programs started"
	assert_equal "$(cut -d' ' -f1 "$HOST_DIR/alice.calls" | sort -u | xargs)" '1.helper 1.helper.1 1.init 1.keeper'
}

@test "nothing sleeps on the way" {
	trace alice
	(($(calls ' poll ') > 0)) || fail "nothing waits for anything"
	assert_equal "$(calls ' (nanosleep|clock_nanosleep|sched_yield|alarm|setitimer|select|pause) ')" 0 \
		"calls that wait for a clock"
}

@test "2,000 more users, each with a file of his own: the same calls" {
	on_host mkdir -p /etc/security/nsjail.d
	least alice >"$HOST_DIR/few"
	on_host_bash 'for ((i = 0; i < 2000; i++)); do printf "[user u%d]\njail = no\n" $i >/etc/security/nsjail.d/u$i.conf; done
		for ((i = 0; i < 2000; i++)); do echo "u$i:x:$((20000 + i)):20000::/:/bin/sh"; done >>/etc/passwd'
	assert_equal "$(diff "$HOST_DIR/few" <(least alice))" "" "what is more or less"
	on_host_bash 'rm -r /etc/security/nsjail.d; sed -i "/^u[0-9]*:/d" /etc/passwd'
}

@test "500 more mounts of the host: the same calls" {
	least alice >"$HOST_DIR/few"
	on_host_bash 'mkdir /mnt/more; mount -t tmpfs more /mnt/more
		for ((i = 0; i < 500; i++)); do mkdir /mnt/more/$i; mount --bind /mnt/more/$i /mnt/more/$i; done'
	least alice >"$HOST_DIR/many"
	on_host umount -R /mnt/more
	on_host rmdir /mnt/more
	assert_equal "$(diff "$HOST_DIR/few" "$HOST_DIR/many")" "" "what is more or less"
}

# Some of the others' entries are looked at, in case that they are dead ones: not more with more of them.
@test "more live jails: a login looks at some of them, and not at more with more of them" {
	# beside COUNT: so many jails of another one's, and then a login.
	beside() {
		on_host_bash 'for ((i = 0; i < 40; i++)); do
			/srv/host/tools/logins nsjail-caller bob 1 /bin/sleep 4714 >/dev/null 2>&1 & done
			until (($(ls "$1/jails" | wc -l) >= $2)); do sleep 0.05; done' "$STATE_DIR" "$1" 3>&- || return 1
		trace alice
		calls .
	}
	session_config 'sessions_max = unlimited' 'scope = session'
	some=$(beside 40)
	more=$(beside 80)
	on_host pkill -f '^/bin/sleep 4714'
	eventually has_no_jails
	((more <= some + 40)) || fail "$some calls beside 40 jails, $more beside 80"
}

has_no_jails() {
	[[ -z $(on_host ls "$STATE_DIR/jails") ]]
}

@test "a login into a jail that is there: no helper, no mount, no process" {
	session_config 'scope = user' 'linger = forever'
	sleep 2.1
	on_host $CALLER alice open close
	on_host_bash 'strace -f -qq -o /srv/join $1 alice open close' "$CALLER"
	assert_equal "$(grep -cE '^[0-9]+ +(execve|execveat|clone|clone3|fork|vfork|mount|move_mount|open_tree|unshare)\(' "$HOST_ROOT/srv/join")" 1 \
		"the caller's own execve, and nothing else"
	on_host pkill -x nsjail-keeper
	sleep 0.3
	on_host "$HELPER_PATH" >"$HOST_DIR/swept"
}
