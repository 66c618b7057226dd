# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# The first process of a private host to install packages in: its root is this machine's with all
# changes kept in memory, and nothing of this build is in it. It must never: write to the machine, or
# leave a way back to its root.

set -e
umask 022

read -r pid _ </proc/self/stat

mount -t tmpfs -o mode=0755 tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work spare /mnt/root
cd /mnt/root
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t tmpfs -o mode=0755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
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

rm -rf srv/host
mkdir -p srv/host
cp -r "$BUILD/tools" srv/host/
chown -R 0:0 srv/host
# Services of packages are left alone, and the machine's own people out.
printf '#!/bin/sh\nexit 101\n' >usr/sbin/policy-rc.d
chmod 0755 usr/sbin/policy-rc.d
sed -i -E '/^(alice|bob):/d; /^[^:]*:[^:]*:(1001|1002):/d' etc/passwd etc/group
sed -i -E '/^(alice|bob):/d' etc/shadow
rm -rf home/alice home/bob
sed -i '/^root:/s/:[^:]*/:*/' etc/shadow
rm -f etc/nologin
# Otherwise each package has man-db read the machine's manual.
rm -f var/lib/man-db/auto-update

busybox pivot_root . mnt
umount --lazy mnt
ip link set lo up
hostname spare-host
cd /
exec /srv/host/tools/host_init /srv/host/log "$pid"
