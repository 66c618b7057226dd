#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A kernel that is too old for what a profile needs: the refusal names the version that has it, and the
# one that is running. The steps are made to fail as such a kernel lets them fail, and to the helper this
# one is a 2.6; where it is not, nothing is said of versions.

load ../lib/jail

setup_file() {
	jail_host setarch mksquashfs
	on_host mksquashfs "$HOST_ROOTFS" /srv/squashfs -quiet -no-progress >/dev/null
}

OLD=(setarch --uname-2.6 /srv/host/tools/without personality)
NEED='or later, this is 2\.6\.[0-9]+[^ ]*\)'

# A C library can have it checked for each static program that starts.
old_kernel() {
	[[ $(on_host "${OLD[@]}" "$HELPER_PATH" 2>&1) != *'kernel too old'* ]] ||
		skip "a static program of this C library does not start on Linux 2.6"
}

private_config() {
	printf '%s\n' '[default]' "rootfs = $1" "rootfs_mode = $2" 'user_namespace = yes' | host_config
}

# refused_when FAULT COMMAND...: the log line of a login whose helper the fault hits
refused_when() {
	local fault=$1

	shift
	: >"$HOST_LOG"
	# shellcheck disable=SC2086 # the fault is three words
	run on_host "$@" /srv/host/tools/faults $fault "$LOGINS" nsjail alice 1
	assert_match "$output" $'\nhit\nstatus 254' "$fault" || return 1
	host_log_refusals
}

# nth_refusal CALL ROLE WORDS: "ROLE CALL NTH EINVAL" of the first one whose refusal has the words
nth_refusal() {
	local point line

	# The first login of all makes the template, and that process would count.
	on_host "$LOGINS" nsjail alice 1
	for point in $(on_host /srv/host/tools/faults list "$LOGINS" nsjail alice 1 |
		grep -xE "($2) $1 [0-9]+" | tr ' ' +); do
		line=$(refused_when "${point//+/ } EINVAL")
		[[ $line != *"$3"* ]] || { echo "${point//+/ } EINVAL"; return 0; }
	done
	return 1
}

@test "no mount_setattr(2): whatever the profile, 5.12" {
	old_kernel
	run on_host "${OLD[@]}" /srv/host/tools/without mount_setattr "$LOGINS" nsjail alice 1
	assert_equal "$status" 254 "status ('$output')"
	assert_refused "$output" "Function not implemented \(needs Linux 5\.12 $NEED"
}

@test "a sandbox that withholds it on a new kernel: nothing of versions" {
	run on_host /srv/host/tools/without mount_setattr "$LOGINS" nsjail alice 1
	assert_refused "$output" 'Function not implemented'
	assert_equal "$(grep -c 'needs Linux' "$HOST_LOG")" 0
}

@test "an overlay over mapped ids: 5.19" {
	old_kernel
	for mode in overlay volatile readonly; do
		private_config "$HOST_ROOTFS" "$mode"
		point=$(nth_refusal fsconfig '1\.helper\.1(\.[2-9])?' "file system 'overlay': can not be made")
		line=$(refused_when "$point" "${OLD[@]}")
		assert_match "$line" "rootfs '$HOST_ROOTFS': an overlay over mapped ids \(needs Linux 5\.19 $NEED" "$mode"
		line=$(refused_when "$point")
		assert_match "$line" "can not be made.*Invalid argument" "$mode on a new one"
		[[ $line != *'needs Linux'* ]]
	done
}

@test "the ids of a file system that the kernel learned to map later" {
	old_kernel
	[[ -e /sys/block/loop0 ]] || skip "no loop devices here"
	for row in "/srv/squashfs squashfs 6\.2" "$HOST_ROOTFS tmpfs 6\.3"; do
		read -r rootfs _ version <<<"$row"
		private_config "$rootfs" readonly
		point=$(nth_refusal mount_setattr '1\.helper\.1' "rootfs '$rootfs': its file system can not be mapped")
		line=$(refused_when "$point" "${OLD[@]}")
		assert_match "$line" "can not be mapped to other ids \(needs Linux $version $NEED: Invalid argument"
		line=$(refused_when "$point")
		[[ $line != *'needs Linux'* ]]
	done
}

@test "what is said leads to a way out, and nsjailctl check says it before anybody logs in" {
	old_kernel
	private_config "$HOST_ROOTFS" overlay
	run on_host "${OLD[@]}" nsjailctl check alice
	assert_match "$output" "warning: alice: .* \(needs Linux 5\.19 $NEED"
	run on_host nsjailctl check alice
	[[ $output != *'needs Linux'* ]]
}
