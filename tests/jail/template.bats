#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The template of mount namespaces: made by the first login, used by the next ones, never in the way.

load ../lib/session

TEMPLATE=$STATE_DIR/template

setup_file() {
	session_host nsjail-jail
}

setup() {
	session_begin
}

login() {
	on_host /srv/host/tools/pam_login nsjail-jail alice 1 "$1"
}

pinned() {
	on_host stat -L -c %i "$TEMPLATE/mnt"
}

@test "the first login makes it, later ones leave it as it is" {
	login true
	first=$(pinned)
	assert_equal "$(on_host stat -f -c %T "$TEMPLATE/mnt")" nsfs "type of the pin"
	login true
	assert_equal "$(pinned)" "$first" "the pinned namespace"
}

# Whether it is entered tells which mounts are copied.
@test "what a login copies does not grow with the host's mounts" {
	entered() {
		on_host strace -f -qq -e trace=setns,unshare -o /srv/host/trace \
			/srv/host/tools/pam_login nsjail-jail alice 1 true
		grep -cE 'setns\([0-9]+, CLONE_NEWNS\) += 0' "$HOST_ROOT/srv/host/trace"
	}
	login true
	with=$(entered)
	on_host umount -R "$TEMPLATE"
	on_host bash -c "rmdir '$TEMPLATE' && : >'$TEMPLATE'"
	without=$(entered)
	on_host rm "$TEMPLATE"
	assert_equal "$with" "$((without + 1))" "times that a mount namespace is entered"
}

@test "a login makes it again after it was unmounted, or was something else" {
	login true
	on_host umount "$TEMPLATE/mnt"
	login true
	assert_equal "$(on_host stat -f -c %T "$TEMPLATE/mnt")" nsfs "type of the pin"
	on_host mount --bind /proc/self/ns/net "$TEMPLATE/mnt"
	wrong=$(pinned)
	login true
	[[ $(pinned) != "$wrong" ]] || fail "the network namespace is still there"
	on_host umount -R "$TEMPLATE"
	login true
}

@test "a file in its place costs time, not the login" {
	on_host bash -c "umount -R '$TEMPLATE'; rmdir '$TEMPLATE'; : >'$TEMPLATE'"
	login 'test -e /etc/rootfs-mark'
	assert_equal "$(on_host stat -c %F "$TEMPLATE")" "regular empty file" "what is in its place"
	on_host rm "$TEMPLATE"
}

@test "nothing of it is seen in a jail" {
	run login '! grep -E " /(run/pam_nsjail|dev/(root|etc)|proc/(proc|dev)) " /proc/self/mountinfo'
	assert_equal "$status" 0 status
}
