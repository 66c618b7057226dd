# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Class A: root code in the caller. attack_ID plain|private|control, see run.
# It must never: leave a process or a file in the private host behind.

# The control: whoever reads the rootfs's files believes them.
attack_A3()
{
	local ids

	ids=$(on_host_bash '
		cp -a "$1/etc/passwd" "$1/etc/group" /srv/
		echo alice:x:1001:1001::/:/bin/sh >>"$1/etc/passwd"
		echo disk:x:6:alice >>"$1/etc/group"
		chroot "$1" /bin/id -G alice
		mv /srv/passwd /srv/group "$1/etc/"
	' "$HOST_ROOTFS")
	[[ " $ids " == *" 6 "* ]]
}

# The files are the host's, so his root covers their directory. His own sshd hangs then; others come in, and the end takes it along.
attack_A8()
{
	local status bob

	attacks_config 'rootfs_mode = volatile'
	host_ssh -fNM -S /tmp/master alice || return 1
	host_ssh -S /tmp/master alice "$PROBER_SETUID root sh -c 'mount -t tmpfs none /var/log && mkfifo /var/log/wtmp /var/log/lastlog'" || return 1
	status=0
	on_host timeout --kill-after=1 3 ssh -F /srv/host/ssh_config -S /tmp/master -tt alice@host true </dev/null >/dev/null 2>&1 ||
		status=$?
	bob=$(host_ssh bob 'id -un')
	on_host_bash 'pkill -KILL -f "^ssh: /tmp/master"; pkill -KILL -x nsjail-init; pkill -KILL -f "^sshd(-session)?: alice"; rm -f /tmp/master'
	[[ $1 == control ]] && return $((status == 0))
	assert_equal "$bob" bob "bob's login meanwhile"
}

attack_A11()
{
	local status=0

	# shellcheck disable=SC2016
	host_ssh carol 'kill -KILL $PPID; sleep 1' 2>/dev/null || status=$?
	((status == 255))
}

# Second sessions of a shared jail come in while the first one's tenant tries to trace what is new.
attack_A13()
{
	local rounds=40

	[[ ${LONG:-0} != 1 ]] || rounds=1000
	if [[ $1 != control ]]; then
		race_A13 "$1" "$rounds" && ((BASH_REMATCH[2] == 0))
		return
	fi
	# The control lets the racer see processes of the user's own, and it has to catch one.
	for _ in {1..10}; do
		race_A13 control 200 || return 1
		((BASH_REMATCH[1] == 0)) || return 0
	done
	return 1
}

# race_A13 MODE ROUNDS: so many logins beside the racer; BASH_REMATCH has what it caught, own and foreign.
race_A13()
{
	local racer=("$PROBER") answer line in out

	attacks_config 'scope = user'
	[[ $1 != private ]] || racer=("$PROBER_SETUID" root "$PROBER")
	coproc RACER { on_host "$LOGINS" nsjail alice 1 "${racer[@]}" race; }
	in=${RACER[1]} out=${RACER[0]}
	read -r -t 10 line <&"$out" && [[ $line == ready ]] || return 1
	answer=$(on_host "$LOGINS" nsjail alice "$2" /bin/sleep 0.02 | tail -n 1)
	eval "exec $in>&-"
	read -r -t 10 line <&"$out"
	wait "$RACER_PID"
	echo "$answer; $line"
	[[ $answer == "$2 opened, 0 refused" && $line =~ ^own\ ([0-9]+),\ foreign\ ([0-9]+)$ ]]
}

# By sftp, from a jail for it: @empty without /proc. carol has no jail, and is the control.
attack_A15()
{
	local name=alice

	attacks_config
	sed -i 's/^rootfs = .*/rootfs = @empty/; s/^sysfs = .*/proc = no/' "$HOST_ROOT$CONFIG_PATH"
	[[ $1 != control ]] || name=carol
	on_host_bash 'cd /srv/host; printf "%s\n" "put ssh_config is-up" "get is-up is-down" "get /proc/self/exe got-exe" |
		sftp -q -F ssh_config -b - "$1@host"; cmp ssh_config is-down && rm is-down || exit 9
		status=1; for exe in "$(readlink -f "$(which sshd)")" /usr/lib/openssh/sshd-session /usr/libexec/openssh/sshd-session; do
			! cmp -s got-exe "$exe" || status=0; done; rm -f got-exe "/home/$1/is-up"; exit $status' "$name"
	case $?/$1 in
	0/control | [12]/plain | [12]/private) ;;
	*) return 1 ;;
	esac
}

# In private mode devpts is the jail's, too.
attack_A16()
{
	attacks_config
	# shellcheck disable=SC2016
	[[ $(host_ssh alice 'grep " /dev/pts " /proc/self/mountinfo') =~ ,max=[0-9]+ ]]
}

# Of the process that opened the session, as the host sees it.
attack_A18()
{
	local answer

	attacks_config
	answer=$(on_host_bash '
		"$1" nsjail alice 1 /bin/sleep 55 & for try in {1..100}; do pgrep -f "^/bin/sleep 55" >/dev/null && break; sleep 0.05; done
		for pid in $(pgrep -x logins); do
			[[ $(readlink /proc/$pid/ns/mnt) == "$(readlink /proc/1/ns/mnt)" ]] && continue
			awk "/core file/ { print \$5, \$6 }" /proc/$pid/limits
			stat -c %u /proc/$pid/mem
		done
		pkill -f "^/bin/sleep 55"
		wait' "$LOGINS")
	assert_equal "$(xargs <<<"$answer")" "0 0 0" "core limit, and owner of the memory"
}

# A second login into a jail whose /etc, /lib and /usr the first one has covered.
attack_A19()
{
	local answer outside

	attacks_config 'scope = user' 'rootfs_mode = volatile'
	host_ssh alice "exec $PROBER_SETUID root sh -c 'for d in /etc /lib /usr /dev/pts; do mount -t tmpfs none \$d; done; echo ready; sleep 300'" \
		>"$HOST_DIR/alice" 2>&1 </dev/null 3>&- &
	EVENTUALLY_MS=5000 eventually grep -q ready "$HOST_DIR/alice" || return 1
	outside=$(on_host readlink /proc/1/ns/mnt)
	answer=$(host_ssh alice 'id -u; readlink /proc/self/ns/mnt' 2>&1 </dev/null)
	on_host pkill -KILL -x nsjail-init
	wait
	[[ $answer != *"$outside"* ]] || return 1
	[[ $answer == 1001* || $answer == *refused* ]] || { echo "$answer"; [[ -z $answer ]]; }
}
