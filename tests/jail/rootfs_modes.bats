#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# rootfs_mode: where changes go, how long they stay, and that nobody sees another tenant's.

load ../lib/jail

setup_file() {
	jail_host
	# A place in a base where every tenant may write; the first one has none.
	export BASE=/srv/rootfs/open
	host_rootfs "$BASE"
	on_host mkdir -m 1777 "$BASE/common"
	on_host mkdir /srv/small
}

teardown() {
	on_host umount /srv/small 2>/dev/null || true
	rm -rf "$HOST_ROOT/var/lib/pam_nsjail"
	jail_end
}

# A file system of its own for changes: small_disk [OPTIONS]
small_disk() {
	on_host mount -t tmpfs -o "mode=0755,${1:-size=1m}" small /srv/small
}

config() {
	session_config "rootfs = $BASE" "rootfs_mode = $1" "${@:2}"
	sed -i "0,/^rootfs = /{/^rootfs = /d}" "$HOST_ROOT$CONFIG_PATH"
}

base_list() {
	on_host_bash 'cd "$1" && find . -printf "%p %y %U %m %l %s\n" | sort' "$BASE"
}

@test "readonly: nothing of the base can be changed" {
	config readonly
	jail_login alice 'echo x >/common/new'
	[ "$status" -ne 0 ]
	assert_match "$output" 'Read-only'
	assert_equal "$(ls "$HOST_ROOT$BASE/common")" "" "the base's directory"
}

@test "writable: what a user may write is in the base" {
	config writable
	jail_login alice 'echo hers >/common/kept; echo x >/etc/new'
	assert_match "$output" 'Permission denied|Read-only'
	assert_equal "$(cat "$HOST_ROOT$BASE/common/kept")" hers
	rm "$HOST_ROOT$BASE/common/kept"
}

@test "overlay: changes are there at the next login, in overlay_dir and not in the base" {
	config overlay
	before=$(base_list)
	jail_login alice 'echo hers >/common/kept; mkdir /common/directory'
	assert_equal "$status" 0 status
	jail_login alice 'cat /common/kept; ls -d /common/directory; rm -r /common/directory'
	assert_equal "$output" $'hers\n/common/directory'
	jail_login alice 'ls /common'
	assert_equal "$output" kept
	assert_equal "$(cat "$HOST_ROOT/var/lib/pam_nsjail/1001/upper/common/kept")" hers
	assert_equal "$(base_list)" "$before" "the base"
}

@test "overlay: overlay_dir is made with what is above it, root's alone" {
	config overlay 'overlay_dir = /var/lib/changes/of tenants/%u-%U'
	jail_login alice true
	assert_equal "$status" 0 "status ('$output')"
	run on_host stat -c '%n %U:%G %a' /var/lib/changes '/var/lib/changes/of tenants' \
		'/var/lib/changes/of tenants/alice-1001'{,/upper,/work}
	assert_equal "$output" "/var/lib/changes root:root 700
/var/lib/changes/of tenants root:root 700
/var/lib/changes/of tenants/alice-1001 root:root 700
/var/lib/changes/of tenants/alice-1001/upper root:root 755
/var/lib/changes/of tenants/alice-1001/work root:root 700"
	rm -r "$HOST_ROOT/var/lib/changes"
}

@test "overlay: an overlay_dir that others could reach is refused by name" {
	config overlay 'overlay_dir = /home/alice/changes'
	jail_refuses "overlay_dir '/home/alice/changes'.*is not owned by root"
	on_host mkdir -m 1777 /srv/open
	config overlay 'overlay_dir = /srv/open/changes'
	jail_refuses "overlay_dir '/srv/open/changes'.*writable"
	on_host ln -s /srv/canary /srv/link
	config overlay 'overlay_dir = /srv/link/changes'
	jail_refuses "overlay_dir '/srv/link/changes'.*symbolic link"
	on_host rm -r /srv/link /srv/open
	assert_equal "$(ls "$HOST_ROOT/home/alice")" "" "alice's home"
}

@test "overlay: two jails never share an upper directory" {
	config overlay 'scope = session'
	jail_hold one alice
	jail_refuses "overlay_dir '/var/lib/pam_nsjail/1001': another jail keeps its changes there, and is in use"
	jail_login bob 'echo works'
	assert_equal "$output" works
	jail_release one
	eventually jail_works alice
}

@test "overlay: an overlay_dir without a token never shows one tenant's changes to another" {
	config overlay 'overlay_dir = /srv/changes'
	jail_login alice 'echo hers >/common/kept'
	assert_equal "$status" 0 "status ('$output')"
	jail_refuses "overlay_dir '/srv/changes' has the changes of uid 1001" bob
	jail_login alice 'cat /common/kept'
	assert_equal "$output" hers
	# While her jail lives: its end would change nothing, so it is not waited for.
	jail_hold one alice
	jail_refuses "overlay_dir '/srv/changes' has the changes of uid 1001, and is for one user: set one with %U" bob
	jail_release one
	rm -r "$HOST_ROOT/srv/changes"
}

jail_works() {
	jail_login "$1" 'echo works'
	[[ $output == works ]]
}

@test "volatile: changes are gone at the end, and nothing is kept anywhere" {
	config volatile
	before=$(base_list)
	jail_login alice 'echo hers >/common/kept; cat /common/kept'
	assert_equal "$output" hers
	jail_login alice 'ls /common'
	assert_equal "$output" ""
	assert_equal "$(base_list)" "$before" "the base"
	[ ! -e "$HOST_ROOT/var/lib/pam_nsjail" ]
}

# What alice can write to, with a mark in it; prints how many marks there are.
MARK='f=0; find / -path /proc -prune -o -type d -print 2>/dev/null | while read -r d; do
	echo a-byte-of-alice >"$d/mark-of-alice" && echo made
done 2>/dev/null | grep -c made'

# What somebody sees of it, by name or by content.
SEARCH='find / -path /proc -prune -o -name "*mark-of-alice*" -print 2>/dev/null
find / -path /proc -prune -o -type f -size -64k -exec grep -s a-byte-of-alice {} + 2>/dev/null; true'

@test "bob never sees a byte that alice wrote: every mode, during her session and after it" {
	for mode in readonly writable overlay volatile; do
		config $mode
		# With a directory for everybody in it, a writable base is shared on purpose.
		[[ $mode == writable ]] && session_config 'rootfs_mode = writable'
		jail_hold one alice
		marks=$(jail_ask one "$MARK")
		((marks >= 4)) || fail "$mode: she could write to $marks directories only"
		assert_match "$(jail_ask one "$SEARCH")" 'a-byte-of-alice' "$mode: control"
		jail_login bob "$SEARCH"
		assert_equal "$status $output" "0 " "$mode: seen by bob during her session"
		jail_release one
		jail_login bob "$SEARCH"
		assert_equal "$status $output" "0 " "$mode: seen by bob after her session"
		rm -f "$HOST_ROOT/home/alice/mark-of-alice"
	done
}

@test "the base is updated while a jail is up: the new login sees it, the running one survives" {
	for mode in readonly overlay volatile; do
		config $mode
		host_rootfs "$BASE"
		jail_hold one alice
		on_host_bash 'set -e; cp -a "$1" "$1.new"; echo "newer" >"$1.new/etc/rootfs-mark"
			mv "$1" "$1.old"; mv "$1.new" "$1"' "$BASE"
		jail_login bob 'cat /etc/rootfs-mark'
		assert_equal "$output" newer "$mode: a new login sees"
		assert_equal "$(jail_ask one 'cat /etc/rootfs-mark; ls -d /bin/busybox; id -un')" \
			$'a rootfs of the tests\n/bin/busybox\nalice' "$mode: the running one sees"
		jail_release one
		jail_login alice 'cat /etc/rootfs-mark'
		assert_equal "$output" newer "$mode: the next login sees"
		on_host_bash 'rm -rf "$1" && mv "$1.old" "$1"' "$BASE"
	done
}

@test "a file of the base is replaced while jails are up" {
	for mode in readonly overlay volatile; do
		config $mode
		jail_hold one alice
		on_host_bash 'echo newer >"$1/etc/new" && mv "$1/etc/new" "$1/etc/rootfs-mark"' "$BASE"
		jail_login bob 'cat /etc/rootfs-mark'
		assert_equal "$output" newer "$mode: a new login sees"
		assert_match "$(jail_ask one 'cat /etc/rootfs-mark; id -un')" 'alice$' "$mode: the running one"
		jail_release one
		host_rootfs "$BASE"
	done
}

@test "rootfs = / works in every mode" {
	for mode in readonly writable overlay volatile; do
		printf '%s\n' '[default]' 'rootfs = /' "rootfs_mode = $mode" | host_config
		jail_login alice 'id -un; hostname; ls -d /usr/bin/id; touch /usr/mine; pwd'
		assert_match "$output" $'^alice\nalice\n/usr/bin/id\n.*(Read-only|denied).*\n/home/alice$' "$mode"
		[ ! -e "$HOST_ROOT/usr/mine" ]
	done
}

@test "an overlay_dir below the base that it is for" {
	config overlay "overlay_dir = $BASE/var/changes/%U"
	jail_login alice 'echo hers >/common/kept; ls /var/changes'
	if [[ $status == 254 ]]; then
		assert_refused "$output" "overlay"
	else
		jail_login alice 'cat /common/kept; ls /var/changes/*'
		assert_match "$output" '^hers'
		assert_match "$output" 'Permission denied'
	fi
	rm -rf "$HOST_ROOT$BASE/var/changes"
}

FILL='dd if=/dev/zero of=/common/big bs=64k 2>&1; echo status $?'

@test "a full overlay_dir is that tenant's trouble alone" {
	on_host mkdir -p /var/lib/pam_nsjail
	small_disk
	on_host_bash 'mkdir -m 0700 /var/lib/pam_nsjail/1001 && mount --bind /srv/small /var/lib/pam_nsjail/1001'
	config overlay
	jail_hold one alice
	assert_match "$(jail_ask one "$FILL")" 'No space left.*status 1'
	jail_login bob 'dd if=/dev/zero of=/common/big bs=64k count=32 2>&1; ls -l /common/big'
	assert_match "$output" 2097152
	jail_ask one 'rm /common/big; echo smaller >/common/small'
	assert_equal "$(jail_ask one 'cat /common/small')" smaller
	jail_release one
	on_host umount /var/lib/pam_nsjail/1001
}

@test "a full volatile root is that tenant's trouble alone" {
	config volatile
	jail_hold one alice
	assert_match "$(jail_ask one "$FILL")" 'No space left.*status 1'
	jail_login bob 'dd if=/dev/zero of=/common/big bs=64k count=32 2>&1; ls -l /common/big'
	assert_match "$output" 2097152
}

@test "overlay_dir on a disk that is full, or has no inodes: works or is refused with the reason" {
	small_disk size=64k
	on_host_bash 'dd if=/dev/zero of=/srv/small/big bs=4k 2>/dev/null || true'
	config overlay 'overlay_dir = /srv/small/%U'
	jail_login alice 'echo x 2>&1 >/common/new; echo inside'
	if [[ $status == 254 ]]; then
		assert_refused "$output" "overlay_dir.*No space left"
	else
		assert_match "$output" 'No space left.*inside'
	fi
	on_host umount /srv/small
	small_disk size=1m,nr_inodes=2
	jail_refuses "overlay_dir '/srv/small/1001'.*No space left"
}

@test "overlay_dir on a read-only disk is refused" {
	small_disk size=1m,ro
	config overlay 'overlay_dir = /srv/small/%U'
	jail_refuses "overlay_dir '/srv/small/1001'.*Read-only"
	on_host umount /srv/small
	small_disk
	jail_login alice 'echo works'
	assert_equal "$output" works
	on_host mount -o remount,ro /srv/small
	jail_refuses "overlay_dir '/srv/small/1001'.*Read-only"
}

@test "overlay_dir that is a file, or whose parts are" {
	on_host_bash 'echo x >/srv/small-file; mkdir -p -m 0700 /srv/parts && echo x >/srv/parts/upper'
	config overlay 'overlay_dir = /srv/small-file'
	jail_refuses "overlay_dir '/srv/small-file'.*Not a directory"
	config overlay 'overlay_dir = /srv/parts'
	jail_refuses "overlay|upper"
	on_host rm -r /srv/small-file /srv/parts
}

@test "a base on an overlay: read-only it works, with changes there is a clear refusal, or it works" {
	on_host_bash 'mkdir -p /var/lib/o/{upper,work} /srv/rootfs/over
		mount -t overlay -o lowerdir="$1",upperdir=/var/lib/o/upper,workdir=/var/lib/o/work over /srv/rootfs/over' "$BASE"
	for mode in readonly shared overlay volatile; do
		: >"$HOST_LOG"
		session_config "rootfs_mode = ${mode/shared/readonly}" "shared_inodes = $([[ $mode == shared ]] && echo yes || echo no)"
		sed -i 's,^rootfs = .*,rootfs = /srv/rootfs/over,' "$HOST_ROOT$CONFIG_PATH"
		jail_login alice 'cat /etc/rootfs-mark; echo hers >/common/kept && cat /common/kept'
		if [[ $mode == shared || $mode == readonly ]]; then
			assert_match "$output" '^a rootfs of the tests.*Read-only'
		else
			[[ $output == $'a rootfs of the tests\nhers' ]] || assert_refused "$output" 'is on an overlay'
		fi
	done
	# An upper layer that is an overlay itself is what the kernel does not take.
	on_host mkdir -p -m 0755 /srv/rootfs/over/srv/changes
	: >"$HOST_LOG"
	config overlay 'overlay_dir = /srv/rootfs/over/srv/changes'
	jail_login alice 'echo works'
	[[ $output == works ]] || assert_refused "$output" overlay
	on_host_bash 'umount /srv/rootfs/over; rm -r /srv/rootfs/over /var/lib/o'
}
