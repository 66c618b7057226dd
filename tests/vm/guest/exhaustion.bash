# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Eve takes all that she can get, of one thing after the other, while dora logs in each second and has a
# session besides: dora notices nothing, the machine neither, and eve's jail is gone when her session is.

bystander_begin()
{
	neighbour_begin
	hold dora
	within 60 pgrep -u dora -x sleep
}

bystander_end()
{
	neighbour_end
	kill -0 "$(cat /run/held-dora)"
	pgrep -u dora -x sleep
	systemctl is-active ssh.service dbus.service systemd-logind.service
	timeout 20 systemctl daemon-reload
}

# gone_in_time [USER]
gone_in_time()
{
	local name=${1:-eve}

	within 2 eval '[ -z "$(cgroups "$(id -u '"$name"')")" ]'
	within 2 eval "! pgrep -u $name >/dev/null"
}

# fork_bomb USER, who has a tasks_max of 48. A shell would end, and the session with it, when fork(2) has
# failed for a quarter of a minute; this goes on.
fork_bomb()
{
	bystander_begin
	hold_su "$1" 'exec perl -e "while (1) { fork; sleep 1 }"'
	directory=$(jail_of "$1")
	within 60 eval '[ "$(sed -n "s/^max //p" "$directory/pids.events")" -gt 0 ]'
	neighbour_logs_in 2
	most=$(<"$directory/pids.current")
	[ "$most" -le 48 ] || fail "$most tasks"
	[ "$most" -ge 20 ] || fail "$most tasks: no bomb"
	same "$(as dora 'echo hello')" hello
	bystander_end
	log_out "$1"
	gone_in_time "$1"
}

test_a_fork_bomb_stops_at_tasks_max()
{
	fork_bomb eve
}

test_a_fork_bomb_stops_at_tasks_max_in_private_mode()
{
	fork_bomb paul
}

test_a_memory_hog_ends_alone()
{
	bystander_begin
	for _ in 1 2; do
		not su - eve -c 'exhaust memory; sleep 1000' </dev/null
		gone_in_time
	done
	neighbour_logs_in 2
	bystander_end
	journalctl -k -q -o cat >/run/kernel
	grep -m 1 'Tasks in /user.slice/.*/nsjail-.*are going to be killed' /run/kernel
	not grep 'Killed process.*(nsjail-keeper\|UID:0 .*nsjail-keeper' /run/kernel
}

test_the_kernel_kills_neither_keeper_nor_init_for_memory()
{
	hold eve
	within 60 pgrep -u eve -x sleep
	same "$(cat "/proc/$(pgrep -x nsjail-keeper)/oom_score_adj")" -1000 "of the keeper"
	same "$(cat "/proc/$(pgrep -x nsjail-init)/oom_score_adj")" -1000 "of init"
	same "$(cat "/proc/$(pgrep -u eve -x sleep)/oom_score_adj")" 0 "of what eve runs"
}

test_a_cpu_burner_keeps_to_his_quota()
{
	bystander_begin
	hold_su eve 'while :; do :; done & while :; do :; done & while :; do :; done'
	directory=$(jail_of eve)
	sleep 2
	before=$(sed -n 's/^usage_usec //p' "$directory/cpu.stat") begin=$(date +%s%N)
	neighbour_logs_in 2
	after=$(sed -n 's/^usage_usec //p' "$directory/cpu.stat") end=$(date +%s%N)
	percent=$(((after - before) * 100000 / (end - begin)))
	echo "$percent percent"
	[ "$percent" -le 40 ]
	[ "$percent" -ge 5 ]
	bystander_end
	log_out eve
	gone_in_time
}

# All at once and held; what the kernel charges for it comes out of her own memory.
test_a_hoarder_of_sockets_inodes_and_more_is_alone_with_it()
{
	bystander_begin
	hold_su eve 'exhaust sockets 10000; exhaust inotify; exhaust keys; exhaust ptys; exhaust segments;
		cd /dev/shm; exhaust inodes; cd /run/user/*; exhaust blocks; echo taken; sleep 1000'
	within 120 grep -q taken /run/held-eve.log
	cat /run/held-eve.log
	for line in '10000 sockets enough' '^[1-9][0-9]* inotify Too many open files' '^0 keys Function not implemented' \
		'^[1-9][0-9]* ptys No space left' '^[1-9][0-9]* segments No space left' \
		'^[1-9][0-9]* inodes No space left' '^[1-9][0-9]* blocks No space left'; do
		grep "$line" /run/held-eve.log
	done
	neighbour_logs_in 2
	same "$(as dora 'echo hello; exhaust inotify 10 once')" $'hello\n10 inotify enough'
	# shellcheck disable=SC2154 # of lib.bash
	same "$(timeout 30 ssh -tt "${ssh[@]:2}" dora@127.0.0.1 'test -t 0 && echo terminal' </dev/null | tr -d '\r')" terminal
	same "$(exhaust inotify 10 once)" '10 inotify enough'
	bystander_end
	log_out eve
	gone_in_time
}

# reserve_is_roots USER [LINE...]: he fills an overlay on a disk of its own, of which half is root's, and
# can log in again. In this machine root has CAP_SYS_RESOURCE, which is another way to these blocks than uid 0.
reserve_is_roots()
{
	local name=$1 directory disk=/run/reserve

	[ $((0x$(sed -n 's/^CapEff:\t//p' /proc/self/status) >> 24 & 1)) -eq 1 ] || fail "no CAP_SYS_RESOURCE: nothing to try"
	modprobe loop
	install -d -m 0755 "$disk" /etc/security/nsjail.d
	cp --sparse=always /root/reserve.img /root/reserve.used
	mount -o loop /root/reserve.used "$disk"
	chmod 0755 "$disk"
	printf '%s\n' "[user $name]" 'rootfs_mode = overlay' "overlay_dir = $disk/%U" "${@:2}" >"/etc/security/nsjail.d/$name.conf"
	su - "$name" -c true </dev/null
	directory=$disk/$(id -u "$name")/upper/fill
	mkdir -m 1777 "$directory"
	# An id that his jail does not have could not be copied up.
	chown --reference="${directory%/fill}" "$directory"
	within 20 no_jails
	su - "$name" -c 'dd if=/dev/zero of=/fill/all bs=64k; true' </dev/null >/run/filled 2>&1
	within 20 no_jails
	sync -f "$disk"
	left=$(stat -f -c %f "$disk")
	grep 'No space left on device' /run/filled
	[ "$left" -ge 15000 ] || fail "$left blocks of root's are left"
	echo "$left blocks of root's are left"
	same "$(su - "$name" -c 'rm /fill/all && echo removed' </dev/null)" removed
	within 20 no_jails
	rm "/etc/security/nsjail.d/$name.conf"
	umount "$disk"
}

test_an_overlay_that_is_full_leaves_roots_blocks()
{
	reserve_is_roots dora
}

test_an_overlay_that_is_full_leaves_roots_blocks_in_private_mode()
{
	reserve_is_roots paul 'user_namespace = yes'
}
