#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Every system call of helper, keeper, init and the programs beside them fails once, and in another series
# the process dies at it, while a session with changes kept in an overlay, a link to a bridge and a
# section of a group that the host's file does not have is made and closed; see helper_faults.bats for
# what must come of it.

load ../lib/session
load ../lib/helper_faults

DONE='status CapBnd,status NoNewPrivs,status Seccomp,status Seccomp_filters,keyring,dumpable,cwd,limits Max core file size'
SESSION=(log save=facts open facts close "same=$DONE")

setup_file() {
	session_host
	on_host_bash '
		mkdir -m 0755 /srv/changes
		ip link add br-nsj address 02:00:00:00:00:01 type bridge
		ip address add 10.77.0.1/16 dev br-nsj
		ip link set br-nsj up'
}

setup() {
	session_begin
	session_config 'rootfs_mode = overlay' 'overlay_dir = /srv/changes/%U' \
		'network = veth' 'veth_bridge = br-nsj' 'veth_address = 10.77.0.0/16'
	printf '%s\n' '[group courses]' 'hostname = course' >>"$HOST_ROOT$CONFIG_PATH"
}

teardown() {
	session_end && [[ $(on_host ip -o link show type veth) == "" ]]
}

@test "a call fails" {
	helper_faults 25 fail "${SESSION[@]}"
}

@test "a process dies" {
	helper_faults 25 kill "${SESSION[@]}"
}

# The name service is a program's that knows nothing else, so that is where its faults end.
@test "a call of the program that asks for groups fails" {
	ONLY=pam_nsjail_groups helper_faults 40 fail "${SESSION[@]}"
}

@test "the program that asks for groups dies" {
	ONLY=pam_nsjail_groups helper_faults 15 kill "${SESSION[@]}"
}
