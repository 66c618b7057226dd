#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Every system call of helper, keeper, init and the program for links fails once, and in another series
# the process dies at it, while a session with changes kept in an overlay and a link to a bridge is
# made and closed; see helper_faults.bats for what must come of it.

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
