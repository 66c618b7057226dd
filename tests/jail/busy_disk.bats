#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A disk that others keep busy: what has to write there waits, however long the queue is, and nobody is
# refused for that. The disk is an ext4 whose own disk, the one below, is frozen: reading goes on, and
# the journal's commit and all who wait for it stand still, up to the moment that the test chooses.

load ../lib/jail

setup_file() {
	jail_host mkfs.ext4 fsfreeze strace
	[[ -z $SESSION_LACKS ]] || return 0
	host_account dora 1006
	host_account gina 1007
	export BELOW=/srv/below DISK=/srv/disk
	mkfifo "$HOST_DIR/thaw"
	on_host_bash '
		set -e
		umask 022
		mkdir "$1" "$2"
		truncate -s 200M "$1.img"
		mkfs.ext4 -q -F "$1.img"
		mount -o loop "$1.img" "$1"
		truncate -s 100M "$1/disk.img"
		mkfs.ext4 -q -F -J size=4 "$1/disk.img"
		mount -o loop "$1/disk.img" "$2"
		chmod 0755 "$1" "$2"
		cp -a /srv/rootfs/busybox "$2/rootfs"
		cp -a "$3" "$2/security"
		mkdir "$2/changes"
		mount --bind "$2/security" "$3"
	' "$BELOW" "$DISK" "${CONFIG_PATH%/*}"
}

teardown_file() {
	[[ -z ${HOST_PID:-} || -z ${DISK:-} ]] || on_host umount "${CONFIG_PATH%/*}" "$DISK" "$BELOW"
}

teardown() {
	thaw
	host_config "${CONFIG_PATH%.conf}.d/none" </dev/null
	rm -r "$HOST_ROOT${CONFIG_PATH%.conf}.d"
	jail_end
}

# In the machine's pid namespace, so that it outlives a test that is killed: what is frozen for good
# could never be unmounted.
freeze() {
	rm -f "$HOST_DIR/frozen"
	setsid nsenter --target "$HOST_PID" --mount --wd=/ \
		bash -c 'fsfreeze -f "$1"; echo frozen; read -r -t "$2"; fsfreeze -u "$1"' bash "$BELOW" "$1" \
		<>"$HOST_DIR/thaw" >"$HOST_DIR/frozen" 2>&1 3>&- 4>&- &
	FREEZER=$!
	eventually grep -q frozen "$HOST_DIR/frozen"
}

# thaw: now, or after the freezer's time with an argument.
thaw() {
	[[ -n ${FREEZER:-} ]] || return 0
	[[ -n ${1:-} ]] || echo now 1<>"$HOST_DIR/thaw"
	wait "$FREEZER" || true
	FREEZER=
}

# Everything on the disk takes part in a commit that stands still: whoever wants to change the least of
# it, be it the time of the last access, waits. What has been read is in memory.
# shellcheck disable=SC2016
stand_still() {
	on_host_bash 'find "$1" -type f -exec cat {} + >/dev/null; sync -f "$1"' "$DISK"
	freeze "$1"
	on_host_bash '
		find "$1" -xdev -exec touch -h -a -d 2020-01-01 {} +
		find "$1" -xdev -exec touch -h -m {} +
		for directory in "$1"/changes/* "$1"/changes/*/work; do
			[[ ! -d $directory ]] || { >"$directory/new"; rm "$directory/new"; }
		done
		sync -f "$1" &
	' "$DISK" 3>&-
	sleep 0.3
}

# user_config NAME LINE...: the lines are of that user alone.
user_config() {
	printf '%s\n' "[user $1]" "rootfs = $DISK/rootfs" "${@:2}" |
		host_config "${CONFIG_PATH%.conf}.d/$1.conf"
}

OVERLAY=('rootfs_mode = overlay' 'overlay_dir = DISK/changes/%U')

overlay_config() {
	user_config "$1" "${OVERLAY[@]/DISK/$DISK}" "${@:2}"
}

# login TAG COMMAND...: what it says goes to TAG.said, the milliseconds to TAG.took.
login() {
	local tag=$1 begin now

	shift
	machine_ms begin
	on_host "$@" >"$HOST_DIR/$tag.said" 2>&1 3>&- || true
	machine_ms now
	echo $((now - begin)) >"$HOST_DIR/$tag.took"
}

caller() {
	login "$1" /srv/host/tools/caller nsjail-caller "${@:2}"
}

assert_waited() {
	assert_equal "$(<"$HOST_DIR/$1.said")" "$3" "what $1 is told ($(host_log_refusals))" || return 1
	(($(<"$HOST_DIR/$1.took") >= $2)) || fail "$1 waited for $(<"$HOST_DIR/$1.took") ms: the disk was not busy"
}

@test "a login that changes nothing on the disk does not wait for it" {
	local mode tag

	for mode in no yes; do
		user_config alice "user_namespace = $mode"
		# A rootfs that rests is known from its first login on.
		sleep 2.1
		caller first alice open close
		assert_equal "$(<"$HOST_DIR/first.said")" $'open success\nclose success' "the first login"
		stand_still 9
		rm -f "$HOST_DIR/control.took"
		# Its time of access is what this one waits for.
		login control cat "$DISK/rootfs/etc/rootfs-mark" &
		caller second alice open close
		on_host_bash 'rm -rf "$1"/trust' "$STATE_DIR"
		caller third alice open close
		for tag in second third; do
			assert_equal "$(<"$HOST_DIR/$tag.said")" $'open success\nclose success' "the $tag login"
			(($(<"$HOST_DIR/$tag.took") < 3000)) || fail "the $tag login took $(<"$HOST_DIR/$tag.took") ms"
		done
		[[ ! -e $HOST_DIR/control.took ]] || fail "the disk was not busy"
		thaw
		wait
	done
}

@test "logins that have to write to it wait, and longer than one that hangs may" {
	local name

	overlay_config alice 'user_namespace = no'
	overlay_config bob 'user_namespace = no' 'scope = user'
	overlay_config eve 'user_namespace = yes'
	overlay_config fred 'user_namespace = yes' 'scope = user'
	user_config dora 'user_namespace = no'
	# Whose directories are there already waits for the mount alone, and gina for her directories.
	overlay_config gina 'user_namespace = no'
	for name in alice bob eve fred; do
		caller "$name" "$name" open close
		assert_equal "$(<"$HOST_DIR/$name.said")" $'open success\nclose success' "the first login of $name"
	done
	stand_still 13
	for name in alice bob eve fred gina; do
		caller "$name" "$name" open close &
	done
	sleep 0.5
	# They find another login of theirs at work.
	for name in bob fred; do
		caller "$name.second" "$name" open close &
	done
	# A log daemon that waits for its disk holds a caller up who is about to join.
	login dora strace -o /dev/null -e trace=setns -e inject=setns:delay_enter=11000000:when=1 \
		/srv/host/tools/caller nsjail-caller dora open close &
	thaw later
	wait
	for name in alice bob eve fred gina; do
		assert_waited "$name" 11500 $'open success\nclose success'
	done
	for name in bob.second fred.second; do
		assert_waited "$name" 11000 $'open success\nclose success'
	done
	assert_waited dora 10500 $'open success\nclose success'
}

@test "a jail that ends writes its overlay out first: the next login waits for it" {
	overlay_config alice 'user_namespace = no'
	overlay_config bob 'user_namespace = no' 'scope = user'
	for name in alice bob; do
		jail_hold "$name" "$name"
		on_host_bash 'dd if=/dev/zero of="$1/upper/big" bs=1M count=2 2>/dev/null' \
			"$DISK/changes/$(on_host id -u "$name")"
	done
	stand_still 8
	for name in alice bob; do
		jail_release "$name"
		caller "$name" "$name" open close &
	done
	thaw later
	wait
	assert_waited alice 6000 $'open success\nclose success'
	assert_waited bob 6000 $'open success\nclose success'
}

@test "a disk that stands still for more than a minute: refused, and nothing is left when it goes on" {
	local name

	[[ ${LONG:-0} != 0 ]] || skip "'make check-long' runs this"
	overlay_config alice 'user_namespace = no'
	overlay_config eve 'user_namespace = yes'
	overlay_config gina 'user_namespace = no'
	for name in alice eve gina; do
		caller "$name" "$name" open close
	done
	on_host rm -r "$DISK/changes/1007"
	stand_still 75
	for name in alice eve gina; do
		caller "$name" "$name" open close &
	done
	thaw later
	wait
	for name in alice eve gina; do
		assert_waited "$name" 54000 $'told Login refused\nopen perm_denied\nclose perm_denied' || return 1
		(($(<"$HOST_DIR/$name.took") < 66000)) || fail "$name was refused after $(<"$HOST_DIR/$name.took") ms"
	done
	assert_equal "$(host_log_refusals | grep -cE 'gave no answer in 60 seconds|not built in time|no word from the jail.s builder')" 3 \
		"refusals in the log ($(host_log_refusals))"
}
