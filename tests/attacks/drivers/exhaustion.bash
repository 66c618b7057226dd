# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Class F: what a tenant uses up. attack_ID plain|private|control, see run.

attack_F2()
{
	local state

	attacks_config
	if ! setpriv --dump | grep 'Capability bounding' | grep -q sys_resource; then
		echo "without CAP_SYS_RESOURCE nobody can be protected"
		return 77
	fi
	state=$(on_host_bash '
		"$1" nsjail alice 1 /bin/sleep 55 & for try in {1..100}; do pgrep -f "^/bin/sleep 55" >/dev/null && break; sleep 0.05; done
		for pid in $(pgrep -x nsjail-keeper) $(pgrep -x nsjail-init) $(pgrep -f "^/bin/sleep 55"); do cat /proc/$pid/oom_score_adj; done
		pkill -f "^/bin/sleep 55"
		wait' "$LOGINS" | xargs)
	[[ $1 == control ]] && { [[ $state == *" 0" ]]; return; }
	assert_equal "$state" "-1000 -1000 0" "of keeper, init and the tenant's process"
}

# Stopped processes in sessions of their own, and in private mode as many mounts as he likes.
attack_F6()
{
	# shellcheck disable=SC2016
	local stopped='for i in $(seq 100); do setsid sleep 600 & done; until [ $(cat /proc/[0-9]*/comm 2>/dev/null | grep -c sleep) -ge 100 ]; do sleep 0.1; done; kill -STOP -1'
	local mounts='for i in $(seq 500); do mkdir /tmp/$i; mount -t tmpfs none /tmp/$i; done'
	local name=alice left

	attacks_config
	[[ $1 != private ]] || stopped="$PROBER_SETUID root sh -c '$mounts; $stopped'"
	if [[ $1 == control ]]; then
		name=carol
		stopped=${stopped/kill -STOP -1/kill -STOP \$(pgrep -u carol sleep)}
	fi
	host_ssh "$name" "$stopped" >"$HOST_DIR/slow" 2>&1 </dev/null 3>&- &
	EVENTUALLY_MS=15000 eventually on_host_bash '(($(pgrep -f "^sleep 600" | xargs -r ps -o state= -p | grep -c T) >= 100))' || return 1
	on_host_bash 'pkill -KILL -f "^ssh -F .*$1@host"; sleep 0.2; pkill -KILL -f "^sshd(-session)?: $1"' "$name"
	wait
	[[ $1 == control ]] && { left=$(on_host pgrep -fc '^sleep 600'); on_host pkill -KILL -f '^sleep 600'; ((left > 0)); return; }
	EVENTUALLY_MS=5000 eventually on_host_bash '! pgrep -f "^sleep 600" && ! pgrep -x nsjail-init && ! pgrep -x nsjail-keeper'
}

# Six sessions at one time where three are allowed, in jails of their own or in one.
attack_K8()
{
	local max=3 scope i opened=0 pids=()

	[[ $1 != control ]] || max=unlimited
	for scope in session user; do
		attacks_config "sessions_max = $max" "scope = $scope"
		pids=() opened=0
		for i in {1..6}; do
			on_host "$LOGINS" nsjail alice 1 /bin/sleep 4 >/dev/null 2>&1 3>&- &
			pids+=($!)
		done
		for i in "${pids[@]}"; do
			! wait "$i" || opened=$((opened + 1))
		done
		echo "scope = $scope: $opened of 6"
		if [[ $1 == control ]]; then
			((opened == 6)) || return 1
		else
			((opened == 3)) || return 1
			host_log_flush
			grep -a "as many as sessions_max allows" "$HOST_LOG" >/dev/null || return 1
		fi
	done
}
