# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Class B: processes and terminals. attack_ID plain|private|control, see run.
# It must never: send a signal to what it has not started.

# A process 1 with a handler, and without a keeper.
attack_B1()
{
	[[ $(weak_jail chroot "$PROBER" weak B1 2>/dev/null) != *held* ]]
}

# Runs in the private host: a process of root's, and in the same process group whoever attacks it.
# Prints the pid of the first.
beside_a_victim()
{
	setsid bash -c '
		nice -n 1 sleep 66 &
		echo $! >/tmp/victim
		"$@" >/dev/null 2>&1 </dev/null' bash "$@" >/dev/null 2>&1
	read -r victim </tmp/victim
	rm -f /tmp/victim
	sleep 0.1
	[[ -d /proc/$victim ]] && sed 's/.*) //' "/proc/$victim/stat" | awk '{ print "nice", $17 }'
	kill -KILL "$victim" 2>/dev/null
}

attack_B4()
{
	local script='busybox renice -n 10 -g 0; kill -KILL 0' attacker state

	attacks_config
	case $1 in
	plain) attacker=(su alice --session-command "$script") ;;
	private) attacker=(su alice --session-command "$PROBER_SETUID root sh -c \"$script\"") ;;
	*) attacker=(unshare --mount --pid --fork chroot "$HOST_ROOTFS" /bin/sh -c "$script") ;;
	esac
	state=$(on_host_bash "$(declare -f beside_a_victim)"'; beside_a_victim "$@"' "${attacker[@]}" 2>/dev/null)
	[[ $1 == control ]] && { [[ $state != "nice 1" ]]; return; }
	assert_equal "$state" "nice 1" "the process of root's"
}

# su without a terminal of its own, in the administrator's. With -c su itself leaves the terminal's session.
attack_B5()
{
	local command="$PROBER plain B5" answer

	if [[ $(</proc/sys/dev/tty/legacy_tiocsti) != 1 && $1 == control ]]; then
		echo "dev.tty.legacy_tiocsti is 0"
		return 77
	fi
	attacks_config
	[[ $1 != control ]] || session_config 'seccomp = off'
	[[ $1 != private ]] || command="$PROBER_SETUID root $PROBER private-root B5"
	answer=$(host_expect <<-END
		spawn su alice --session-command "$command"
		want_end
	END
	)
	echo "$answer"
	if [[ $1 == control ]]; then
		[[ $(grep -c 'B5 .*: fell' <<<"$answer") == 3 && $answer == *'tiocsti: fell done'* ]]
	else
		assert_equal "$(grep -c 'B5 .*: held EPERM' <<<"$answer")" 3 "refused in $answer"
	fi
}

# Runs in the private host, in a mount namespace that it shares with a caller and the helper: where it has
# its root after a login, and whether it sees the same mounts.
pivoted()
{
	local before after

	# This makes the template here, which stays. The weak ones make theirs, and move the root with that.
	(($# > 1)) || "$1" nsjail alice 1 /bin/true || return
	mapfile -t before </proc/$$/mountinfo
	"${@:2}" "$1" nsjail alice 1 /bin/true >/dev/null 2>&1
	[[ -d /srv/host ]] || { echo moved; return; }
	mapfile -t after </proc/$$/mountinfo
	[[ ${before[*]} == "${after[*]}" ]] && echo stays
}

# For the control the helper only believes that it has got a mount namespace of its own.
attack_B14()
{
	local weak=() seen

	if [[ $1 == control ]]; then
		on_host which strace >/dev/null || { echo "there is no strace"; return 77; }
		weak=(strace -f -qq -o /dev/null -e 'inject=unshare:retval=0')
	fi
	attacks_config
	seen=$(on_host unshare --mount --propagation private bash -c "$(declare -f pivoted)"'; pivoted "$@"' bash \
		"$LOGINS" "${weak[@]}")
	assert_equal "$seen" "$([[ $1 == control ]] && echo moved || echo stays)" "the root of the helper's neighbour"
}
