#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# nsjailctl show: the plan, where it comes from, exit codes, hostile text, and how long it takes.

load ../lib/ctl

setup_file() {
	ctl_host jq
}

teardown() {
	on_host rm -rf "${CONFIG_PATH%.conf}.d"
	jail_end
}

own_file() { # NAME LINE...
	host_config "${CONFIG_PATH%.conf}.d/$1.conf" <<<"$(printf '%s\n' "[user $1]" "${@:2}")"
}

row() { # KEY of a shown plan
	grep "^$1 " <<<"$output" | tr -s ' '
}

@test "every value has the file and line that it comes from, or is built in" {
	own_file alice 'hostname = %u-box' 'bind = /srv:/data:ro'
	ctl show alice
	assert_equal "$status" 0 "status ($output)"
	assert_equal "${lines[0]}" 'user alice (uid 1001) is jailed'
	assert_equal "$(row rootfs)" "rootfs $HOST_ROOTFS $CONFIG_PATH:2"
	assert_equal "$(row hostname)" "hostname alice-box ${CONFIG_PATH%.conf}.d/alice.conf:2"
	assert_equal "$(row home)" "home bind built-in"
	assert_equal "$(row /data)" "/data bind /srv ro,nosuid,nodev ${CONFIG_PATH%.conf}.d/alice.conf:3"
}

profile_file() { # NAME LINE...
	on_host mkdir -p "${CONFIG_PATH%.conf}.d/profiles"
	host_config "${CONFIG_PATH%.conf}.d/profiles/$1.conf" <<<"$(printf '%s\n' "[profile $1]" "${@:2}")"
}

@test "a value of a profile has the profile's file and line" {
	profile_file gold 'hostname = gold' 'sysfs = yes'
	own_file alice 'profile = gold' 'sysfs = no'
	ctl show alice
	assert_equal "$status" 0 "status ($output)"
	assert_equal "$(row hostname)" "hostname gold ${CONFIG_PATH%.conf}.d/profiles/gold.conf:2"
	assert_equal "$(row sysfs)" "sysfs no ${CONFIG_PATH%.conf}.d/alice.conf:3"
	assert_equal "$(row profile)" "profile gold ${CONFIG_PATH%.conf}.d/alice.conf:2"
	jail_login alice hostname
	assert_equal "$output" gold
	profile_file gold 'hostname = other'
	jail_login alice hostname
	assert_equal "$output" other "after a change of the profile"
}

@test "a profile that is not there refuses, and names the line" {
	own_file alice 'profile = gold'
	ctl show alice
	assert_equal "$status" 1
	assert_match "$output" 'alice.conf:2: there is no profile .gold.'
	jail_login alice true
	assert_equal "$status" 254
	jail_login bob true
	assert_equal "$status" 0
}

@test "what is shown is what a login gets" {
	own_file alice 'hostname = %u-box'
	shown=$(ctl_json '.keys[] | select(.key == "hostname").value' show alice)
	jail_login alice hostname
	assert_equal "$output" "$shown"
}

@test "a user namespace changes what is built in" {
	JAIL_MODE=private session_config
	ctl show alice
	assert_equal "$(row no_new_privs)" 'no_new_privs no built-in'
	assert_equal "$(row capabilities)" 'capabilities all built-in'
}

@test "exit codes: jailed, not jailed, refused, unknown, no sense" {
	ctl show alice
	assert_equal "$status" 0
	ctl show carol
	assert_equal "$status" 3
	assert_equal "$output" 'user carol (uid 1004) is not jailed'
	own_file eve 'hostnam = x' 'home = nowhere'
	ctl show eve
	assert_equal "$status" 1
	assert_match "$output" 'eve.conf:2: unknown key .hostnam.'
	assert_match "$output" 'eve.conf:3: home .nowhere.'
	ctl show nobody-here
	assert_equal "$status" 1
	ctl show
	assert_equal "$status" 2
	ctl show --nothing alice
	assert_equal "$status" 2
	ctl nothing
	assert_equal "$status" 2
}

@test "JSON has the documented fields" {
	own_file alice 'hostname = %u-box'
	assert_equal "$(ctl_json '[.user, .uid, .verdict, (.findings | length)] | map(tostring) | join(" ")' \
		show alice)" 'alice 1001 jailed 0'
	assert_equal "$(ctl_json '.keys[] | select(.key == "hostname") | [.value, .written, .file, .line] |
		map(tostring) | join(" ")' show alice)" \
		"alice-box %u-box ${CONFIG_PATH%.conf}.d/alice.conf 2"
	assert_equal "$(ctl_json '.keys[] | select(.key == "home") | .file' show alice)" null
	assert_equal "$(ctl_json '.mounts[] | select(.target == "/home/alice").source' show alice)" /home/alice
	assert_equal "$(ctl_json .verdict show carol)" 'not jailed'
	assert_equal "$(ctl_json .verdict show "$(printf 'x\033[2Jy')")" refused
}

@test "control bytes never come out, neither for people nor in JSON" {
	name=$(printf 'x\033]0;title\007\n\302\233y\377')
	for option in '' --json; do
		ctl show ${option:+"$option"} "$name"
		assert_equal "$status" 1
		for line in "${lines[@]}"; do
			assert_clean "$line"
		done
	done
	own_file alice "$(printf 'bind = /srv/\302\233x:/data')"
	for option in '' --json; do
		ctl show ${option:+"$option"} alice
		for line in "${lines[@]}"; do
			assert_clean "$line"
		done
	done
}

@test "colour is for terminals alone" {
	ctl show alice
	assert_clean "${lines[1]}"
	run on_host env TERM=xterm script -qec 'nsjailctl show alice' /dev/null
	assert_match "$output" $'\033'
	run on_host env TERM=xterm NO_COLOR=1 script -qec 'nsjailctl show alice' /dev/null
	[[ $output != *$'\033'* ]]
}

@test "a full disk is noticed" {
	run on_host_bash 'nsjailctl show alice >/dev/full'
	assert_equal "$status" 1
}

@test "with a thousand tenants an answer takes less than 0.2 seconds of a processor" {
	on_host_bash '
		mkdir -p "$1"
		for i in {1..1000}; do
			echo "t$i:x:$((20000 + i)):100::/home/t$i:/bin/sh" >>/etc/passwd
			printf "%s\n" "[user t$i]" "hostname = host-$i" >"$1/t$i.conf"
		done
	' "${CONFIG_PATH%.conf}.d"
	spent=0
	spent_ms spent on_host nsjailctl show t777
	assert_match "$output" 'hostname +host-777'
	sed -i '/^t[0-9]*:x:2/d' "$HOST_ROOT/etc/passwd"
	# With the way into the private host.
	((spent < 200)) || fail "$spent ms"
}
