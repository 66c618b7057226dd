# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# The first process of a private host of another Debian: CALLERS_TREE gives it /usr, read-only, and copies
# of /etc and /var; CALLERS_BASE is where the whole of it is, read-only, if that is set.
# It must never: write to that tree, or leave a way back to the machine's root.

set -e
umask 022

read -r pid _ </proc/self/stat

# A file system of its own for /usr: an overlay could not be shown with other ids.
tree_root()
{
	mount -t tmpfs -o mode=0755 tmpfs /mnt
	cd /mnt
	mkdir usr proc sys run tmp dev home srv root mnt machine
	cp -a "$CALLERS_TREE"/{etc,var} .
	find "$CALLERS_TREE" -maxdepth 1 -type l -exec cp -a {} . ';'
	mount --bind "$CALLERS_TREE/usr" usr
	mount -o remount,bind,ro usr
	mount -t tmpfs -o mode=0755 tmpfs usr/local
	mkdir usr/local/lib usr/local/sbin usr/local/bin
	mount -t tmpfs -o mode=0755 tmpfs run
	mkdir -m 1777 run/lock
	[[ -z ${CALLERS_BASE:-} ]] || tree_base ".$CALLERS_BASE"
	mount -t proc -o nosuid,nodev,noexec proc proc
	mount --rbind /sys sys
	mount -t tmpfs -o mode=1777 tmpfs tmp
}

# The tree as a base for jails.
tree_base()
{
	mkdir -p "$1"
	mount --bind "$CALLERS_TREE" "$1"
	mount -o remount,bind,ro "$1"
}

tree_dev()
{
	local node

	mount -t tmpfs -o mode=0755,nosuid tmpfs dev
	mkdir dev/pts dev/shm
	mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5,nosuid,noexec devpts dev/pts
	mount -t tmpfs -o mode=1777 tmpfs dev/shm
	for node in null:3 zero:5 full:7 random:8 urandom:9; do
		mknod -m 0666 "dev/${node%:*}" c 1 "${node#*:}"
	done
	mknod -m 0666 dev/tty c 5 0
	ln -s pts/ptmx dev/ptmx
	ln -s /proc/self/fd dev/fd
	ln -s fd/0 dev/stdin
	ln -s fd/1 dev/stdout
	ln -s fd/2 dev/stderr
}

# What this machine's compiler linked them with is there under another name, or not at all.
tree_programs()
{
	local program library

	mkdir -p srv/host ".${HELPER_PATH%/*}" ".${CONFIG_PATH%/*}"
	cp "$BUILD/pam_nsjail.so" srv/host/
	cp -r "$BUILD/tools" srv/host/
	for program in pam_nsjail_{helper,subids,groups,veth,scope} nsjailctl; do
		install -m 0755 "$BUILD/$program" ".${HELPER_PATH%/*}/"
	done
	for library in $(ldd "$BUILD"/{pam_nsjail.so,pam_nsjail_*,nsjailctl} | sed -n 's/.* => \([^ ]*\) .*/\1/p'); do
		[[ -n $(find -L usr/lib -maxdepth 2 -name "${library##*/}" -print -quit) ]] || cp -L "$library" usr/local/lib/
	done
	chown -R 0:0 srv/host usr/local
	chroot . ldconfig
	chroot . nsjailctl --version >/dev/null || { echo "this build does not run in '$CALLERS_TREE'" >&2; exit 1; }
}

tree_accounts()
{
	sed -i '/^root:/s/:[^:]*/:*/' etc/shadow
	: >etc/subuid
	: >etc/subgid
	rm -rf etc/nologin etc/cron.*/* etc/cron.d etc/update-motd.d/*
	mkdir etc/cron.d
	: >etc/motd
	echo '127.0.0.1 localhost private-host' >etc/hosts
}

cd /
tree_root
tree_dev
tree_programs
tree_accounts
ip link set lo up
hostname private-host
busybox pivot_root . machine
umount --lazy machine
rmdir machine
cd /
exec /srv/host/tools/host_init /srv/host/log "$pid"
