# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm slurm'
packages='slurmd slurmctld slurm-client munge'
services=slurm
set='can not be jailed: slurmstepd has threads; nothing runs, and srun ends with status 0. Leave `UsePAM=1` out'
expect_plain=safe expect_private=safe

caller_version() { on_host slurmd -V; }
# Names are looked up by AI_ADDRCONFIG, for which a loopback's own address is no network.
caller_setup()
{
	on_host ip address add 192.0.2.1/32 dev lo
	printf '%s\n' 'ClusterName=tests' 'SlurmctldHost=private-host(192.0.2.1)' 'AuthType=auth/munge' 'UsePAM=1' 'SlurmUser=root' \
		'StateSaveLocation=/run/slurmctld' 'SlurmdSpoolDir=/run/slurmd' 'ProctrackType=proctrack/linuxproc' \
		'TaskPlugin=task/none' 'ReturnToService=2' 'JobAcctGatherType=jobacct_gather/none' 'SlurmdUser=root' \
		'NodeName=private-host NodeAddr=192.0.2.1 CPUs=1' 'PartitionName=all Nodes=ALL Default=YES' \
		>"$HOST_ROOT/etc/slurm/slurm.conf"
	cp "$HOST_ROOT/etc/pam.d/su" "$HOST_ROOT/etc/pam.d/slurm"
	on_host_bash 'install -d -o munge -m 0755 /run/munge
		head -c 1024 /dev/urandom >/etc/munge/munge.key; chown munge /etc/munge/munge.key; chmod 0400 /etc/munge/munge.key'
}
# Both are the daemon: they end with the shell that waits for them.
caller_start()
{
	daemon bash -c 'setpriv --reuid munge --regid munge --clear-groups munged --foreground & slurmctld -D & slurmd -D & trap "kill 0" TERM; wait'
	EVENTUALLY_MS=20000 eventually on_host_bash 'sinfo -h -o %T | grep -q idle'
}
caller_run()
{
	on_client setpriv --reuid "$1" --regid "$1" --init-groups env "HOME=/home/$1" srun --chdir=/ /bin/sh -c "$2" </dev/null
}
