# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Classes C and E: mounts and clocks. attack_ID plain|private|control, see run.

# The tenant's root binds a tree below itself until the kernel takes no more (fs.mount-max): bob comes in
# meanwhile, and it all goes with the session, which is looked at behind this.
attack_C13()
{
	local flood='mkdir /tmp/m && mount -t tmpfs none /tmp/m && cd /tmp/m && i=0
		while [ $i -lt 20 ]; do mkdir $i && mount -o rbind /tmp/m /tmp/m/$i || break; i=$((i + 1)); done
		grep -c . /proc/self/mountinfo; sleep 1.5' mounts bob

	attacks_config 'rootfs_mode = volatile'
	host_ssh alice "exec $PROBER_SETUID root sh -c '$flood'" >"$HOST_DIR/alice" 2>"$HOST_DIR/refusal" </dev/null 3>&- &
	EVENTUALLY_MS=8000 eventually test -s "$HOST_DIR/alice" || return 1
	bob=$(host_ssh bob 'id -un; grep -c . /proc/self/mountinfo' | paste -sd ' ')
	wait $!
	mounts=$(<"$HOST_DIR/alice")
	echo "$mounts mounts; $(<"$HOST_DIR/refusal"); bob: $bob"
	((mounts > 30000 && mounts <= $(</proc/sys/fs/mount-max))) || return 1
	grep -q 'No space left' "$HOST_DIR/refusal" || return 1
	[[ $bob =~ ^bob\ [0-9]{1,2}$ ]]
}

# The control: whoever goes by the path alone is where the link's owner wants him.
attack_C15()
{
	local answer

	on_host ln -sfn "$HOST_ROOTFS" /home/alice/rootfs
	answer=$(on_host chroot /home/alice/rootfs /bin/cat /etc/rootfs-mark)
	on_host rm /home/alice/rootfs
	[[ $answer == "a rootfs of the tests" ]]
}

# The control: a caller that joins a time namespace is a million seconds older at once.
attack_E7()
{
	local before after

	before=$(on_host cut -d. -f1 /proc/uptime)
	after=$(on_host_bash 'unshare --time --boottime 1000000 --fork sleep 3 & sleep 0.3
		nsenter --time --target "$(pgrep -P $!)" cut -d. -f1 /proc/uptime; kill $(pgrep -P $!)')
	((after >= before + 1000000))
}
