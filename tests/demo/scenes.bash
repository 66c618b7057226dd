# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the demonstration shows, one function for each part: a table of what the host and the tenants
# see, and the facts that follow. It must never: show a value that no fact looks at.
#
# Scripts for the tenants' shells are in single quotes; on_host runs as root of the private host.
# shellcheck disable=SC2016

NAMESPACES=(mnt pid uts ipc cgroup net)

scene()
{
	heading "$1"
	table_head "host (root)" "${TENANTS[@]}"
}

show_names()
{
	scene "Who and where"
	ask_all "user" 'id -un'
	fact "everybody is logged in under his own name" "${ANSWER[*]}" "${!ANSWER[*]}"
	ask_all "groups" 'id -Gn'
	fact "the tenants' groups are those that the host knows of" "$(tenants_answers)" \
		"$(on_host id -Gn alice), $(on_host id -Gn bob), $(on_host id -Gn eve)"
	ask_all "hostname" 'cat /proc/sys/kernel/hostname'
	fact "each tenant has a hostname of his own" "$(tenants_answers)" "alice, bob, eve"
	fact "the host has kept its own" "${ANSWER[root]}" private-host
}

show_namespaces()
{
	local namespace shared="" foreign=""

	scene "Namespaces (/proc/self/ns)"
	for namespace in "${NAMESPACES[@]}"; do
		ask_all "$namespace" "namespace $namespace"
		(($(different_answers) == ${#PEOPLE[@]})) || shared+=" $namespace"
		[[ $(on_host readlink "/proc/1/ns/$namespace") == "$namespace:[${ANSWER[root]}]" ]] ||
			foreign+=" $namespace"
	done
	fact "no two of them share any of these" "$shared" ""
	fact "root came in through the same sshd and is not jailed" "$foreign" ""
}

show_hostname_change()
{
	scene "A hostname is changed inside"
	ask_all "tenants try" '[ "$(id -u)" = 0 ] || { hostname mine; echo mine >/proc/sys/kernel/hostname; } 2>/dev/null
		cat /proc/sys/kernel/hostname'
	fact "a tenant can not do it" "$(tenants_answers)" "alice, bob, eve"
	on_host nsenter --target "$(job_pid alice)" --uts hostname changed-inside
	ask_all "root, in alice" 'cat /proc/sys/kernel/hostname'
	fact "root of the host does it in alice's jail, and she sees it" "${ANSWER[alice]}" changed-inside
	fact "it is unchanged outside and for the others" \
		"${ANSWER[root]}, ${ANSWER[bob]}, ${ANSWER[eve]}" "private-host, bob, eve"
}

show_processes()
{
	local name

	scene "Processes (ps and /proc)"
	ask_all "of others" 'n=0; for p in /proc/[0-9]*; do [ -O "$p" ] || n=$((n + 1)); done; echo $n'
	fact "no tenant sees a process that is not his" "$(tenants_answers)" "0, 0, 0"
	fact "the host sees those of the tenants" "$((ANSWER[root] > 3))" 1
	ask_all "jobs in ps" 'processes | grep -c "[s]leep 700"'
	fact "each tenant has a job running, and sees that one" "$(tenants_answers)" "1, 1, 1"
	fact "the host sees all three" "${ANSWER[root]}" 3
	for name in alice eve; do
		printf '\n  ps of %s:\n' "$name"
		ask "$name" processes | sed 's/^/    /'
	done
	printf '\n  ps of the host, only the three jobs:\n'
	on_host ps -e -o pid,user,args | sed -n '/ sleep 700[0-9]*$/s/^/    /p'
}

show_killing()
{
	local pid name

	pid=$(job_pid alice)
	heading "Who can kill what: alice's job has the number $pid on the host"
	table_head "host (root)" "${TENANTS[@]}"
	ask_all "kill -0 $pid" "can_signal $pid"
	fact "root can signal it by that number" "${ANSWER[root]}" yes
	fact "nothing has that number for the tenants" "$(tenants_answers)" \
		"no such process, no such process, no such process"
	fact "alice can signal it by the number that it has in her jail" \
		"$(ask alice 'can_signal $job')" yes
	show_attack "$pid"
	for name in "${TENANTS[@]}"; do
		fact "the job of $name is alive" "$(on_host ps -o stat=,args= -p "$(job_pid "$name")" |
			sed 's/^S[^ ]* *//')" "${JOB[$name]}"
	done
	fact "and alice's is the same one" "$(job_pid alice)" "$pid"
}

# Her shell, its sshd and her job are the only numbers that she leaves out.
show_attack()
{
	local pid=$1 last

	last=$(($(on_host cut -d ' ' -f 5 /proc/loadavg) + 1000))
	fact "eve's kill -KILL $pid fails" "$(ask eve "kill -KILL $pid 2>/dev/null; echo \$?")" 1
	fact "eve tries kill -KILL 1 to $last, except for her own: no hit" \
		"$(ask eve 'tried=0; hits=0; i=0
			while [ $((i += 1)) -le '"$last"' ]; do
				case $i in $$|$PPID|$job) continue;; esac
				tried=$((tried + 1))
				kill -KILL $i 2>/dev/null && hits=$((hits + 1))
			done
			echo "$hits of $tried"')" "0 of $((last - 3))"
	fact "not even root reaches $pid from eve's pid namespace" \
		"$(on_host nsenter --target "$(job_pid eve)" --pid bash -c "kill -KILL $pid" 2>&1 |
			grep -o 'No such process')" "No such process"
}

show_mounts()
{
	local name rootfs counts=()

	scene "Mounts and the root directory"
	for name in "${PEOPLE[@]}"; do
		ANSWER["$name"]=$(ask "$name" 'while read -r id _; do echo "$id"; done </proc/self/mountinfo')
		counts+=("$(grep -c . <<<"${ANSWER[$name]}")")
	done
	table_row "mounts" "${counts[@]}"
	fact "none of them is a mount of two" "$(printf '%s\n' "${ANSWER[@]}" | sort | uniq -d)" ""
	ask_all "/ is inode" 'stat -c %d:%i /'
	fact "no two have the same" "$(printf '%s\n' "${ANSWER[@]}" | sort | uniq -d)" ""
	ask_all "sum of /bin/sh" 'md5sum </bin/sh | cut -c 1-8'
	rootfs=$(on_host md5sum "$HOST_ROOTFS/bin/sh" | cut -c 1-8)
	fact "the tenants have the files of their rootfs" "$(tenants_answers)" "$rootfs, $rootfs, $rootfs"
	ask_all "/ is mounted" 'while read -r _ _ _ _ target options _; do
			[ "$target" != / ] || found=$options
		done </proc/self/mountinfo
		echo "${found%,relatime}"'
	fact "read-only, without setuid programs and devices, for the tenants" \
		"$(tenants_answers)" "ro,nosuid,nodev, ro,nosuid,nodev, ro,nosuid,nodev"
}

# busybox is static and is run from a directory that stays open, so it works in any rootfs.
show_mount_inside()
{
	scene "A mount is made inside: a tmpfs, by root, in alice's jail"
	ask alice 'mkdir /tmp/inside'
	on_host_bash 'busybox=$(command -v busybox)
		nsenter --target "$1" --mount --pid --wd="${busybox%/*}" \
			./busybox mount -t tmpfs demo /tmp/inside' "$(job_pid alice)"
	ask_all "/tmp/inside" 'found=no
		while read -r _ _ _ _ target _; do
			[ "$target" != /tmp/inside ] || found=yes
		done </proc/self/mountinfo
		echo $found'
	fact "alice has it" "${ANSWER[alice]}" yes
	fact "the host and the others do not see it" \
		"${ANSWER[root]}, ${ANSWER[bob]}, ${ANSWER[eve]}" "no, no, no"
}

show_shadow()
{
	local name

	scene "The host's passwords"
	ask_all "/etc/shadow" 'cat /etc/shadow 2>/dev/null | lines'
	fact "no tenant can read a line of any /etc/shadow" "$(tenants_answers)" "0, 0, 0"
	fact "root can read the host's" "${ANSWER[root]}" "$(on_host cat /etc/shadow | wc -l)"
	fact "alice has a line in the host's" "$(on_host grep -c '^alice:' /etc/shadow)" 1
	for name in "${TENANTS[@]}"; do
		fact "not even root finds that in the jail of $name" \
			"$(on_host_bash 'cd "/proc/$1/root/etc" && { grep -s "^alice:" shadow || echo no; }' \
				"$(job_pid "$name")")" no
	done
}

show_network()
{
	scene "Network"
	ask_all "interfaces" interfaces
	fact "the tenants have nothing but a loopback" "$(tenants_answers)" "lo, lo, lo"
	fact "the host has those of its process 1" "${ANSWER[root]}" \
		"$(on_host sed -n 's/^ *\([^ ]*\):.*/\1/p' /proc/1/net/dev)"
	ask_all "TCP listens on" listening
	fact "the host's sshd listens on port $HOST_SSH_PORT" \
		"$(grep -c -x "$HOST_SSH_PORT" <<<"${ANSWER[root]}")" 1
	fact "and is not there for the tenants" "$(tenants_answers)" "nothing, nothing, nothing"
}

show_log_out()
{
	heading "Everybody logs out; the jobs are left running"
	log_out_all
	fact "every client ended with status 0" "$(cd "$HOST_DIR" && cat "${PEOPLE[@]/%/.status}" | xargs)" "0 0 0 0"
	fact "no process, mount, namespace, cgroup, terminal, file is left of them" \
		"$(leaks_after 2>&1)" ""
}
