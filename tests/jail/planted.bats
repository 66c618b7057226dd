#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Device nodes, setuid and file-capability programs, wherever a tenant finds them in a jail: of no
# effect. And what of a rootfs has to be root's alone is named when it is not.

load ../lib/jail

setup_file() {
	jail_host setcap
	host_rootfs_program "$HOST_ROOTFS" /usr/bin/id /usr/bin/cat
	on_host_bash 'set -e; mkdir -p /srv/data "$1/srv/point"; mkdir -p /srv/planted
		echo secret-of-root >/srv/secret; chmod 0600 /srv/secret; cp -a /srv/secret "$1/srv/secret"' "$HOST_ROOTFS"
}

# Runs in the private host: plant DIRECTORY
plant() {
	rm -rf "$1"/planted-*
	cp /usr/bin/id "$1/planted-setuid" && chown 0:0 "$1/planted-setuid" && chmod 4755 "$1/planted-setuid" &&
		cp /usr/bin/id "$1/planted-setgid" && chmod 2755 "$1/planted-setgid" &&
		cp /usr/bin/cat "$1/planted-capable" && setcap cap_dac_override,cap_dac_read_search+ep "$1/planted-capable" &&
		mknod -m 0666 "$1/planted-zero" c 1 5 && mknod -m 0666 "$1/planted-loop" b 7 0
}

plant_in() {
	on_host_bash "$(declare -f plant)"'; umask 022; plant "$1"' "$1" || fail "can not plant in $1"
}

# Says what works of the things in a directory; SECRET is a file of root's alone.
try_planted() {
	cat <<-END
		$1/planted-setuid 2>&1 | grep -o 'euid=0'
		$1/planted-setgid 2>&1 | grep -o 'egid=0'
		$1/planted-capable /srv/secret 2>&1 | grep -o 'secret-of-root'
		head -c 1 $1/planted-zero 2>/dev/null | wc -c | grep -x 1
		head -c 1 $1/planted-loop 2>&1 >/dev/null | grep -qi 'denied' || echo block device opened
		[ -e $1/planted-setuid ] && [ -e $1/planted-capable ] && echo seen
	END
}

as_alice() {
	on_host setpriv --reuid 1001 --regid 1001 --clear-groups /bin/bash -c "$1"
}

@test "control: outside of a jail they all work" {
	plant_in /srv/planted
	run as_alice "$(try_planted /srv/planted)"
	assert_equal "$output" $'euid=0\negid=0\nsecret-of-root\n1\nblock device opened\nseen'
}

@test "in the rootfs, in every mode: no effect" {
	on_host mkdir -p "$HOST_ROOTFS/opt"
	plant_in "$HOST_ROOTFS/opt"
	for mode in readonly writable overlay volatile; do
		session_config "rootfs_mode = $mode"
		jail_login alice "$(try_planted /opt)"
		assert_equal "$output" seen "$mode"
	done
	on_host_bash 'rm -r "$1/opt"' "$HOST_ROOTFS"
}

@test "in the home and in a bind that is writable: no effect" {
	plant_in /home/alice
	plant_in /srv/data
	session_config 'bind = /srv/data:/srv/point:rw'
	jail_login alice "$(try_planted /home/alice)"
	assert_equal "$output" seen home
	jail_login alice "$(try_planted /srv/point)"
	assert_equal "$output" seen bind
	on_host_bash 'rm -f /home/alice/planted-*'
}

@test "below a bind, on a file system that has no nosuid and nodev itself: no effect" {
	on_host_bash 'mkdir -p /srv/data/sub && mount -t tmpfs -o mode=0755,suid,dev sub /srv/data/sub'
	plant_in /srv/data/sub
	session_config 'bind = /srv/data:/srv/point:rw'
	jail_login alice "$(try_planted /srv/point/sub)"
	on_host umount /srv/data/sub
	assert_equal "$output" seen
}

@test "in /tmp, /var/tmp, /dev/shm and /run of a jail that is up: no effect" {
	jail_hold one alice
	root=$(jail_root one)
	for directory in tmp var/tmp dev/shm run; do
		plant_in "${root#"$HOST_ROOT"}/$directory"
		assert_equal "$(jail_ask one "$(try_planted /$directory)")" seen "$directory"
	done
}

@test "in an overlay's directory of changes: no effect" {
	session_config 'rootfs_mode = overlay'
	jail_login alice true
	on_host mkdir -p /var/lib/pam_nsjail/1001/upper/opt
	plant_in /var/lib/pam_nsjail/1001/upper/opt
	jail_login alice "$(try_planted /opt)"
	assert_equal "$output" seen
	rm -rf "$HOST_ROOT/var/lib/pam_nsjail"
}

@test "every mount of a jail but /dev is nodev, every one nosuid; in each mode" {
	for mode in readonly writable overlay volatile; do
		session_config "rootfs_mode = $mode" 'sysfs = yes' 'bind = /srv/data:/srv/point:rw' 'tmpfs = /var/log:mode=0755'
		jail_login alice 'cat /proc/self/mountinfo'
		assert_equal "$(awk '$6 !~ /(^|,)nosuid(,|$)/ { print $5, $6 }' <<<"$output")" "" "mounts without nosuid ($mode, $(tail -n 1 "$HOST_LOG"))"
		assert_equal "$(awk '$6 !~ /(^|,)nodev(,|$)/ { print $5 }' <<<"$output" | grep -vxE '/dev|/dev/pts|/dev/console' || true)" "" \
			"mounts without nodev ($mode)"
		((${#lines[@]} > 20)) || fail "$output"
	done
	rm -rf "$HOST_ROOT/var/lib/pam_nsjail"
}

@test "what root code would use must be root's: the first path at fault is named, layers or not" {
	for mode in readonly overlay; do
		session_config "rootfs_mode = $mode"
		while read -r path fault message; do
			on_host_bash 'mkdir -p "$1${2%/*}"; [[ -e $1$2 ]] || echo x >"$1$2"; stat -c "%u %a" "$1$2" >/srv/kept
				case $3 in owner) chown 1001 "$1$2" ;; *) chmod "$3" "$1$2" ;; esac' "$HOST_ROOTFS" "$path" "$fault"
			jail_refuses "rootfs '$HOST_ROOTFS': '/?${path#/}' $message"
			on_host_bash 'read -r uid mode </srv/kept; chown "$uid" "$1$2"; chmod "$mode" "$1$2"' "$HOST_ROOTFS" "$path"
		done <<-'END'
			/etc owner is not owned by root
			/usr/lib 0777 is writable by group or others
			/etc/nsswitch.conf 0666 is writable by group or others
			/lib 0775 is writable by group or others
			/bin 0757 is writable by group or others
			/etc/group owner is not owned by root
		END
	done
	jail_login alice 'echo works'
	assert_equal "$output" works
	rm -rf "$HOST_ROOT/var/lib/pam_nsjail"
}

@test "directories above the rootfs are checked, and named" {
	on_host_bash 'mkdir -p /srv/above/middle; cp -a "$1" /srv/above/middle/rootfs' "$HOST_ROOTFS"
	printf '%s\n' '[default]' 'rootfs = /srv/above/middle/rootfs' | host_config
	on_host chown 1001 /srv/above
	jail_refuses "'/srv/above' is not owned by root"
	on_host_bash 'chown 0 /srv/above; chmod 0777 /srv/above/middle'
	jail_refuses "'/srv/above/middle' is writable"
	on_host chmod 0755 /srv/above/middle
	on_host chmod 0775 /srv/above/middle/rootfs
	jail_refuses "rootfs '/srv/above/middle/rootfs': '/' is writable"
	on_host chmod 0755 /srv/above/middle/rootfs
	jail_login alice 'echo works'
	assert_equal "$output" works
	on_host rm -rf /srv/above
}

@test "what a bind or the changes of an overlay put over a checked place is checked too" {
	on_host_bash 'mkdir -p /srv/lib-of-alice && cp -a "$1/lib/." /srv/lib-of-alice/ && chown 1001 /srv/lib-of-alice' "$HOST_ROOTFS"
	session_config 'bind = /srv/lib-of-alice:/lib'
	jail_refuses "'/?lib'.*is not owned by root"
	session_config 'rootfs_mode = overlay'
	jail_login alice true
	on_host_bash 'mkdir -p /var/lib/pam_nsjail/1001/upper/usr/lib && chown 1001 /var/lib/pam_nsjail/1001/upper/usr/lib'
	jail_refuses "'/?usr/lib'.*is not owned by root"
	rm -rf "$HOST_ROOT/var/lib/pam_nsjail" "$HOST_ROOT/srv/lib-of-alice"
}
