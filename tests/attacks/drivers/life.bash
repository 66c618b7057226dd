# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Classes G and I: shared jails, and the configuration. attack_ID plain|private|control, see run.

CONFINED='grep -E "^(Cap...|NoNewPrivs|Seccomp|Groups)" /proc/self/status; ulimit -Hc'

# The first session and the second, of one jail; for the control the second may gain privileges.
attack_G4()
{
	local first second

	attacks_config 'scope = user' 'linger = 20'
	first=$(host_ssh alice "$CONFINED")
	[[ $1 != control ]] || attacks_config 'scope = user' 'no_new_privs = no'
	second=$(host_ssh alice "$CONFINED")
	on_host pkill -KILL -x nsjail-init
	[[ $1 == control ]] && { [[ $first != "$second" ]]; return; }
	assert_match "$first" $'Seccomp:\t2' && assert_equal "$second" "$first" "the second session"
}

# Logins while two configurations change places: one jails, the other, which anybody can write, does not.
# Whoever is in has the rootfs around him; for the control the second is as good as the first.
attack_I1()
{
	local rounds=40 other=$CONFIG_PATH.other answer in

	[[ ${LONG:-0} != 1 ]] || rounds=1000
	attacks_config
	printf '%s\n' "session required pam_permit.so" "session required /srv/host/pam_nsjail.so" >"$HOST_ROOT/etc/pam.d/nsjail-race"
	printf '%s\n' '[default]' 'jail = no' | host_config "$other"
	[[ $1 == control ]] || on_host chmod 0666 "$other"
	coproc EXCHANGE { on_host /srv/host/tools/exchange "$CONFIG_PATH" "$other"; }
	in=${EXCHANGE[1]}
	answer=$(on_host "$LOGINS" nsjail-race alice "$rounds" /bin/sh -c 'test -e /etc/rootfs-mark' | tail -n 1)
	eval "exec $in>&-"
	wait "$EXCHANGE_PID"
	on_host rm -f "$other" /etc/pam.d/nsjail-race
	echo "$answer"
	[[ $answer =~ ^([0-9]+)\ opened,\ ([0-9]+)\ refused$ ]] || return 1
	[[ $1 == control ]] && { ((BASH_REMATCH[1] + BASH_REMATCH[2] < rounds)); return; }
	((BASH_REMATCH[1] > 0 && BASH_REMATCH[2] > 0 && BASH_REMATCH[1] + BASH_REMATCH[2] == rounds))
}

# A second name for alice's uid: jailed, under its own name, and never in her jail's files.
attack_I4()
{
	local answer

	attacks_config 'scope = user'
	echo 'twin:x:1001:1001::/home/alice:/bin/sh' >>"$HOST_ROOT/etc/passwd"
	echo 'twin:*:19000:0:99999:7:::' >>"$HOST_ROOT/etc/shadow"
	answer=$(on_host "$LOGINS" nsjail twin 1 /bin/sh -c 'id -un; cat /etc/rootfs-mark' 2>&1)
	sed -i '/^twin:/d' "$HOST_ROOT/etc/passwd" "$HOST_ROOT/etc/shadow"
	[[ $answer == twin*'a rootfs of the tests' || $answer == *refused* ]] || { echo "$answer"; return 1; }
}

# The control: who goes by a number comes to another process's namespace, which is the host's.
attack_G2()
{
	local seen

	[[ -e /proc/sys/kernel/ns_last_pid ]] || { echo "the kernel does not choose numbers"; return 77; }
	seen=$(on_host_bash '
		unshare --uts sh -c "hostname jail; exec sleep 33" &
		pid=$!
		until [[ $(readlink "/proc/$pid/exe") == *sleep ]]; do sleep 0.01; done
		nsenter --uts --target "$pid" hostname
		kill "$pid"; wait "$pid" 2>/dev/null
		for try in {1..100}; do
			echo $((pid - 1)) >/proc/sys/kernel/ns_last_pid
			sleep 33 &
			[[ $! != "$pid" ]] || break
			kill $!
		done
		nsenter --uts --target "$pid" hostname
		kill $!' 2>/dev/null | paste -sd ' ')
	assert_equal "$seen" "jail private-host" "where the number leads"
}

# The control: a look with nsenter(1), and what it runs is the tenant's, as the host's root.
attack_G9()
{
	local seen

	attacks_config
	printf '#!/bin/sh\nid -u\n' >"$HOST_ROOT/home/alice/ls"
	chmod 0755 "$HOST_ROOT/home/alice/ls"
	seen=$(on_host_bash '
		"$1" nsjail alice 1 /bin/sleep 44 & for try in {1..100}; do pid=$(pgrep -f "^/bin/sleep 44") && break; sleep 0.05; done
		cd /
		PATH=/home/alice:$PATH nsenter --mount --target "$pid" ls
		kill "$pid"
		wait' "$LOGINS" 2>/dev/null)
	rm -f "$HOST_ROOT/home/alice/ls"
	assert_equal "$seen" 0 "who runs it"
}
