# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Letting every system call of the module fail once, with strace(1), in a caller of our own; needs
# session.bash and a PAM service called "nsjail-caller".

ERRORS=EPERM
[[ ${LONG:-0} == 1 ]] && ERRORS="EPERM ENOMEM EINTR"

# points FROM TO [WITHOUT]: reads a trace, and prints from a line that matches FROM to the one before TO a
# line 'NAME NTH ERROR' for each system call, the NTH of that name in all, and each error, but for lines
# that match WITHOUT. What libpam does for the audit subsystem follows on the module's return.
points() {
	# shellcheck disable=SC2317,SC2329
	awk -v from="$1" -v to="$2" -v without="${3:-^$}" -v errors="$ERRORS" '
		BEGIN { error_count = split(errors, error, " ") }
		!/^[a-z_0-9]+\(/ { next }
		{ name = $0; sub(/\(.*/, "", name); count[name]++ }
		$0 ~ to || (within && /NETLINK_AUDIT/) { within = 0 }
		$0 ~ from && !within_once { within = 1; within_once = 1 }
		within && $0 !~ without { for (i = 1; i <= error_count; i++) print name, count[name], error[i] }
	'
}

# Runs in the private host. trace STEPS [OPTION...]: the caller under strace(1); its output is in
# $said, its end in $status, the trace in /srv/trace. It looks at each descriptor that it has, so it must have
# the same ones each time: none of a series.
trace() {
	local steps=$1

	shift
	# shellcheck disable=SC2086 # words
	said=$(strace -o /srv/trace "$@" /srv/host/tools/caller nsjail-caller alice $steps 2>/dev/null 9<&-)
	status=$?
	said=${said//$'\n'/, }
}

# Within two seconds no process of the helper's is left, but for LIVING of them; one line for what is.
gone() {
	local tries

	for tries in {1..200}; do
		(($(readlink /proc/[0-9]*/exe | grep -c pam_nsjail_helper) > ${LIVING:-0})) || return 0
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
		/srv/trace || { unhit=$((unhit + 1)); return; }
	gone | sed "s/^/$point: /"
	for good; do
		[[ $outcome =~ ^$good$ ]] && return
	done
	echo "$point: $outcome"
}

# series FROM STEPS OPTION GOOD... <POINTS: fails every point once; OPTION is one more for strace(1).
# Prints what is wrong, how many points there were, and how many of them ended in which way.
series() {
	local from=$1 steps=$2 option=$3 name nth error inside=0 outside=0 killed=0 unhit=0

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
	# How often a lock is tried for depends on who else is about: a few points may not come again.
	((unhit * 10 <= inside + outside + killed)) || echo "$unhit points were not hit"
	echo "covered $((inside + outside + killed)): inside $inside, outside $outside, killed $killed"
}

# host_series...: the same from outside, with the points on standard input.
host_series() {
	on_host_bash "LIVING=${LIVING:-0}; $(declare -f trace gone judge series)"'; series "$@"' "$@"
}

# host_trace STEPS [OPTION...] prints the trace. The first login of all is unlike later ones.
host_trace() {
	on_host /srv/host/tools/caller nsjail-caller alice open close >"$HOST_DIR/first"
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
