# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# The machine around the private host: what it was like before, and that it is like that afterwards.
# It must never: be asked before the private host has ended.
#
# remember_machine   before anything is started
# stop_host          ends the private host with all that runs in it
# show_machine       compares

# What a demonstration could spoil outside.
machine_mounts()
{
	cut -d ' ' -f 3-6 /proc/self/mountinfo
}

machine_files()
{
	(cd /etc && find passwd group shadow gshadow hostname hosts pam.d ssh security \
		-printf '%p %i %s %m %T@ %C@\n' 2>/dev/null | sort)
}

remember_machine()
{
	MACHINE_MOUNTS=$(machine_mounts)
	MACHINE_FILES=$(machine_files)
}

stop_host()
{
	HOST_PID_WAS=$HOST_PID
	HOST_DIR_WAS=$HOST_DIR
	private_host_stop
	rootfs_remove_temporary
}

show_machine()
{
	heading "The machine itself"
	fact "no process of the demonstration is left" \
		"$(jobs -r)$(ls -d "/proc/$HOST_PID_WAS" 2>/dev/null)" ""
	fact "its temporary files are gone" "$(ls -d "$HOST_DIR_WAS" 2>/dev/null)" ""
	fact "the mounts are as before" "$(machine_mounts)" "$MACHINE_MOUNTS"
	fact "accounts, PAM and ssh in /etc are as before" "$(machine_files)" "$MACHINE_FILES"
}
