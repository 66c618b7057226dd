# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Faults in the system calls of helper, keeper and init while a session is made, joined and closed.
# Each login is compared whole with one that nothing happens to: it is like that, or refused. Needs
# session.bash and a PAM service called "nsjail-caller".
#
# helper_faults SLICE SERIES STEP...   SERIES is "fail" or "kill"; SLICE is how many points at most
#                                      are tried, spread over all; in the long form it is all of them
# KNOWN=1: a jail's keeper lets in by itself whoever joins, because the configuration has not changed
# for a while. Otherwise it is touched before each run, so that the helper looks at it.
# NEW=1: nothing is kept of a trust walk, so that each login goes through the rootfs and notes it. Otherwise the
# rootfs is kept from the first login on.
#
# ONLY=ROLE: of these processes alone.
#
# The points come from traces of the same steps; "ROLE CALL NTH ERROR" for each. A call that a trace
# lacks is none: how often somebody waits is another time another way.

# calls_of STEP...: "ROLE CALL NTH" of every call that each of three traces has.
calls_of()
{
	local trace

	for trace in 1 2 3; do
		[[ ${KNOWN:-0} == 1 ]] || on_host touch "$CONFIG_PATH"
		[[ ${NEW:-0} != 1 ]] || on_host_bash 'rm -f "$1"/trust/*' "$STATE_DIR"
		on_host /srv/host/tools/faults list /srv/host/tools/caller nsjail-caller alice "$@" >"$HOST_DIR/trace.$trace"
	done
	awk 'FILENAME != before { file++; before = FILENAME }
		{ seen[$0]++ }
		file == 3 && seen[$0] == 3' "$HOST_DIR"/trace.[123]
}

# errors_of_points: reads "ROLE CALL NTH" and gives each the errors that the call can end with. Either
# all of them, one a line, or one that is another from line to line.
errors_of_points()
{
	awk -v all="$1" '
		function fits(error, names, list, i) {
			split(names, list, " ")
			for (i in list)
				error_of[list[i]] = error_of[list[i]] " " error
		}
		BEGIN {
			fits("ENOMEM", "mmap mprotect clone clone3 fork fsopen fsconfig prctl unshare")
			fits("EMFILE", "openat openat2 open_tree fsopen fsmount socket socketpair fcntl dup2 dup3" \
				" pipe2 pidfd_open timerfd_create recvmsg accept4")
			fits("ENOSPC", "write mkdir mkdirat symlinkat mknodat bind renameat2 openat move_mount clone3")
			fits("EIO", "read write pread64 getdents64 newfstatat close fsconfig openat fchownat fchmodat")
			fits("EINTR", "poll wait4 recvmsg sendmsg sendto read write connect accept4 flock openat close" \
				" fcntl rt_sigtimedwait")
		}
		$2 ~ /^(exit|exit_group|rt_sigreturn|restart_syscall)$/ { next }
		{
			count = split("EPERM" error_of[$2], error, " ")
			for (i = 1; i <= count; i++)
				if (all || i == turn[$2] % count + 1)
					print $0, error[i]
			turn[$2]++
		}
	'
}

# spread COUNT: that many of the lines it reads, at the same distance from one another.
spread()
{
	awk -v want="$1" '{ line[NR] = $0 }
		END { for (i = 1; i <= NR; i++) if (NR <= want || int(i * want / NR) > int((i - 1) * want / NR)) print line[i] }'
}

# What follows runs in the private host. The sections of what a caller says, "--" between them: the
# first and the third are one process, the second is the other. No program is started for it, nor for what is
# asked of each other point: that would take as long as the logins.
sections()
{
	local line count=0

	first='' second=''
	while IFS= read -r line; do
		case $count/$line in
		*/--) count=$((count + 1)) ;;
		1/*) second+=$line$'\n' ;;
		*) first+=$line$'\n' ;;
		esac
	done <<<"$1"
	first=${first%$'\n'} second=${second%$'\n'}
}

# What a session takes away for good (pam_nsjail(8)) is also gone when it comes to an end before the
# module's return.
without_done()
{
	grep -avE '^(same|different|(was|is) (status (CapBnd|NoNewPrivs|Seccomp)|limits Max core file size|dumpable|keyring).*)$' <<<"$1"
}

without_child()
{
	grep -av '^child' <<<"$1"
}

# like TEXT GOOD REFUSED: prints what it is like.
like()
{
	if [[ $1 == "$2" ]]; then
		echo inside
	elif [[ $1 == "$3" ]]; then
		echo refused
	elif [[ $series == fail ]]; then
		echo wrong
	elif [[ $1 == *"child none"* && $(without_child "$1") == "$(without_child "$2")" ]]; then
		echo cut
	elif [[ $(without_done "$1") == "$(without_done "$3")" ]]; then
		echo refused
	else
		echo wrong
	fi
}

# run_steps PROGRAM...: with configuration and rootfs as KNOWN and NEW say.
run_steps()
{
	[[ ${KNOWN:-0} == 1 ]] || touch "$config"
	[[ ${NEW:-0} != 1 ]] || rm -f "${STATE:?}"/trust/*
	"$@"
}

# Every line of the log up to now that was not read before.
log_read()
{
	local line mark="mark $RANDOM$RANDOM$RANDOM"

	busybox logger "$mark"
	log=
	for tries in {1..200}; do
		while IFS= read -r line <&8; do
			[[ $line == *"$mark"* ]] && return
			log+=$line$'\n'
		done
		sleep 0.01
	done
	complain "the log does not work after $tries looks"
}

complain()
{
	printf '%s: %s\n' "$point" "$*"
	faulty=$((faulty + 1))
}

# A module that can neither go on nor back ends its process.
outcome_judge()
{
	local said=$1 outcome

	if [[ $'\n'$notes$'\n' == *$'\nkilled by 9\n'* && $is_one_way == 1 ]]; then
		outcomes[killed]=$((outcomes[killed] + 1))
		return
	fi
	sections "$said"
	for part in 0 1; do
		said=$first
		((part == 0)) || said=$second
		outcome=$(like "$said" "${good[part]}" "${refused[part]}")
		[[ $outcome != wrong ]] || complain "a half state, or none:" \
			$'\n'"$(diff <(echo "${good[part]}") <(echo "$said"))"
		outcomes[$outcome]=$((outcomes[$outcome] + 1))
	done
}

notes_judge()
{
	local note

	while read -r note; do
		case $note in
		hit | "") ;;
		"not hit") unhit=$((unhit + 1)) ;;
		"killed by 9") [[ $is_one_way == 1 ]] || complain "$note" ;;
		*) complain "$note" ;;
		esac
	done <<<"$notes"
}

# lines_count NAME REGEX TEXT: sets NAME
lines_count()
{
	local line matching=0

	while IFS= read -r line; do
		[[ ! $line =~ $2 ]] || matching=$((matching + 1))
	done <<<"$3"
	printf -v "$1" %d "$matching"
}

log_judge()
{
	local refusals told

	log_read
	lines_count refusals 'refused \[.*user .alice.: .' "$log"
	lines_count told '^told' "$1"
	((refusals == told)) ||
		complain "$refusals lines of a refusal:"$'\n'"$log"
	[[ ! -v VERBOSE ]] || grep 'refused \[' <<<"$log" | sed "s/.*user/$point:/"
}

# The next login works, and cleans up.
next_judge()
{
	local after

	after=$(run_steps $caller log save=facts open facts close gone)
	[[ $after == "$next" ]] ||
		complain "the next login:"$'\n'"$(diff <(echo "$next") <(echo "$after"))"
}

# What the tracer says is no part of what is said.
notes_take()
{
	local line all=$said

	said='' notes=''
	while IFS= read -r line; do
		case $line in
		hit | "not hit" | "killed by "* | "status "* | "left "*) notes+=$line$'\n' ;;
		*) said+=$line$'\n' ;;
		esac
	done <<<"$all"
	said=${said%$'\n'} notes=${notes%$'\n'}
}

# A point that is not met is tried again: the call belongs to who comes first, or waits.
point_try()
{
	local said notes

	for _ in 1 2 3; do
		# shellcheck disable=SC2086 # words
		said=$(run_steps /srv/host/tools/faults $point $caller "${steps[@]}" 2>&1)
		notes_take
		[[ $notes == *"not hit"* ]] || break
	done
	notes_judge
	outcome_judge "$said"
	log_judge "$said"
	next_judge
}

# points_try SERIES CONFIGURATION STEP... <POINTS
points_try()
{
	local series=$1 config=$2 faulty=0 unhit=0 count=0 point log tries caller='/srv/host/tools/caller nsjail-caller alice'
	local normal refusal next first second good refused is_one_way=0
	local -A outcomes=([inside]=0 [refused]=0 [cut]=0 [killed]=0 [wrong]=0)

	shift 2
	steps=("$@")
	exec 8</srv/host/log
	normal=$(run_steps $caller "${steps[@]}")
	next=$(run_steps $caller log save=facts open facts close gone)
	[[ $normal != *"ns/user is another"* ]] || is_one_way=1
	cp "$config" /srv/host/config
	echo 'colour = blue' >>"$config"
	refusal=$($caller "${steps[@]}")
	cp /srv/host/config "$config"
	sections "$normal"
	good=("$first" "$second")
	sections "$refusal"
	refused=("$first" "$second")
	[[ ${KNOWN:-0} != 1 ]] || sleep 2.1
	log_read
	while read -r point <&9; do
		count=$((count + 1))
		point_try
	done 9<&0
	((unhit * 20 <= count)) || point=series complain "$unhit points were not met"
	echo "$count points: ${outcomes[inside]} as usual, ${outcomes[refused]} refused, ${outcomes[cut]} cut off," \
		"${outcomes[killed]} killed, $unhit not met, $faulty wrong"
}

# All of that as text.
HELPER_FAULTS=$(declare -f run_steps sections without_done without_child like log_read complain outcome_judge notes_judge \
	log_judge next_judge lines_count notes_take point_try points_try)

helper_faults()
{
	local slice=$1 series=$2 result all=0

	shift 2
	[[ ${LONG:-0} != 1 ]] || { slice=1000000 all=1; }
	# What was changed just now is not believed, and the first login of all does more than later ones.
	[[ ${KNOWN:-0} != 1 && -n $(on_host_bash 'ls "$1/trust" 2>/dev/null' "$STATE_DIR") ]] || sleep 2.1
	on_host /srv/host/tools/caller nsjail-caller alice "$@" >"$HOST_DIR/first"
	calls_of "$@" | grep "^[0-9.]*${ONLY:-}" >"$HOST_DIR/trace"
	if [[ $series == kill ]]; then
		sed 's/$/ KILL/' "$HOST_DIR/trace"
	else
		errors_of_points "$all" <"$HOST_DIR/trace"
	fi | spread "$slice" >"$HOST_DIR/points"
	result=$(on_host_bash "KNOWN=${KNOWN:-0} NEW=${NEW:-0} STATE=$STATE_DIR; $HELPER_FAULTS"'; points_try "$@"' "$series" "$CONFIG_PATH" "$@" <"$HOST_DIR/points")
	echo "# of $(wc -l <"$HOST_DIR/trace") calls, $(tail -n 1 <<<"$result")" >&3
	assert_match "$(tail -n 1 <<<"$result")" '^[1-9][0-9]+ points: .*, 0 wrong$' "$result"
}
