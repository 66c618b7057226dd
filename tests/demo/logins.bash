# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Root and the tenants, all logged in at the same time: one ssh client each, whose login shell is
# asked through FIFOs. root comes through the same sshd and PAM stack and is not jailed: the host.
# It must never: wait for ever.
#
# log_in_all              starts the four sessions, and in each of the tenants' a job of his own
# ask NAME SCRIPT         runs SCRIPT in the shell of NAME, which stays; prints what it prints
# ask_all LABEL SCRIPT    asks all, prints a row of the table, and keeps the answers in ANSWER[NAME]
# for_tenants COMMAND...  runs COMMAND NAME for each of them
# job_pid NAME            the number that the host has for the job of NAME
# log_out_all             ends the sessions, and leaves the jobs running

PEOPLE=(root alice bob eve)
TENANTS=(alice bob eve)
LOGIN_PATIENCE=20

declare -A ANSWER SESSION_IN SESSION_OUT JOB

# What every shell gets told first. Shells and tools of any rootfs must be able to run it.
# shellcheck disable=SC2016
SESSION_FUNCTIONS='
namespace() { n=$(readlink "/proc/self/ns/$1"); n=${n#*\[}; echo "${n%]}"; }
lines() { n=0; while read -r _; do n=$((n + 1)); done; echo $n; }
interfaces() {
	while read -r word _; do
		case $word in *:*) echo "${word%%:*}";; esac
	done </proc/net/dev
}
listening() {
	n=nothing
	while read -r _ own _ state _; do
		[ "$state" != 0A ] || { echo $((0x${own##*:})); n=; }
	done </proc/net/tcp
	echo $n
}
can_signal() {
	if answer=$(kill -0 "$1" 2>&1); then echo yes; return; fi
	case $answer in *"o such process"*) echo no such process;; *) echo "$answer";; esac
}
processes() {
	if ps -e >/dev/null 2>&1; then ps -e -o pid,user,args
	elif ps >/dev/null 2>&1; then ps -o pid,user,args
	else
		for p in /proc/[0-9]*; do
			[ ! -r "$p/cmdline" ] || echo "${p#/proc/}" $(tr "\\0" " " <"$p/cmdline")
		done
	fi
}
'

log_in_all()
{
	local name number=1

	step "root, alice, bob and eve log in with ssh, and stay"
	for name in "${PEOPLE[@]}"; do
		session_open "$name"
	done
	for name in "${PEOPLE[@]}"; do
		ask "$name" "$SESSION_FUNCTIONS" >/dev/null || session_lost "$name"
	done
	for name in "${TENANTS[@]}"; do
		JOB[$name]="sleep 700$number"
		ask "$name" "${JOB[$name]} </dev/null >/dev/null 2>&1 & job=\$!"
		number=$((number + 1))
	done
}

session_open()
{
	local name=$1 fifo=$HOST_DIR/$1 fd

	mkfifo "$fifo.in" "$fifo.out"
	{
		host_ssh "$name"
		echo $? >"$fifo.status"
	} <"$fifo.in" >"$fifo.out" 2>"$fifo.errors" &
	exec {fd}>"$fifo.in"
	SESSION_IN[$name]=$fd
	exec {fd}<"$fifo.out"
	SESSION_OUT[$name]=$fd
}

session_lost()
{
	local fifo=$HOST_DIR/$1

	printf 'the session of %s ended (status %s):\n' "$1" "$(cat "$fifo.status" 2>/dev/null)" >&2
	cat "$fifo.errors" >&2
	echo "the log of the private host:" >&2
	grep -a nsjail "$HOST_LOG" >&2 || tail -n 5 "$HOST_LOG" >&2
	give_up "not everybody is logged in"
}

# The mark ends with a line feed of its own, for answers that do not.
ask()
{
	local name=$1 script=$2 line
	local deadline=$((SECONDS + LOGIN_PATIENCE))

	{ printf '%s\necho; echo end-of-answer\n' "$script" >&"${SESSION_IN[$name]}"; } 2>/dev/null ||
		return 1
	while IFS= read -r -t "$LOGIN_PATIENCE" -u "${SESSION_OUT[$name]}" line; do
		[[ $line == end-of-answer ]] && return 0
		[[ -z $line ]] || printf '%s\n' "$line"
		((SECONDS < deadline)) || return 1
	done
	return 1
}

ask_all()
{
	local label=$1 script=$2 name row=()

	for name in "${PEOPLE[@]}"; do
		ANSWER[$name]=$(ask "$name" "$script") || session_lost "$name"
		row+=("${ANSWER[$name]//$'\n'/ }")
	done
	table_row "$label" "${row[@]}"
}

for_tenants()
{
	local name

	for name in "${TENANTS[@]}"; do
		"$@" "$name"
	done
}

# How many different answers the last question got.
different_answers()
{
	printf '%s\n' "${ANSWER[@]}" | sort -u | wc -l
}

tenants_answers()
{
	echo "${ANSWER[alice]}, ${ANSWER[bob]}, ${ANSWER[eve]}"
}

job_pid()
{
	on_host pgrep -u "$1" -x -f "${JOB[$1]}"
}

log_out_all()
{
	local name fd

	for name in "${PEOPLE[@]}"; do
		echo exit >&"${SESSION_IN[$name]}"
	done
	for name in "${PEOPLE[@]}"; do
		# The end of the output is the end of the session.
		while read -r -t "$LOGIN_PATIENCE" -u "${SESSION_OUT[$name]}" _; do :; done
		for fd in "${SESSION_IN[$name]}" "${SESSION_OUT[$name]}"; do
			exec {fd}>&-
		done
	done
}
