# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034
#
# What is asked of each caller, in one trust mode: cells of the matrix. Each says in CELL what it found and is
# true if that may be. It must never: take a session that did not come about for one that left nothing.
#
# cell_works      alice is in her jail, with her ids, her home and her exit status
# cell_refusal    a jail that can not be made: nothing runs, and the log names the service
# cell_tenants    alice, bob, alice: each in his own, whatever one process of the caller has seen before
# cell_client     kill -9 of the client in the middle of a session
# cell_caller     kill -9 of the process that has opened the session; the next login works
# cell_mail       in mail.bash
# cell_nothing    nothing is left of all that
# facts           FACT[opens], FACT[parent], FACT[root] of a session
#
# A caller whose `expect_MODE` is "safe" may refuse, but nothing of the user may be outside of his jail.

CELLS=(works refusal tenants client caller mail nothing)
declare -A FACT=()
CELL='' WORKS=''

#
# What most callers have in common; a file in known/ says otherwise
#

caller_setup() { :; }
caller_start() { :; }
caller_stop() { daemon_stop; }
caller_mark() { caller_run "$1" 'cat /srv/mark/name'; }
caller_write() { caller_run "$1" 'echo here >"$HOME/left"'; }
caller_hold() { caller_run "$1" 'exec sleep 300'; }
caller_defaults()
{
	packages='' tree='' services='' lines='' set='' expect_plain=works expect_private=works shell=yes client=yes config=() read=
}

is_safe()
{
	local name=expect_$MODE

	[[ ${!name} == safe ]]
}

# says TEXT USER: whose jail that is
says()
{
	case $1 in
	*outside*) echo OUTSIDE ;;
	*"jail of $2"*) echo works ;;
	*'jail of '*) echo "ANOTHER'S" ;;
	*) echo refused ;;
	esac
}

# Kept apart from the caller's words to his user.
mark_of()
{
	: >"$HOST_LOG"
	MARK=$(caller_mark "$1" 2>"$HOST_DIR/words") && MARK_STATUS=0 || MARK_STATUS=$?
	CELL=$(says "$MARK" "$1")
}

# What is wrong with the file that alice has left, by its owner on the host.
wrong_owner()
{
	local owner

	rm -f "$HOST_ROOT/home/alice/left"
	caller_write alice >/dev/null 2>"$HOST_DIR/words"
	owner=$(stat -c %u:%g "$HOST_ROOT/home/alice/left" 2>/dev/null)
	rm -f "$HOST_ROOT/home/alice/left"
	[[ $owner == 1001:1001 ]] || echo "her file is ${owner:-not there}"
}

# The groups of the host that she is in are mapped in private mode, too.
wrong_ids()
{
	local ids wanted='1001 1001 1001 5001 5002'

	ids=$(caller_run alice 'echo ids $(id -u) $(id -g) $(id -G)' 2>/dev/null | tr -d '\r' | sed -n 's/^ids //p' | tail -n 1)
	[[ $ids == "$wanted" ]] || echo "ids are '$ids', not '$wanted'"
}

wrong_status()
{
	local got=0

	caller_run alice 'exit 42' >/dev/null 2>&1 || got=$?
	((got == 42)) || echo "exit 42 comes back as $got"
}

cell_works()
{
	local wrong

	mark_of alice
	[[ $CELL == works ]] || { is_safe && [[ $CELL == refused ]]; return; }
	wrong=$(wrong_owner; [[ $shell == no ]] || { wrong_ids; wrong_status; })
	[[ -z $wrong ]] || CELL="works, but ${wrong//$'\n'/, }"
	[[ -z $wrong ]]
}

cell_refusal()
{
	local service

	callers_config "$MODE" "${config[@]}"
	sed -i 's,^rootfs = .*,rootfs = /srv/nothing,' "$HOST_ROOT$CONFIG_PATH"
	rm -f "$HOST_ROOT/home/alice/left"
	mark_of alice
	host_log_flush
	service=$(grep -aE 'refused \[[0-9a-f]{8}\]' "$HOST_LOG" | sed -nE 's/.*pam_nsjail\(([^:]*):session.*/\1/p' | sort -u | xargs)
	: >"$HOST_LOG"
	caller_write alice >/dev/null 2>&1
	callers_config "$MODE" "${config[@]}"
	[[ $CELL == refused ]] || return
	# srun says so of a job that did not run.
	[[ $MARK_STATUS != 0 ]] || { CELL="status 0"; is_safe || return 1; }
	[[ ! -e $HOST_ROOT/home/alice/left ]] || { CELL="writes after a refusal"; return 1; }
	[[ -n $service ]] || { CELL="the log has no refusal"; return 1; }
	[[ " $services " == *" $service "* ]] || { CELL="the log names '$service'"; return 1; }
	[[ $CELL == "status 0" ]] || CELL=holds
}

cell_tenants()
{
	local user all=''

	for user in alice bob alice; do
		mark_of "$user"
		all="$all $CELL"
		[[ $CELL == works || $CELL == refused ]] || { CELL="$user after$all: ${MARK:0:60}"; return 1; }
	done
	CELL=$(tr ' ' '\n' <<<"$all" | grep . | sort -u | paste -sd ,)
	[[ $CELL == works ]] || is_safe
}

# Runs in the private host: processes that see alice's jail, oldest first, with where their numbers count.
session_processes()
{
	local pid mount host_mount host_pid where

	host_mount=$(readlink /proc/1/ns/mnt) host_pid=$(readlink /proc/1/ns/pid)
	for pid in $(printf '%s\n' /proc/[0-9]* | cut -d/ -f3 | sort -n); do
		mount=$(readlink "/proc/$pid/ns/mnt") && [[ $mount != "$host_mount" ]] || continue
		[[ $(<"/proc/$pid/comm") != nsjail-init ]] || continue
		where=jail
		[[ $(readlink "/proc/$pid/ns/pid") != "$host_pid" ]] || where=host
		echo "$where $pid $(awk '/^PPid:/ { p = $2 } /^Uid:/ { u = $3 } END { print p, u }' "/proc/$pid/status") $(<"/proc/$pid/comm")"
	done 2>/dev/null
}

session_list()
{
	on_host bash -c "$(declare -f session_processes)"'; session_processes'
}

# The process that joined first is the caller.
caller_pid()
{
	session_list | awk '$1 == "host" { print $2; exit }'
}

# With a user namespace, one of her subordinate ids stands for her own.
users_process()
{
	session_list | awk '$4 % 65536 == 1001 || ($4 > 1000000 && ($4 - 1000000) % 65536 == 1001) { print $1, $2, $3; exit }'
}

# begin_session: alice's, in the background, up to where a process of hers is in the jail
begin_session()
{
	local end=$((SECONDS + JOB_LIMIT))

	: >"$HOST_LOG"
	rm -f "$HOST_DIR/over"
	CALLER_LIMIT=60 caller_hold alice >/dev/null 2>&1 3>&- &
	HOLDER=$!
	until [[ -n $(users_process) ]]; do
		((SECONDS < end)) || { end_session; CELL="no session"; return 1; }
		sleep 0.05
	done
}

gone()
{
	[[ -z $(session_list) ]]
}

# Killed ones are waited for, and the daemon stays.
end_session()
{
	local pid

	for pid in $(session_list | awk '$1 == "host" { print $2 }'); do
		on_host kill -KILL "$pid" 2>/dev/null
	done
	on_host_bash 'kill -KILL "$(</srv/host/client)"' 2>/dev/null
	: >"$HOST_DIR/over"
	wait "$HOLDER" 2>/dev/null
	rm -f "$HOST_DIR/over"
	EVENTUALLY_MS=8000 eventually gone
}

# kill_in_session PID
kill_in_session()
{
	on_host kill -KILL "$1"
	EVENTUALLY_MS=8000 eventually gone 2>/dev/null || { CELL="the session goes on"; end_session; return 1; }
	: >"$HOST_DIR/over"
	wait "$HOLDER" 2>/dev/null
	rm -f "$HOST_DIR/over"
	mark_of alice
	[[ $CELL == works ]] || { CELL="afterwards: $CELL"; return 1; }
	CELL=ends
}

cell_client()
{
	[[ $client == yes ]] || { CELL='no client'; return 0; }
	begin_session || return
	kill_in_session "$(<"$HOST_ROOT/srv/host/client")"
}

cell_caller()
{
	begin_session || return
	kill_in_session "$(caller_pid)"
}

# While the caller is there nobody is in a jail any more; what it has of processes for its own use goes with it.
cell_nothing()
{
	local left

	EVENTUALLY_MS=8000 eventually gone 2>/dev/null || { CELL="in a jail: $(session_list | head -n 3 | paste -sd ,)"; return 1; }
	caller_stop
	left=$(leaks_after 2>&1) && { CELL=nothing; return 0; }
	CELL=$(sed 's/^left behind: //' <<<"$left" | head -n 3 | paste -sd ,)
	leaks_remove
	return 1
}

#
# Facts for the page
#

# By what it calls itself in the log, and its service.
opener()
{
	host_log_flush
	sed -nE 's/^<[0-9]+>.{15} ([^]: []+).*pam_nsjail\(([^:]*):session\): (jailed session|refused) .*/\1 (\2)/p' "$HOST_LOG" | tail -n 1
}

# Of one that is refused, who asked.
facts()
{
	local where pid parent

	[[ $WORKS != refused ]] || { mark_of alice; FACT[opens]=$(opener); return; }
	begin_session || return
	FACT[opens]=$(opener)
	read -r where pid parent < <(users_process)
	FACT[parent]=$(session_list | awk -v pid="$parent" '$2 == pid { print $5 ($4 == 0 ? ", root" : ", the user") }')
	[[ -n ${FACT[parent]} ]] || FACT[parent]="$(on_host cat "/proc/$parent/comm" 2>/dev/null), outside"
	[[ $where == jail ]] || FACT[parent]+='; in the pid namespace of the host'
	end_session
}

# A daemon is started anew under the tracer.
fact_root()
{
	local seen

	TRACE=("${ROOT_OPENS_STRACE[@]}")
	on_host_bash 'rm -f /tmp/trace.*'
	caller_start && mark_of alice
	caller_stop
	TRACE=()
	[[ $CELL == works ]] || { FACT[root]='not seen'; return; }
	seen=$(root_opens "$(first_traced)")
	FACT[root]=$(grep -v '^joins' <<<"$seen" | grep -vE "$(root_opens_allowed)" | sort -u | tr -d '"' | sed 's/^openat //' | paste -sd ' ')
	[[ $seen == *'joins 0'* ]] && FACT[root]='not seen'
	on_host_bash 'rm -f /tmp/trace.*'
}

# The tracer's own child has no parent among the traced: its file begins with the execve.
first_traced()
{
	on_host_bash 'grep -l "^execve" /tmp/trace.* | sort -t. -k2n | while read -r file; do
		head -n 1 "$file" | grep -q "^execve" && { echo "${file##*.}"; break; }; done'
}
