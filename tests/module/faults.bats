#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Every system call that the module makes between the join and its return fails once, and every one
# of the way back: the caller is outside again, or in the jail with all that goes with it, or dead.
# The points come from a trace of the same steps.

load ../lib/session

ERRORS=EPERM
[[ ${LONG:-0} == 1 ]] && ERRORS="EPERM ENOMEM EINTR"
# Of tools/caller.
STEPS='save open where close where gone'

setup_file() {
	need strace || return 0
	session_host
	printf '%s\n' "session required pam_permit.so" "session required /srv/host/pam_nsjail.so" \
		>"$HOST_ROOT/etc/pam.d/caller"
}

teardown_file() {
	private_host_stop
}

setup() {
	session_begin
	session_config
}

teardown() {
	session_end
}

# points FROM TO: reads a trace, and prints from a line that matches FROM to the one before TO a line
# 'NAME NTH ERROR' for each system call, the NTH of that name in all, and each error. What libpam does
# for the audit subsystem follows on the module's return.
points() {
	# shellcheck disable=SC2317,SC2329
	awk -v from="$1" -v to="$2" -v errors="$ERRORS" '
		BEGIN { error_count = split(errors, error, " ") }
		!/^[a-z_0-9]+\(/ { next }
		{ name = $0; sub(/\(.*/, "", name); count[name]++ }
		$0 ~ to || (within && /NETLINK_AUDIT/) { within = 0 }
		$0 ~ from && !within_once { within = 1; within_once = 1 }
		within { for (i = 1; i <= error_count; i++) print name, count[name], error[i] }
	'
}

# Runs in the private host. trace STEPS [OPTION...]: the caller under strace(1); its output is in
# $said, its end in $status, the trace in /srv/trace.
trace() {
	local steps=$1

	shift
	# shellcheck disable=SC2086 # words
	said=$(strace -o /srv/trace "$@" /srv/host/tools/caller caller alice $steps 2>/dev/null)
	status=$?
	said=${said//$'\n'/, }
}

# Within two seconds no process of the helper's is left; one line for what is.
gone() {
	local tries

	for tries in {1..200}; do
		[[ $(readlink /proc/[0-9]*/exe) == *pam_nsjail_helper* ]] || return 0
		sleep 0.01
	done
	echo "alive after $tries looks"
}

# judge FROM NAME NTH GOOD...: was the call of that number hit after FROM, and is the outcome one of
# those that are good? Each is an extended regular expression for "STATUS WORDS".
judge() {
	local from=$1 point="$2 $3" outcome="$status $said" good

	shift 3
	awk -v from="$from" '$0 ~ from { after = 1 } after && /INJECTED/ { hit = 1 } END { exit !hit }' \
		/srv/trace || { echo "$point: not hit"; return; }
	gone | sed "s/^/$point: /"
	for good; do
		[[ $outcome =~ ^$good$ ]] && return
	done
	echo "$point: $outcome"
}

# series FROM STEPS OPTION GOOD... <POINTS: fails every point once; OPTION is one more for strace(1).
# Prints what is wrong, how many points there were, and how many of them ended in which way.
series() {
	local from=$1 steps=$2 option=$3 name nth error inside=0 outside=0 killed=0

	shift 3
	while read -r name nth error <&9; do
		trace "$steps" ${option:+-e "$option"} -e inject="$name:error=$error:when=$nth"
		judge "$from" "$name" "$nth" "$@"
		case "$status $said" in
		137*) killed=$((killed + 1)) ;;
		*inside*) inside=$((inside + 1)) ;;
		*) outside=$((outside + 1)) ;;
		esac
	done 9<&0
	echo "covered $((inside + outside + killed)): inside $inside, outside $outside, killed $killed"
}

# host_series...: the same from outside, with the points on standard input.
host_series() {
	on_host_bash "$(declare -f trace gone judge series)"'; series "$@"' "$@"
}

# host_trace STEPS [OPTION...] prints the trace.
host_trace() {
	on_host_bash "$(declare -f trace)"'; trace "$@"; cat /srv/trace' "$@"
}

# assert_series RESULT COUNTS: nothing but the last line, and that matches COUNTS; whoever looks at
# the output sees it.
assert_series() {
	local result=$1 counts=$2 covered

	covered=$(grep '^covered ' <<<"$result")
	assert_equal "$(grep -v '^covered ' <<<"$result")" "" "failed points" || return 1
	assert_match "$covered" "$counts" "points" || return 1
	echo "# $covered" >&3
}

inside='0 open success, inside confined, close success, outside, gone'
outside='0 told Login refused, open session_err, outside, close [a-z_]+, outside, gone'
killed='137 .*'

@test "every call from the join to the return of open_session fails once" {
	host_trace "$STEPS" | points '^setns' '^getpgid.7654321' >"$HOST_DIR/points"
	result=$(host_series '^setns' "$STEPS" '' "$inside" "$outside" <"$HOST_DIR/points")
	assert_series "$result" '^covered [1-9][0-9]{2,}: inside [0-9]+, outside [1-9][0-9]+, killed 0$'
}

# The first setns of them all proves the way back, the second is the join.
@test "and so does the way back then: the caller is killed" {
	each=3
	[[ ${LONG:-0} != 1 ]] || each=1000
	host_trace "$STEPS" | points '^setns' '^getpgid.7654321' |
		awk -v each="$each" '++seen[$1] <= each && !/^(close|rt_sigprocmask|statx) /' \
			>"$HOST_DIR/points"
	sed -i '/^setns/d' "$HOST_DIR/points"
	result=$(host_series '^setns' "$STEPS" 'inject=setns:error=EPERM:when=3+' \
		"$killed" '0 open success, inside confined, close session_err, inside confined, .*' <"$HOST_DIR/points")
	assert_series "$result" '^covered [1-9][0-9]+: inside [01], outside 0, killed [1-9][0-9]+$'
}

@test "every call of the way back fails once, after the last call of the join has failed" {
	last='inject=sendmsg:error=EPERM:when=2'
	host_trace "$STEPS" -e "$last" >"$HOST_DIR/trace"
	points 'INJECTED' '^getpgid.7654321|\(200,' <"$HOST_DIR/trace" | sed '/^sendmsg/d' >"$HOST_DIR/points"
	result=$(host_series '^setns' "$STEPS" "$last" "$outside" "$killed" <"$HOST_DIR/points")
	assert_series "$result" '^covered [1-9][0-9]+: inside 0, outside [0-9]+, killed [0-9]+$'
}

@test "every call of close_session fails once" {
	steps='save open close where end where'
	host_trace "$steps" | points '^getpgid.7654322' '^getpgid.7654323' |
		sed '/^getpgid/d' >"$HOST_DIR/points"
	result=$(host_series '^getpgid.7654322' "$steps" '' \
		'0 open success, close success, outside, outside' \
		'0 open success, close session_err, inside confined, outside' "$killed" <"$HOST_DIR/points")
	assert_series "$result" '^covered [1-9][0-9]+: inside [0-9]+, outside [0-9]+, killed [0-9]+$'
}

@test "the caller of these tests would notice a half state" {
	last_of() { on_host /srv/host/tools/caller caller alice "$@" | tail -n 1; }
	assert_match "$(last_of save unshare=uts where)" '^HALF: 1 namespaces left'
	assert_match "$(last_of save open unshare=uts where)" '^HALF: 6 namespaces left, 5 '
	session_config 'capabilities = chown'
	assert_equal "$(last_of save open where)" 'HALF: inside, not confined'
}

@test "a point that is not hit is noticed, and so is a wrong outcome" {
	result=$(host_series '^setns' "$STEPS" '' "$inside" <<<"setns 99 EPERM")
	assert_match "$result" 'setns 99: not hit'
	result=$(host_series '^setns' "$STEPS" '' "$inside" <<<"setns 2 EPERM")
	assert_match "$result" 'setns 2: 0 told Login refused, open session_err, outside'
}
