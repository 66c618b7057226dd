#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# srun of Slurm 22.05.8 (Debian 12) ends with status 0 for a job whose PAM session was refused (UsePAM=1): it
# says "Slurmd could not execve job", nothing has run, and the controller counts the job as completed. A script
# that looks at the status goes on as if the work were done. The status of a job that did run is passed on.
#
# Prints:
#   seen: srun 22.05.8, granted: it ran;status 3;JobId=1 WEXITSTATUS 3;
#   seen: srun 22.05.8, refused: status 0;could not execve job;JobId=1 WEXITSTATUS 0;

. "$(dirname "$0")/debian.bash"

ROOT=$WORK/root
root bookworm "$ROOT" slurmd=22.05.8-4+deb12u3 slurmctld=22.05.8-4+deb12u3 slurm-client=22.05.8-4+deb12u3 \
	munge=0.5.15-2+deb12u1 libpam-modules=1.5.2-6+deb12u2 coreutils=9.1-1 iproute2=6.1.0-3 grep=3.8-5

# the links are what the packages' alternatives make
ln -s slurmstepd-wlm "$ROOT/usr/sbin/slurmstepd"
printf '%s\n' munge:x:100:100::/:/bin/sh alice:x:1000:1000::/:/bin/sh >>"$ROOT/etc/passwd"
printf '%s\n' munge:x:100: alice:x:1000: >>"$ROOT/etc/group"
printf '%s:*:19000:0:99999:7:::\n' root alice >"$ROOT/etc/shadow"
echo 127.0.0.1 localhost node >"$ROOT/etc/hosts"
echo hosts: files >"$ROOT/etc/nsswitch.conf"
mkdir -p "$ROOT"/etc/{slurm,munge} "$ROOT"/var/spool/{slurmctld,slurmd} "$ROOT"/run/munge "$ROOT"/var/{lib,log}/munge
head -c 128 /dev/urandom >"$ROOT/etc/munge/munge.key"
chmod 400 "$ROOT/etc/munge/munge.key"
chmod 755 "$ROOT"
chmod 700 "$ROOT/etc/munge" "$ROOT/var/log/munge"

cat >"$ROOT/etc/slurm/cgroup.conf" <<'END'
CgroupPlugin=cgroup/v1
CgroupMountpoint=/tmp
CgroupAutomount=no
END
cat >"$ROOT/etc/slurm/slurm.conf" <<'END'
ClusterName=one
SlurmctldHost=node(127.0.0.1)
SlurmUser=root
ProctrackType=proctrack/linuxproc
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd.pid
UsePAM=1
NodeName=node NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN
PartitionName=all Nodes=node Default=YES State=UP
END
# the address beside 127.0.0.1 makes getaddrinfo(3) take the host for one that has IPv4
cat >"$ROOT/job" <<'END'
echo node >/proc/sys/kernel/hostname
ip link set lo up
ip address add 192.0.2.1/32 dev lo
munged --force
slurmctld-wlm -D >/tmp/controller 2>&1 &
slurmd-wlm -D >/dev/null 2>&1 &
tries=0
until [ "$(sinfo -h -o %t 2>/dev/null)" = idle ] || [ $((tries += 1)) -gt 20 ]; do
	sleep 0.5
done
timeout 20 chroot --userspec=1000:1000 / srun -D / sh -c 'echo it ran; exit 3' 2>/tmp/said
echo "status $?"
grep -o 'could not execve job' /tmp/said
grep -o 'JobId=1 WEXITSTATUS .*' /tmp/controller
END

# job MODULE: what is known of a job whose session that module decides
job()
{
	printf '%s\n' 'auth required pam_permit.so' 'account required pam_permit.so' "session required $1" \
		>"$ROOT/etc/pam.d/slurm"
	rm -f "$ROOT"/var/spool/slurm*/*
	inside "$ROOT" sh /job 2>/dev/null | tr '\n' ';'
}

saw 'srun 22.05.8, granted' "$(job pam_permit.so)" 'it ran;status 3;JobId=1 WEXITSTATUS 3;'
saw 'srun 22.05.8, refused' "$(job pam_deny.so)" 'status 0;could not execve job;JobId=1 WEXITSTATUS 0;'
