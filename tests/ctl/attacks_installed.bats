#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The same on a copy of this machine, where `make install` and README.md's steps have put the module: tests/attacks
# and the prober alone are there, nothing else of the source.

load ../lib/session

export HOST_BOOT="$PRIVATE_HOST_TESTS/spare_host_boot.bash"

# The flags of the make that runs us hold its variables, but its job server is not ours.
install_into() {
	MAKEFLAGS=$(sed -E 's/ -j[0-9]*| --jobserver-[^ ]*//g' <<<"${MAKEFLAGS-}") \
		make --no-print-directory -s -C "$BATS_TEST_DIRNAME/../.." BUILD="$BUILD" install DESTDIR="$1"
}

setup_file() {
	need make useradd || return 0
	private_host_start
	install_into "$BATS_FILE_TMPDIR/installed"
	tar -C "$BATS_FILE_TMPDIR/installed" -c . | on_host tar -C / -x --keep-directory-symlink --no-overwrite-dir
	# The copy is an overlay, which can not be mapped for private mode.
	on_host_bash '
		mkdir -p /srv/rootfs && mount -t tmpfs -o mode=0755 tmpfs /srv/rootfs && mount -t tmpfs -o mode=0755 tmpfs /home
		rm -rf /root/acceptance && mkdir /root/acceptance
		useradd --create-home --shell /bin/sh --uid 1001 alice
		echo "session required pam_nsjail.so" >>/etc/pam.d/sshd'
	host_rootfs
	cp -r "$BATS_TEST_DIRNAME/../attacks" "$HOST_ROOT/root/acceptance/"
	cp "$BUILD/tools/attack_prober" "$HOST_ROOT/root/acceptance/attacks/"
}

setup() {
	[[ -z ${SESSION_LACKS:-} ]] || skip "$SESSION_LACKS"
}

teardown() {
	return 0 # the copy is installed as a whole, and ends as a whole
}

# attacked ROWS LINE...: the table for alice, whose jail has these keys, from a directory that is not the source
attacked() {
	printf '%s\n' '[user alice]' "rootfs = $HOST_ROOTFS" "${@:2}" | host_config
	run on_host_bash 'cd /root/acceptance && attacks/run --user alice $1; echo "status $?"; ls -A /home/alice | grep -c prober' "$1"
}

@test "installed by make install: what can be tried holds, in both modes if long" {
	modes=no
	[[ ${LONG:-0} == 0 ]] || modes='no yes'
	for mode in $modes; do
		attacked '' "user_namespace = $mode"
		assert_match "$output" $'\nstatus 0\n0$' || return 1
		(($(grep -c '^[A-I][0-9]* .* holds ' <<<"$output") >= 30)) || fail "$output"
	done
}

@test "installed by make install: a jail that is weak does not pass" {
	attacked 'E1 E4' 'seccomp = off'
	assert_match "$output" $'\nstatus 1\n'
	assert_match "$output" $'\nE4 plain: BROKEN '
}
