#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# audit_events: what goes to pam_nsjail_audit, and what that makes of it.

load ../lib/jail

setup_file() {
	jail_host strace python3
	[[ -e $BUILD/pam_nsjail_audit ]] || SESSION_LACKS="built without libaudit"
	export SESSION_LACKS
}

setup() {
	jail_begin
	AUDIT_PROGRAM=${HELPER_PATH%/*}/pam_nsjail_audit
	on_host_bash 'cp "$1" /srv/audit.kept; rm -f /srv/audited' "$AUDIT_PROGRAM"
}

teardown() {
	on_host_bash 'rm -f "$1"; cp /srv/audit.kept "$1"' "$AUDIT_PROGRAM"
	jail_end
}

# In the place of the program, one that keeps what it is told, a line for each message.
program_replace() {
	on_host_bash '
		rm -f "$1"
		cat >"$1" <<-"END"
			#!/usr/bin/python3
			import socket
			events = socket.socket(fileno=3)
			with open("/srv/audited", "a") as out:
			    while text := events.recv(4096).decode():
			        print(text, file=out, flush=True)
		END
		chmod 755 "$1"
	' "$AUDIT_PROGRAM"
}

events() {
	on_host cut -d' ' -f1 /srv/audited | cut -d= -f2 | tr '\n' ' '
}

has_event() {
	[[ " $(events)" == *" $1 "* ]]
}

@test "sessions, joins and ends are told to the program, with their words" {
	program_replace
	session_config 'scope = user' 'audit_events = yes'
	jail_hold one alice
	jail_hold two alice
	jail_release two
	eventually has_event close
	jail_release one
	eventually has_event end
	assert_equal "$(events)" 'open join close close end '
	assert_match "$(on_host head -n 1 /srv/audited)" '^event=open id=[0-9a-f]{8} user=alice uid=1001 service=nsjail .* jail=1001-[0-9a-f]+ ns_pid=[0-9]+'
}

@test "a join without the helper is told, too" {
	program_replace
	session_config 'scope = user' 'audit_events = yes'
	sleep 2.1
	jail_hold one alice
	on_host mv "$HELPER_PATH" "$HELPER_PATH.aside"
	jail_hold two alice
	on_host mv "$HELPER_PATH.aside" "$HELPER_PATH"
	jail_release two
	eventually has_event close
	jail_release one
	eventually has_event end
	assert_equal "$(events)" 'open join close close end '
	assert_equal "$(on_host grep -c '^event=\(join\|close\) id=[0-9a-f]* user=alice uid=1001 service=nsjail ' /srv/audited)" 3
}

@test "a refusal is told, also one before the jail was begun" {
	program_replace
	session_config 'audit_events = yes' 'rootfs = /srv/rootfs/nowhere'
	sed -i "/^rootfs = ${HOST_ROOTFS//\//\\/}$/d" "$HOST_ROOT$CONFIG_PATH"
	jail_refuses nowhere
	eventually has_event refuse
	assert_equal "$(events)" 'refuse '
}

@test "without the key no program is started, and without the program nobody gets in" {
	program_replace
	jail_login alice true
	on_host test ! -e /srv/audited
	session_config 'audit_events = yes'
	on_host rm "$AUDIT_PROGRAM"
	jail_refuses 'pam_nsjail_audit'
}

@test "the program writes to the kernel's audit log, with one capability" {
	run on_host_bash '
		python3 - "$1" <<-"END"
			import os, socket, subprocess, sys, time
			taken = [os.open("/dev/null", os.O_RDONLY) for _ in range(3)]
			ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
			os.dup2(theirs.fileno(), 3)
			tracer = subprocess.Popen(["strace", "-f", "-s", "300", "-e", "trace=sendto", sys.argv[1]], pass_fds=[3])
			theirs.close(); os.close(3)
			ours.send(b"event=refuse id=0000beef user=alice")
			time.sleep(0.5)
			child = open(f"/proc/{tracer.pid}/task/{tracer.pid}/children").read().split()[0]
			print([line.strip() for line in open(f"/proc/{child}/status") if line.startswith(("CapEff", "CapBnd", "NoNewPrivs"))])
			sys.stdout.flush()
			ours.close()
			sys.exit(tracer.wait())
		END
	' "$AUDIT_PROGRAM"
	assert_equal "$status" 0 "status ($output)"
	# strace writes what ends with NUL bytes in hexadecimal.
	message=$(grep -oE '(\\x[0-9a-f]{2})+' <<<"$output" | head -n 1)
	assert_match "$(printf '%b' "${message%%\\x00*}")" '^op=nsjail event=refuse id=0000beef user=alice .*res=failed$'
	assert_match "$output" "CapEff:.t0000000020000000', 'CapBnd:.t0000000000000000', 'NoNewPrivs:.t1"
}
