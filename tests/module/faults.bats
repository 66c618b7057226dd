#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Every system call that the module makes between the join and its return fails once, and every one
# of the way back: the caller is outside again, or in the jail with all that goes with it, or dead.
# The points come from a trace of the same steps.

load ../lib/session
load ../lib/faults

# Of tools/caller.
STEPS='save open where close where gone'

setup_file() {
	need strace || return 0
	session_host
}

inside='0 open success, inside confined, close success, outside, gone'
outside='0 told Login refused, open perm_denied, outside, close [a-z_]+, outside, gone'
killed='137 .*'

@test "every call from the join to the return of open_session fails once" {
	host_trace "$STEPS" | points '^setns' '^getpgid.7654321' >"$HOST_DIR/points"
	result=$(host_series '^setns' "$STEPS" '' "$inside" "$outside" <"$HOST_DIR/points")
	assert_series "$result" '^covered ([5-9][0-9]|[1-9][0-9]{2,}): inside [0-9]+, outside [1-9][0-9]+, killed 0$'
}

# The rootfs has no /srv, so home is looked for as well, as the user: who can not be shown to be root again dies.
@test "every call of the search for the working directory fails once" {
	host_trace "chdir=/srv $STEPS" | points '^chdir."/"' '^keyctl' >"$HOST_DIR/points"
	grep -q '^setfsuid ' "$HOST_DIR/points"
	result=$(host_series '^chdir."/"' "chdir=/srv $STEPS" '' "$inside" "$outside" "$killed" <"$HOST_DIR/points")
	assert_series "$result" '^covered [1-9][0-9]+: inside [1-9][0-9]*, outside [1-9][0-9]*, killed [1-9][0-9]*$'
}

# Calls that may fail without harm: a look that is taken anew, the question whether the loader is barred
# already, to take what is not there (a capability that nobody has here, or that no kernel has yet), and
# the line for the log.
harmless='"pid_for_children"|^sendto.*"<86>|^mmap.NULL, 0, PROT_NONE|PR_CAPBSET_DROP, (CAP_SYS_RESOURCE|0x)'

# The first setns of them all proves the way back, the second is the join.
@test "and so does the way back then: the caller is killed" {
	each=3
	[[ ${LONG:-0} != 1 ]] || each=1000
	host_trace "$STEPS" | points '^setns' '^getpgid.7654321' "$harmless" |
		awk -v each="$each" '++seen[$1] <= each && !/^(close|rt_sigprocmask|statx) /' \
			>"$HOST_DIR/points"
	# A message that was interrupted is sent again.
	sed -i '/^setns/d; /^sendmsg .* EINTR/d' "$HOST_DIR/points"
	result=$(host_series '^setns' "$STEPS" 'inject=setns:error=EPERM:when=3+' \
		"$killed" '0 open success, inside confined, close session_err, inside confined, .*' <"$HOST_DIR/points")
	assert_series "$result" '^covered [1-9][0-9]+: inside 0, outside 0, killed [1-9][0-9]+$'
}

# A close(2) that does nothing keeps a socket open: a jail that others may join by then is left to its keeper,
# which gives the caller a minute, or its life if that is shorter.
@test "every call of the way back fails once, after the last call of the join has failed" {
	session_config 'scope = session'
	last='inject=sendmsg:error=EPERM:when=2'
	host_trace "$STEPS" -e "$last" >"$HOST_DIR/trace"
	points 'INJECTED' '^getpgid.7654321|[(]200,' <"$HOST_DIR/trace" | sed '/^sendmsg/d' >"$HOST_DIR/points"
	result=$(host_series '^setns' "$STEPS" "$last" "$outside" "$killed" <"$HOST_DIR/points")
	assert_series "$result" '^covered [1-9][0-9]+: inside 0, outside [0-9]+, killed [0-9]+$'
}

@test "a login that fails in the jail is logged as refused, and not as a session" {
	host_trace "$STEPS" -e 'inject=sendmsg:error=EPERM:when=2' >"$HOST_DIR/trace"
	host_log_flush
	line=$(grep -a ' refused \[' "$HOST_LOG" | tail -n 1)
	[[ $line =~ refused\ \[([0-9a-f]{8})\] ]]
	run ! grep -aF "jailed session [${BASH_REMATCH[1]}]" "$HOST_LOG"
}

# What fails at the keeper's is done by the helper.
@test "every call of a login that needs no helper fails once" {
	session_config 'scope = user' 'linger = forever'
	sleep 2.1
	on_host /srv/host/tools/caller nsjail-caller alice open close
	LIVING=$(on_host_bash 'readlink /proc/[0-9]*/exe | grep -c pam_nsjail_helper')
	export LIVING
	steps='save open where close where'
	host_trace "$steps" >"$HOST_DIR/trace"
	assert_equal "$(grep -c '^execveat' "$HOST_DIR/trace")" 0 "helpers started" || return 1
	# A brk(2) that fails gives no error number.
	points users/1001-jail '^setns' <"$HOST_DIR/trace" | sed '/^brk /d' >"$HOST_DIR/points"
	grep -q '^connect ' "$HOST_DIR/points"
	result=$(host_series users/1001-jail "$steps" '' "${inside%, gone}" "${outside%, gone}" <"$HOST_DIR/points")
	assert_series "$result" '^covered [1-9][0-9]+: inside [1-9][0-9]+, outside [1-9][0-9]+, killed 0$'
	on_host pkill -x nsjail-keeper
	sleep 0.3
	on_host "$HELPER_PATH"
}

@test "every call of close_session fails once" {
	steps='save open close where end where'
	host_trace "$steps" | points '^getpgid.7654322' '^getpgid.7654323' |
		sed '/^getpgid/d' >"$HOST_DIR/points"
	result=$(host_series '^getpgid.7654322' "$steps" '' \
		'0 open success, close success, outside, outside' \
		'0 open success, close session_err, inside confined, inside confined' "$killed" <"$HOST_DIR/points")
	assert_series "$result" '^covered [1-9][0-9]+: inside [0-9]+, outside [0-9]+, killed [0-9]+$'
}

@test "the caller of these tests would notice a half state" {
	last_of() { on_host /srv/host/tools/caller nsjail-caller alice "$@" | tail -n 1; }
	assert_match "$(last_of save unshare=uts where)" '^HALF: 1 namespaces left'
	assert_match "$(last_of save open unshare=uts where)" '^HALF: 6 namespaces left, 5 '
	session_config 'capabilities = chown'
	assert_equal "$(last_of save open where)" 'HALF: inside, not confined'
}

@test "a point that is not hit is noticed, and so is a wrong outcome" {
	result=$(host_series '^setns' "$STEPS" '' "$inside" <<<"setns 99 EPERM")
	assert_match "$result" '1 points were not hit'
	result=$(host_series '^setns' "$STEPS" '' "$inside" <<<"setns 2 EPERM")
	assert_match "$result" 'setns 2: 0 told Login refused, open perm_denied, outside'
}
