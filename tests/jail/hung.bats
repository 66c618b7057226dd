#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Things that give no answer: helper or init stopped, a file system in user space that hangs, FIFOs
# that nobody writes to. The login that meets them is refused in time; nobody else waits for it, and
# nothing is left.

load ../lib/jail

setup_file() {
	jail_host strace
	host_account dora 1006
	# A rootfs that rests is known from its first login on; each later one makes the same calls.
	sleep 2.1
	on_host /srv/host/tools/caller nsjail-caller alice open close >"$HOST_DIR/first"
}

teardown() {
	[[ -z ${HUNG:-} ]] || hung_end
	rm -rf "$HOST_ROOT${CONFIG_PATH%.conf}.d"
	jail_end
}

# user_config NAME LINE...: the lines are of that user alone.
user_config() {
	printf '%s\n' "[user $1]" "${@:2}" | host_config "${CONFIG_PATH%.conf}.d/$1.conf"
}

# hung DIR takes|leaves: a file system that hangs is mounted there.
hung() {
	on_host_bash 'mkdir -p "$1"; mkfifo -m 600 /srv/host/hung; /srv/host/tools/hung_fuse "$2" "$1" >/srv/host/hung 2>&1 &
		echo $! >>/srv/host/hung_pids; read -r word </srv/host/hung; rm /srv/host/hung; [[ $word == mounted ]]' "$@"
	HUNG+=" $1"
}

hung_end() {
	on_host_bash 'kill -KILL $(</srv/host/hung_pids); rm /srv/host/hung_pids; umount -l "$@"' $HUNG
	HUNG=
}

# The time that a command takes goes to a file, in milliseconds.
timed() {
	local file=$1 begin now

	machine_ms begin
	shift
	"$@" || true
	machine_ms now
	echo $((now - begin)) >"$file"
}

# others_are_quick SECONDS: so long logins of somebody who has nothing to do with it work, each at once.
others_are_quick() {
	local end=$((SECONDS + $1)) took

	while ((SECONDS < end)); do
		timed "$HOST_DIR/took" jail_logins dora 1
		# shellcheck disable=SC2154 # run sets status
		assert_equal "$status" 0 "status of another one's login ($output)" || return 1
		took=$(<"$HOST_DIR/took")
		((took < 7000)) || { fail "another one's login took $took ms"; return 1; }
		sleep 0.3
	done
}

# The module's deadline is ten seconds, and it waits for two more. What it took itself stands in its line: how long a
# busy machine takes to start whoever asks is not its affair.
assert_in_time() {
	local name seconds

	for name; do
		seconds=$(host_log_refusals | sed -n "s/.*event=refuse .* user=$name .* seconds=\([0-9]*\)\..*/\1/p")
		[[ -n $seconds ]] && ((seconds < 16)) || fail "the login of $name took '$seconds' seconds"
	done
}

# stop NAME PART: a login of NAME whose helper, or a child of it, is stopped when it has made that part
# of its calls, in percent.
stop() {
	local name=$1 role=$2 percent=$3 point caller="/srv/host/tools/caller nsjail-caller $1"

	# The first login of a user asks what later ones know, by children of its own.
	# shellcheck disable=SC2086 # words
	on_host $caller open close >"$HOST_DIR/$name.list"
	# shellcheck disable=SC2086 # words
	on_host /srv/host/tools/faults list $caller open close >"$HOST_DIR/$name.list"
	point=$(grep -E "^$role " "$HOST_DIR/$name.list" |
		awk -v percent="$percent" '{ line[NR] = $0 } END { print line[int(NR * percent / 100) + 1] }')
	[[ -n $point ]] || { fail "no call of $role by $name"; return 1; }
	# shellcheck disable=SC2086 # words
	on_host /srv/host/tools/faults $point STOP $caller log save open same \
		>"$HOST_DIR/$name.said" 3>&- &
}

@test "helper, builder or init is stopped: refused in time, the others do not wait" {
	local name
	user_config eve 'user_namespace = yes'
	user_config fred 'user_namespace = yes'
	stop alice 1.helper 50
	stop bob 1.helper.1 50
	stop eve "1.helper.[0-9]+" 50
	stop fred "1.helper.[0-9]+.[0-9]+" 20
	others_are_quick 5
	wait
	for name in alice bob eve fred; do
		assert_equal "$(<"$HOST_DIR/$name.said")" $'told Login refused\nopen perm_denied\nsame\nhit' "what $name's caller says"
	done
	assert_in_time alice bob eve fred
	assert_equal "$(host_log_refusals | grep -cE 'gave no answer in 10 seconds|not built in time|no word from the jail.s builder|can not limit the namespaces: Connection timed out')" 4 \
		"refusals in the log ($(host_log_refusals))"
	rm -r "$HOST_ROOT${CONFIG_PATH%.conf}.d"
}

@test "a file system that hangs, under rootfs, bind and home: refused in time, the others do not wait" {
	local name

	grep -qw fuse /proc/filesystems || skip "the kernel has no file systems in user space"
	on_host_bash '[[ -e /dev/fuse ]] || mknod /dev/fuse c 10 229'
	hung /srv/hung takes
	hung /home/fred leaves
	user_config alice 'rootfs = /srv/hung/rootfs'
	user_config bob 'rootfs = /srv/hung'
	user_config eve 'bind = /srv/hung/data:/mnt'
	for name in alice bob eve fred; do
		on_host "$LOGINS" nsjail "$name" 1 /bin/echo inside \
			>"$HOST_DIR/$name.said" 2>&1 3>&- &
	done
	others_are_quick 6
	wait
	for name in alice bob eve fred; do
		assert_match "$(<"$HOST_DIR/$name.said")" '^Login refused [^:]*$'
	done
	assert_in_time alice bob eve fred
	assert_equal "$(host_log_refusals | grep -c 'gave no answer in 10 seconds')" 4 "refusals in the log"
	hung_end
	rm -r "$HOST_ROOT${CONFIG_PATH%.conf}.d"
}

@test "FIFOs that nobody writes to, where something is read: an answer at once" {
	local path begin

	cp -a "$HOST_ROOT$HOST_ROOTFS" "$HOST_ROOT/srv/rootfs/fifo"
	for path in etc/passwd etc/group etc/nsswitch.conf etc/hosts etc/localtime etc/resolv.conf dev/log \
		var/log/wtmp etc home bin/sh; do
		on_host_bash 'cd /srv/rootfs/fifo; mkdir -p "$(dirname "$1")"; rm -rf "/srv/kept"
			[[ ! -e $1 && ! -L $1 ]] || mv "$1" /srv/kept; mkfifo -m 644 "$1"' "$path"
		session_config 'rootfs = /srv/rootfs/fifo'
		sed -i "\\|^rootfs = $HOST_ROOTFS\$|d" "$HOST_ROOT$CONFIG_PATH"
		timed "$HOST_DIR/took" jail_logins alice 1
		(($(<"$HOST_DIR/took") < 5000)) || fail "with a FIFO as '$path' it took $(<"$HOST_DIR/took") ms"
		assert_match "$status: $output" '^0: $|^254: Login refused' \
			"what the login with a FIFO as '$path' says"
		on_host_bash 'cd /srv/rootfs/fifo; rm -f "$1"; [[ ! -e /srv/kept && ! -L /srv/kept ]] || mv /srv/kept "$1"' "$path"
	done
	session_config 'bind = /srv/bound:/mnt/bound' 'resolv_conf = yes'
	mkfifo -m 644 "$HOST_ROOT/srv/bound"
	timed "$HOST_DIR/took" jail_logins alice 1
	(($(<"$HOST_DIR/took") < 5000)) || fail "with a FIFO to bind it took $(<"$HOST_DIR/took") ms"
	rm -r "$HOST_ROOT/srv/bound" "$HOST_ROOT/srv/rootfs/fifo"
}

@test "a machine so busy that the helper gets its request three seconds late" {
	local begin now

	machine_ms begin
	run on_host strace -o /srv/trace -e trace=sendmsg -e inject=sendmsg:delay_enter=3000000:when=1 \
		/srv/host/tools/caller nsjail-caller alice log open close
	assert_equal "$output" $'open success\nclose success' "what the caller says ($(host_log_refusals))"
	machine_ms now
	assert_match "$(on_host head -n 1 /srv/trace)" 'SCM_RIGHTS'
	((now - begin >= 3000)) || fail "took $((now - begin)) ms"
}
