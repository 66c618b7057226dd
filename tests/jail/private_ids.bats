#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Whose ids there are in private mode: of the processes, as the host sees them, and of every file that
# a tenant or his root leaves on the host's disk.

load ../lib/private

CHANGES=/var/lib/pam_nsjail

setup_file() {
	need sshd ssh ssh-keygen || return 0
	private_host
	on_host mount -t tmpfs -o mode=0755 tmpfs /var/lib
	host_account gina 70000 project:5001
	# Whoever stumbles over the first one must not lose the others.
	sed -i '1i beyond:x:70001:alice,gina' "$HOST_ROOT/etc/group"
}

teardown() {
	end_tenants
	on_host_bash 'rm -rf /var/lib/pam_nsjail /srv/rootfs/own /home/alice/*'
	session_end
}

# A user of the host who is not jailed. setpriv(1) itself keeps its rights until it executes.
as_carol() {
	on_host setpriv --reuid 1004 --regid 1004 --clear-groups sh -c "$1; :"
}

# The user id of a process (by pgrep's words) as the host has it: real, effective, saved, file system.
host_ids() {
	on_host_bash 'awk -v what="$1:" "\$1 == what { print \$2, \$3, \$4, \$5 }" "/proc/$(pgrep "${@:2}")/status"' "$@"
}

four() {
	echo "$1 $1 $1 $1"
}

@test "the caller has given up the host's root: its ids are the range's first" {
	base=$(range_of alice)
	run on_host_bash 'awk "/^Uid/ { print \$2 }" /proc/self/status'
	assert_equal "$output" 0 "control: uid of root"
	begin_tenant alice
	assert_equal "$(host_ids Uid -f "$(sshd_monitor alice)")" "$(four "$base")"
	assert_equal "$(host_ids Gid -f "$(sshd_monitor alice)")" "$(four "$base")"
	pid=$(on_host pgrep -f "$(sshd_monitor alice)")
	run on_host cat "/proc/$pid/status"
	assert_match "$output" $'Groups:\t *\n'
	assert_match "$output" $'CapInh:\t0+\n'
	# Not dumpable: its files in /proc are root's, and nobody may read its memory.
	assert_equal "$(on_host stat -c %u "/proc/$pid/mem")" 0 "owner of mem"
}

@test "the caller holds no file or directory of the host" {
	begin_tenant alice
	pid=$(on_host pgrep -f "$(sshd_monitor alice)")
	run on_host_bash 'for fd in /proc/$1/fd/*; do readlink "$fd"; done' "$pid"
	assert_match "$output" 'socket:'
	assert_equal "$(grep -vE '^(socket|pipe):|^anon_inode:|^/dev/null' <<<"$output")" "/" "other descriptors"
	# That is where it goes when the session is closed: nothing is in it, and it is mounted nowhere.
	run on_host_bash '
		for fd in /proc/$1/fd/*; do
			[[ $(readlink "$fd") == / ]] || continue
			mount=$(awk "/^mnt_id/ { print \$2 }" "${fd/fd/fdinfo}")
			cat /proc/1/mountinfo "/proc/$1/mountinfo" | grep "^$mount " && echo "mounted"
			ls -A "$fd/"
			stat -Lc "%D:%i %a %u" "$fd" "$fd/.."
		done | uniq' "$pid"
	assert_match "$output" '^[0-9a-f]+:[0-9]+ 111 0$' "the empty directory, and what is above it"
	assert_equal "$(on_host readlink "/proc/$pid/ns/user")" "$(on_host_bash 'readlink /proc/$(pgrep -x nsjail-init)/ns/user')"
}

@test "what is root's alone on the host is closed to the caller's ids" {
	base=$(range_of alice)
	run on_host head -c 1 /etc/shadow
	assert_equal "$status" 0 "control: status of root"
	run on_host setpriv --reuid "$base" --regid "$base" --clear-groups head -c 1 /etc/shadow /srv/host/host_key
	[ "$status" -ne 0 ]
	assert_equal "$(grep -c 'Permission denied' <<<"$output")" 2 "files that are closed ('$output')"
}

@test "the tenant's processes have exactly the ids of his that are mapped" {
	base=$(range_of alice)
	begin_tenant alice 'id -u; id -g; id -G'
	assert_equal "$(head -n 3 "$HOST_DIR/alice" | xargs)" "1001 1001 1001 5001 5002 70001"
	assert_equal "$(host_ids Uid -f "$(sshd_child alice)")" "$(four $((base + 1001)))"
	run on_host_bash 'grep ^Groups: "/proc/$(pgrep -x sleep)/status"'
	assert_equal "$(cut -f2 <<<"$output" | xargs)" "$((base + 1001)) $((base + 5001)) $((base + 5002)) $((base + 65000 + 70001 % 534))" "groups on the host"
}

@test "ids beyond the range: the user's own have the last place, and other groups theirs" {
	base=$(range_of gina)
	begin_tenant gina 'id -u; id -un; id -G; id -Gn; touch ~/file /tmp/file'
	assert_equal "$(head -n 4 "$HOST_DIR/gina" | xargs)" "70000 gina 70000 5001 70001 gina project beyond"
	assert_equal "$(host_ids Uid -f "$(sshd_child gina)")" "$(four $((base + 65535)))"
	assert_equal "$(stat -c %u:%g "$HOST_ROOT/home/gina/file")" 70000:70000
	rm "$HOST_ROOT/home/gina/file"
}

@test "the home takes the user's own ids and no others" {
	run as_root alice 'touch ~/roots; touch /tmp/f; chown 2000:2000 /tmp/f; cp -a /tmp/f ~/copied; id -u; prober root true; setpriv true 2>/dev/null; echo end'
	assert_match "$output" "roots: (Value too large|Permission denied)"
	assert_match "$output" "copied"
	assert_match "$output" end
	host_ssh alice 'echo mine >~/file; mkdir ~/directory; ln -s x ~/link; chmod 4755 ~/file'
	run as_root alice 'chown 0:0 ~/file; chown 5:5 ~/file; chown 1001:5 ~/file'
	assert_equal "$(grep -c 'Value too large\|not permitted\|Invalid' <<<"$output")" 3 "refused ('$output')"
	run on_host find /home/alice -mindepth 1 -printf '%U:%G %f\n'
	assert_equal "$(sort <<<"$output")" "1001:1001 directory
1001:1001 file
1001:1001 link"
}

@test "the home is nosuid: a setuid file in it gives nothing" {
	run host_ssh alice 'cp /bin/prober ~/own && chmod 6755 ~/own && ~/own root id -u; grep -c "/home/alice .*nosuid" /proc/self/mountinfo'
	assert_match "$output" "prober: root: Operation not permitted"
	assert_match "$(grep -v prober <<<"$output")" '^1$' "home that is nosuid"
	assert_equal "$(host_ssh alice 'prober root id -u')" 0 "control: uid by the same file of the rootfs"
}

# What a root does with his system: make, change, give away, remove, and leave setuid files.
LITTER='touch /new && mkdir /etc/d && chown 33:33 /etc/d && echo x >>/etc/rootfs-mark && chmod 4755 /bin/busybox &&
	cp /bin/prober /usr/lib/prober && chmod 6755 /usr/lib/prober && ln -s /x /etc/link && mkfifo /var/log/fifo &&
	chown -h 65535:65535 /etc/link && rm /etc/hosts && mv /usr/lib/prober /usr/prober && rmdir /usr/lib && echo littered'

# assert_ids_in_range DIRECTORY BASE: everything below belongs to that range, owner and group.
assert_ids_in_range() {
	run on_host find "$1" -printf '%U %G %p\n'
	(($(wc -l <<<"$output") >= ${3:-10})) || fail "only: $output"
	wrong=$(awk -v base="$2" '$1 < base || $1 >= base + 65536 || $2 < base || $2 >= base + 65536' <<<"$output")
	assert_equal "$wrong" "" "entries of others"
}

@test "overlay: every file that he leaves is in his range, none is root's or his neighbour's" {
	session_config 'rootfs_mode = overlay'
	assert_equal "$(as_root alice "$LITTER")" littered
	run host_ssh alice 'cat /etc/rootfs-mark; ls -ld /etc/d'
	assert_match "$output" 'x'
	assert_match "$output" '33 +33'
	assert_ids_in_range "$CHANGES/1001/upper" "$(range_of alice)"
	assert_match "$output" "upper/etc/hosts" "the mark of a removed file"
	assert_ids_in_range "$CHANGES/1001/work" "$(range_of alice)" 1
	assert_equal "$(cat "$HOST_ROOT$HOST_ROOTFS/etc/rootfs-mark")" "a rootfs of the tests" "the base"
	# The neighbour begins where he ends.
	assert_equal "$(range_of bob)" "$(($(range_of alice) + 65536))"
	run host_ssh bob 'cat /etc/rootfs-mark'
	assert_equal "$output" "a rootfs of the tests"
	as_root bob 'touch /bobs'
	assert_ids_in_range "$CHANGES/1002/upper" "$(range_of bob)" 1
}

@test "overlay: what root may look into on the host is closed to everybody else" {
	session_config 'rootfs_mode = overlay'
	as_root alice "$LITTER"
	run on_host test -u "$CHANGES/1001/upper/usr/prober"
	assert_equal "$status" 0 "control: the setuid file is there"
	run as_carol "ls $CHANGES/1001"
	assert_match "$output" "Permission denied"
}

@test "overlay: an upper directory of another range is refused" {
	session_config 'rootfs_mode = overlay'
	host_ssh alice true
	on_host chown -R "$(range_of bob):$(range_of bob)" "$CHANGES/1001/upper"
	run host_ssh alice 'echo inside'
	assert_equal "$status" 254 status
	assert_refused "$output" "overlay_dir '$CHANGES/1001'"
}

@test "volatile: the same in memory" {
	session_config 'rootfs_mode = volatile'
	assert_equal "$(as_root alice "$LITTER")" littered
	base=$(range_of alice)
	begin_tenant alice "prober root sh -c '$LITTER'"
	root=/proc/$(on_host pgrep -x nsjail-init)/root
	# /proc, /dev and the covers of data bases of logins are the host's.
	run on_host_bash 'find "$1/" -xdev ! -path "$1/proc" ! -path "$1/dev" ! -path "$1/var/log/wtmp.db" ! -path "$1/var/lib/wtmpdb" ! -path "$1/var/lib/lastlog" -printf "%U %G %p\n"' "$root"
	(($(wc -l <<<"$output") > 100)) || fail "only: $output"
	assert_equal "$(awk -v base="$base" '$1 < base || $1 >= base + 65536 || $2 < base || $2 >= base + 65536' <<<"$output")" ""
	for tmpfs in tmp run dev/shm var/tmp; do
		assert_equal "$(on_host stat -c %u "$root/$tmpfs")" "$base" "owner of /$tmpfs"
	done
}

# A writable rootfs of its own, below a directory of mode $1.
own_rootfs() {
	on_host install -d -m 0755 /srv/rootfs/own
	host_rootfs /srv/rootfs/own/alice
	install -m 4755 "$BUILD/tools/prober" "$HOST_ROOT/srv/rootfs/own/alice/bin/prober"
	on_host chmod "$1" /srv/rootfs/own
	printf '%s\n' '[default]' 'rootfs = /srv/rootfs/own/%u' 'rootfs_mode = writable' 'user_namespace = yes' | host_config
}

@test "a writable rootfs of his range is taken as it is" {
	own_rootfs 0755
	base=$(range_of alice)
	on_host chown -Rh "$base:$base" /srv/rootfs/own/alice
	on_host chmod 4755 /srv/rootfs/own/alice/bin/prober
	run as_root alice "$LITTER; stat -c %u /bin/busybox"
	assert_equal "$output" $'littered\n0'
	assert_ids_in_range /srv/rootfs/own/alice "$base" 100
}

@test "a writable rootfs below a directory that is root's alone is mapped" {
	own_rootfs 0700
	run as_root alice "$LITTER; stat -c %u /bin/busybox"
	assert_equal "$output" $'littered\n0'
	# On disk it is root's: what he could do to himself there, nobody else may reach.
	assert_equal "$(on_host stat -c %u:%a /srv/rootfs/own/alice/usr/prober)" 0:6755
	run as_carol '/srv/rootfs/own/alice/usr/prober root id -u'
	assert_match "$output" "Permission denied"
	on_host chmod 0755 /srv/rootfs/own
	run as_carol '/srv/rootfs/own/alice/usr/prober root id -u'
	assert_equal "$output" 0 "control: uid that it gives where the directory is open"
}

# refused_there NAME: his login, into what the root of alice has written to.
refused_there() {
	: >"$HOST_LOG"
	run host_ssh "$1" 'echo inside'
	assert_equal "$status" 254 status
	assert_refused "$output" "rootfs '/srv/rootfs/own/alice' was written to by the root of uid 1001's jail"
}

@test "a mapped rootfs that somebody's root has written to is nobody else's, in any mode" {
	own_rootfs 0700
	as_root alice true
	# He himself comes again; another user does not, whether or not he would write.
	assert_jailed "$(host_ssh alice "$JAIL_PROBE")" alice
	for mode in writable readonly volatile; do
		printf '%s\n' '[default]' 'rootfs = /srv/rootfs/own/alice' "rootfs_mode = $mode" 'user_namespace = yes' | host_config
		refused_there bob
		assert_jailed "$(host_ssh alice "$JAIL_PROBE")" alice
	done
	# Without a user namespace the host's root would read it.
	printf '%s\n' '[default]' 'rootfs = /srv/rootfs/own/alice' | host_config
	refused_there alice
	# A copy with all attributes is free, and so is the tree when the mark is off.
	on_host cp -a /srv/rootfs/own/alice /srv/rootfs/own/bob
	printf '%s\n' '[default]' 'rootfs = /srv/rootfs/own/%u' 'rootfs_mode = writable' 'user_namespace = yes' | host_config
	assert_jailed "$(host_ssh bob "$JAIL_PROBE")" bob
	mark=$(host_log_refusals | grep -oE 'trusted.pam_nsjail.[0-9]+')
	on_host python3 -c 'import os, sys; os.removexattr(*sys.argv[1:])' /srv/rootfs/own/alice "$mark"
	printf '%s\n' '[default]' 'rootfs = /srv/rootfs/own/alice' 'user_namespace = yes' | host_config
	assert_jailed "$(host_ssh bob "$JAIL_PROBE")" bob
}

# Around the directory: by the files of a process that is in the jail.
@test "a setuid file of root's in a mapped rootfs is not reached through the tenant's processes" {
	own_rootfs 0700
	begin_tenant alice "prober root sh -c '$LITTER'"
	assert_match "$(<"$HOST_DIR/alice")" littered
	base=$(range_of alice)
	files=()
	for pid in $(on_host pgrep -x 'sleep|sshd|nsjail-init|nsjail-keeper'); do
		files+=(/proc/"$pid"/{root,cwd/../..}/usr/prober "/proc/$pid/root/srv/rootfs/own/alice/usr/prober")
	done
	run on_host_bash 'for file; do [[ -u $file ]] && echo "$file"; done' "${files[@]}"
	(($(wc -l <<<"$output") >= 4)) || fail "control: root reaches: '$output'"
	for id in 1001 1002 1004 65534 "$(range_of bob)"; do
		run on_host setpriv --reuid "$id" --regid "$id" --clear-groups sh -c 'for file; do [ -u "$file" ] && echo "$file"; "$file" root id -u 2>/dev/null; done; echo end' sh "${files[@]}"
		assert_equal "$output" end "what $id reaches"
	done
}

@test "any other writable rootfs is refused" {
	own_rootfs 0755
	run host_ssh alice 'echo inside'
	assert_equal "$status" 254 status
	assert_refused "$output" "rootfs '/srv/rootfs/own/alice' is writable, but neither"
	: >"$HOST_LOG"
	on_host chmod 0710 /srv/rootfs/own
	run host_ssh alice 'echo inside'
	assert_refused "$output" "rootfs '/srv/rootfs/own/alice' is writable, but neither"
	: >"$HOST_LOG"
	base=$(range_of bob)
	on_host chown -Rh "$base:$base" /srv/rootfs/own/alice
	on_host chmod 0755 /srv/rootfs/own
	run host_ssh alice 'echo inside'
	assert_refused "$output" "rootfs '/srv/rootfs/own/alice' is writable, but neither"
}

@test "a read-only rootfs may be anybody's" {
	own_rootfs 0755
	on_host chown -Rh 1001:1001 /srv/rootfs/own/alice
	printf '%s\n' '[default]' 'rootfs = /srv/rootfs/own/%u' 'user_namespace = yes' | host_config
	run host_ssh alice "$JAIL_PROBE; stat -c %u /bin; touch /new"
	assert_jailed "$output" alice
	assert_match "$output" "Read-only"
}
