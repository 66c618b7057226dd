#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Subordinate ids that are missing, too few, or somebody else's: pam_nsjail_subids says so, and how to
# mend it; the login is refused, and nothing is left of it.

load ../lib/private

setup_file() {
	need sshd ssh ssh-keygen usermod || return 0
	private_host
}

setup() {
	session_begin
	cp "$HOST_ROOT/etc/subuid" "$HOST_DIR/subuid"
	cp "$HOST_ROOT/etc/subgid" "$HOST_DIR/subgid"
	cp "$HOST_ROOT/etc/passwd" "$HOST_DIR/passwd"
	cp "$HOST_ROOT/etc/nsswitch.conf" "$HOST_DIR/nsswitch.conf"
}

# What a test broke is mended here, and the next login has to work.
teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	for file in subuid subgid passwd nsswitch.conf; do
		cp "$HOST_DIR/$file" "$HOST_ROOT/etc/$file"
	done
	install -m 0755 "$BUILD/pam_nsjail_subids" "$HOST_ROOT${HELPER_PATH%/*}/pam_nsjail_subids"
	session_config
	run host_ssh alice "$JAIL_PROBE"
	session_end && assert_jailed "$output" alice
}

# range_set NAME START [COUNT]: his one line in both files.
range_set() {
	for file in subuid subgid; do
		sed -i "/^$1:/d" "$HOST_ROOT/etc/$file"
		echo "$1:$2:${3:-65536}" >>"$HOST_ROOT/etc/$file"
	done
}

answers() {
	run on_host "${HELPER_PATH%/*}/pam_nsjail_subids" alice 1001
	assert_match "$output" "$1" "answer"
}

# refuses ANSWER: alice's program says so, and so does the log of her login.
refuses() {
	answers "^!.*$1"
	[ "$status" -ne 0 ]
	assert_equal "${#lines[@]}" 1 "number of lines"
	run host_ssh alice 'echo inside'
	assert_equal "$status" 254 "status ('$output')"
	[[ $output != *inside* ]]
	assert_refused "$output" "$1"
}

@test "control: a range of his own is taken" {
	answers "^$(range_of alice) $(range_of alice) 65536$"
	assert_equal "$status" 0 status
}

@test "by uid instead of name" {
	base=$(range_of alice)
	range_set alice "$base"
	sed -i 's/^alice:/1001:/' "$HOST_ROOT/etc/subuid" "$HOST_ROOT/etc/subgid"
	answers "^$base $base 65536$"
}

@test "uids and gids may differ, and the first range that is large enough counts" {
	base=$(range_of alice)
	sed -i "s/^alice:.*/alice:3000000:65536/" "$HOST_ROOT/etc/subgid"
	sed -i "s/^alice:.*/alice:4000000:10\nalice:$base:65536\nalice:5000000:65536/" "$HOST_ROOT/etc/subuid"
	answers "^$base 3000000 65536$"
}

@test "no range: the message names file and command, and the command mends it" {
	sed -i /^alice:/d "$HOST_ROOT/etc/subuid"
	refuses "user 'alice' has no range of 65536 subordinate uids in '/etc/subuid', give one with: usermod --add-subuids FIRST-LAST alice"
	on_host usermod --add-subuids 2000000-2065535 alice
	answers "^2000000 "
	sed -i /^alice:/d "$HOST_ROOT/etc/subgid"
	: >"$HOST_LOG"
	refuses "user 'alice' has no range of 65536 subordinate gids in '/etc/subgid', give one with: usermod --add-subgids FIRST-LAST alice"
	on_host usermod --add-subgids 2000000-2065535 alice
	answers "^2000000 2000000 65536$"
}

@test "no files at all" {
	rm "$HOST_ROOT/etc/subuid" "$HOST_ROOT/etc/subgid"
	refuses "no range of 65536 subordinate uids"
}

@test "a range that is too small" {
	range_set alice "$(range_of alice)" 65535
	refuses "no range of 65536 subordinate uids"
}

@test "an overlap with a neighbour, at either end, within and around" {
	range_set alice "$(($(range_of bob) - 65535))"
	refuses "subordinate uids .* of '/etc/subuid' overlap with those of bob"
	range_set alice "$(($(range_of bob) + 65535))"
	answers "^!.*overlap with those of (bob|eve)"
	range_set alice "$(range_of bob)"
	answers "^!.*overlap with those of bob"
	range_set alice 3000000
	range_set bob 3000100 10
	answers "^!.*overlap with those of bob"
	range_set bob 2999000 1000000
	answers "^!.*overlap with those of bob"
	# The controls: right before and right after.
	range_set bob 2934464
	answers "^3000000 "
	range_set bob 3065536
	answers "^3000000 "
}

@test "an overlap in the gids alone" {
	base=$(range_of bob)
	sed -i "s/^alice:.*/alice:$base:65536/" "$HOST_ROOT/etc/subgid"
	refuses "subordinate gids .* of '/etc/subgid' overlap with those of bob"
}

@test "two ranges of his own that overlap" {
	base=$(range_of alice)
	echo "alice:$((base + 100)):65536" >>"$HOST_ROOT/etc/subuid"
	refuses "overlap with another range of alice"
}

@test "a user who is somebody's subordinate id, by uid or gid" {
	echo "victim:x:$(($(range_of alice) + 500)):100::/:/bin/sh" >>"$HOST_ROOT/etc/passwd"
	refuses "hold an id of the account victim"
	sed -i "s/^victim:.*/victim:x:999:$(($(range_of alice) + 500))::\/:\/bin\/sh/" "$HOST_ROOT/etc/passwd"
	answers "^!.*hold an id of the account victim"
	sed -i "s/^victim:.*/victim:x:999:$(($(range_of alice) - 1))::\/:\/bin\/sh/" "$HOST_ROOT/etc/passwd"
	answers "^$(range_of alice) "
}

@test "a range that holds his own id" {
	run on_host "${HELPER_PATH%/*}/pam_nsjail_subids" alice "$(($(range_of alice) + 7))"
	assert_match "$output" "^!.*hold the user's own id"
}

@test "a user who is another's subordinate id, whatever service knows him" {
	echo bob:1000:2 >>"$HOST_ROOT/etc/subuid"
	refuses "the id 1001 of user 'alice' is one of the subordinate uids of bob in '/etc/subuid'"
}

@test "a range below the ids of people" {
	range_set alice 99999
	refuses "begin below 100000"
	range_set alice 0
	answers "^!.*begin below 100000"
	range_set alice 100000
	answers "^100000 "
}

@test "a range that goes beyond the last id" {
	range_set alice 4294901759
	answers "^!.*end beyond the last id"
	range_set alice 4294967290
	refuses "end beyond the last id|no range of 65536"
	range_set alice 18446744073709551615
	answers "^!"
	range_set alice 4294901758
	answers "^4294901758 "
}

@test "files that can not be read are not taken for empty ones" {
	base=$(range_of alice)
	mv "$HOST_ROOT/etc/passwd" "$HOST_ROOT/etc/passwd.away"
	ln -s passwd "$HOST_ROOT/etc/passwd"
	answers "^!'/etc/passwd' can not be read" || result=failed
	rm "$HOST_ROOT/etc/passwd"
	mv "$HOST_ROOT/etc/passwd.away" "$HOST_ROOT/etc/passwd"
	[[ ${result:-} != failed ]]
	answers "^$base $base"
}

@test "lines that are none do no harm" {
	base=$(range_of alice)
	for file in subuid subgid; do
		printf '%s\n' '' '#' ':' 'x' 'x:' 'x:1' 'x:y:z' 'x:-5:-5' "$(printf 'x%.0s' {1..2000})" >>"$HOST_ROOT/etc/$file"
	done
	answers "^$base $base 65536$"
}

@test "without its two words it says what it is for" {
	for words in "" alice "alice 1001 more"; do
		# shellcheck disable=SC2086 # words
		run on_host "${HELPER_PATH%/*}/pam_nsjail_subids" $words
		assert_equal "$status" 2 status
		assert_match "$output" usage
	done
}

# Whether a directory has somebody in the range, it is asked where nsswitch.conf names one.
@test "the files are read without the program" {
	sed -i -E 's/^(passwd|group):.*/\1: files/' "$HOST_ROOT/etc/nsswitch.conf"
	rm "$HOST_ROOT${HELPER_PATH%/*}/pam_nsjail_subids"
	run host_ssh alice "$JAIL_PROBE"
	assert_jailed "$output" alice
}

# Another source than the files is asked through it.
@test "the program is missing, or hangs" {
	local begin now

	echo 'subid: other' >>"$HOST_ROOT/etc/nsswitch.conf"
	rm "$HOST_ROOT${HELPER_PATH%/*}/pam_nsjail_subids"
	run host_ssh alice 'echo inside'
	assert_equal "$status" 254 status
	assert_refused "$output" "pam_nsjail_subids' does not exist"
	: >"$HOST_LOG"
	install -m 0755 "$BUILD/tools/hang" "$HOST_ROOT${HELPER_PATH%/*}/pam_nsjail_subids"
	machine_ms begin
	run host_ssh alice 'echo inside'
	assert_equal "$status" 254 status
	assert_refused "$output" "no answer from '.*pam_nsjail_subids': Connection timed out"
	machine_ms now
	((now - begin <= 6000)) || fail "took $((now - begin)) ms"
}

@test "two overlapping tenants: the one with the sound range still gets in" {
	range_set bob "$(range_of eve)"
	run host_ssh bob 'echo inside'
	assert_equal "$status" 254 status
	run host_ssh alice "$JAIL_PROBE"
	assert_jailed "$output" alice
}
