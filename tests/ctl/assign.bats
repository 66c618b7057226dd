#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# nsjailctl assign, unassign and users: what they write, that they write nothing that a login would refuse,
# and that no other call, no full disk and no hand of somebody else loses anything.

load ../lib/ctl

setup_file() {
	ctl_host jq python3
}

setup() {
	jail_begin
	session_config
	OWN=${CONFIG_PATH%.conf}.d
	on_host mkdir -p "$OWN/profiles"
	host_config "$OWN/profiles/gold.conf" <<<$'[profile gold]\nlocaltime = no'
}

teardown() {
	on_host_bash 'umount "$1" 2>/dev/null; rm -rf "$1"' "$OWN"
	jail_end
}

own() {
	[[ ! -e $HOST_ROOT$OWN/alice.conf ]] || cat "$HOST_ROOT$OWN/alice.conf"
}

# fits SCHEMA: what nsjailctl printed, of docs/SCHEMA.schema.json
fits() {
	python3 -c '
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.Draft202012Validator(schema).validate(json.load(sys.stdin))
	' "$BATS_TEST_DIRNAME/../../docs/$1.schema.json" <<<"$output"
}

@test "a plan for a user is one call, and his next login has it" {
	ctl assign alice profile=gold hostname=box
	assert_equal "$status" 0 "$output"
	assert_equal "$output" "$(printf '%s\n' 'profile: (not set) -> gold' 'hostname: (not set) -> box' 'alice is jailed')"
	assert_equal "$(own)" $'[user alice]\nprofile = gold\nhostname = box'
	assert_equal "$(stat -c '%a %u' "$HOST_ROOT$OWN/alice.conf")" '644 0'
	jail_login alice hostname
	assert_equal "$output" box
	assert_equal "$(ctl_json '.keys[] | select(.key == "localtime").value' show alice)" no
}

@test "comments, other keys and the places of lines are left alone" {
	host_config "$OWN/alice.conf" <<-'END'
		# of support, ticket 7
		[user alice]
		bind = /srv:/one
		# her name
		hostname	= old
		bind = /srv:/two
		sysfs = no
	END
	ctl assign alice hostname=new bind=/srv:/three bind=/srv:/four
	assert_equal "$status" 0 "$output"
	assert_equal "$(own)" "$(printf '%s\n' '# of support, ticket 7' '[user alice]' 'bind = /srv:/three' 'bind = /srv:/four' \
		'# her name' 'hostname = new' 'sysfs = no')"
	ctl unassign alice bind hostname
	assert_equal "$(own)" "$(printf '%s\n' '# of support, ticket 7' '[user alice]' '# her name' 'sysfs = no')"
	chmod 0600 "$HOST_ROOT$OWN/alice.conf"
	ctl assign alice sysfs=yes
	assert_equal "$(stat -c %a "$HOST_ROOT$OWN/alice.conf")" 600 "the file's mode"
	ctl unassign alice
	assert_equal "$status" 0 "$output"
	[[ ! -e $HOST_ROOT$OWN/alice.conf ]]
}

@test "what has changed is told in JSON, as the schema has it" {
	run on_host nsjailctl assign alice hostname=box --json
	fits assign
	assert_equal "$(jq -c '[.ok, .user, .verdict, .changed]' <<<"$output")" \
		'[true,"alice","jailed",[{"key":"hostname","before":[],"after":["box"]}]]'
	run on_host nsjailctl assign alice hostname=box --json
	fits assign
	assert_equal "$(jq -c .changed <<<"$output")" '[]'
	run on_host nsjailctl assign alice hostname=box sysfs=maybe --json
	assert_equal "$status" 1
	fits assign
	assert_match "$(jq -r '.findings[0] | "\(.where) \(.message)"' <<<"$output")" "alice.conf:3 sysfs 'maybe' is neither"
	run on_host nsjailctl assign '../alice' hostname=box --json
	assert_equal "$status" 1
	fits assign
	run on_host nsjailctl users --json
	fits users
	output=true
	! fits assign 2>/dev/null || fail "the schema takes anything"
}

# refuses WORDS MESSAGE ARGUMENT...
refuses() {
	local before message=$1

	before=$(own)
	shift
	ctl "$@"
	assert_equal "$status" 1 "$* ($output)" || return 1
	assert_match "$output" "$message" || return 1
	assert_equal "$(own)" "$before" "the file after '$*'" || return 1
	assert_equal "$(on_host find "$OWN" -name '.*' ! -path "$OWN")" '' "what is left"
}

@test "nothing that a login would refuse is written" {
	local before

	for before in without with; do
		refuses "unknown key 'hostnam'" assign alice hostnam=x
		refuses "has no '='" assign alice hostname
		refuses "is set twice" assign alice hostname=a hostname=b
		refuses "is empty, or has a control byte" assign alice hostname=
		refuses "is empty, or has a control byte" assign alice $'hostname=a\n[default]\njail = no'
		refuses "unknown key" assign alice $'x\n[user bob]\njail=no'
		refuses "alice.conf:[0-9]+: there is no profile 'silver'" assign alice profile=silver
		refuses "belongs into .default." assign alice uncovered=allow
		refuses "can not be 'no' without a user namespace" assign alice no_new_privs=no
		refuses "user_namespace|linger needs scope" assign alice scope=session linger=5
		refuses "unknown key" unassign alice hostnam
		refuses "is not known" assign nobody-here hostname=x
		refuses "is no name that a user with a section can have" assign 'a/b' hostname=x
		refuses "uid 0 can not be jailed" assign root hostname=x
		[[ $before == with ]] || on_host nsjailctl assign alice sysfs=yes >/dev/null
	done
	ctl assign alice
	assert_equal "$status" 2
	# A file that is wrong already is mended by hand, or by what is right.
	host_config "$OWN/alice.conf" <<<$'[user alice]\nhostnam = x'
	refuses "alice.conf:2: unknown key 'hostnam'" assign alice sysfs=yes
	host_config "$OWN/alice.conf" <<<$'[user alice]\nsysfs = maybe'
	ctl assign alice sysfs=yes
	assert_equal "$status" 0 "$output"
	host_config <<<$'[default]\nhostnam = x'
	refuses "nsjail.conf:2: unknown key" assign alice sysfs=no
}

@test "only root changes anything, in a place that is root's" {
	run on_host setpriv --reuid 1001 --regid 1001 --clear-groups nsjailctl assign alice hostname=x
	assert_equal "$status" 1
	assert_match "$output" 'only root'
	chmod 0777 "$HOST_ROOT$OWN"
	refuses "is writable by group or others" assign alice hostname=x
	chmod 0755 "$HOST_ROOT$OWN"
	on_host ln -s /srv/elsewhere "$OWN/alice.conf"
	refuses "alice.conf" assign alice hostname=x
	[[ ! -e $HOST_ROOT/srv/elsewhere ]]
	on_host rm "$OWN/alice.conf"
	on_host rm -r "$OWN"
	ctl assign alice hostname=x
	assert_equal "$status" 0 "a directory that is not there ($output)"
	assert_equal "$(stat -c '%a %u' "$HOST_ROOT$OWN")" '755 0'
}

@test "--dry-run shows the change and makes none" {
	ctl assign alice hostname=box --dry-run
	assert_equal "$status" 0 "$output"
	assert_match "$output" '\+hostname = box'
	[[ ! -e $HOST_ROOT$OWN/alice.conf ]]
}

@test "fifty calls at once lose nothing" {
	on_host_bash '
		for i in {1..50}; do nsjailctl assign alice "bind=/srv:/d$i" & pids+=($!); done
		for i in {1..25}; do nsjailctl assign bob "hostname=h$i" & pids+=($!); done
		keys=(hostname sysfs proc home syslog localtime resolv_conf accounts tasks_max memory_max)
		values=(h no no tmpfs no no no merge 9 9M)
		for i in {0..9}; do nsjailctl assign eve "${keys[i]}=${values[i]}" & pids+=($!); done
		failed=0
		for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
		exit $failed' >/dev/null
	assert_equal "$(grep -c '^bind' "$HOST_ROOT$OWN/alice.conf")" 1
	assert_equal "$(grep -c '^[a-z_]* = ' "$HOST_ROOT$OWN/eve.conf")" 10
	assert_equal "$(ctl_json '.verdict' show eve) $(ctl_json '.verdict' show bob)" 'jailed jailed'
	assert_equal "$(on_host find "$OWN" -name '.*' ! -path "$OWN")" ''
}

@test "a full disk loses nothing" {
	on_host nsjailctl assign alice hostname=box >/dev/null
	on_host_bash 'cp -a "$1" /srv/small; mount -t tmpfs -o size=16k,mode=0755 tmpfs "$1"; cp -a /srv/small/* "$1"; rm -r /srv/small
		cat /dev/zero >"$1/.filler" 2>/dev/null; true' "$OWN"
	before=$(own)
	ctl assign alice "services=$(printf 'service%d ' {1..200})"
	assert_equal "$status" 1
	assert_match "$output" 'No space left on device'
	assert_equal "$(own)" "$before"
	on_host rm "$OWN/.filler"
	ctl assign alice hostname=other
	assert_equal "$status" 0 "with room again ($output)"
}

@test "a file that somebody else has changed meanwhile is left to him" {
	on_host nsjailctl assign alice hostname=box >/dev/null
	on_host_bash 'exec 9<"$1"; flock 9; nsjailctl assign alice hostname=late & sleep 0.5
		echo "# by hand" >>"$1/alice.conf"; flock -u 9; wait' "$OWN" >/dev/null
	assert_equal "$(own)" $'[user alice]\nhostname = late\n# by hand' "who waits reads what is there then"
}

@test "users: who is jailed, and by which section" {
	host_config <<-END
		[default]
		rootfs = $HOST_ROOTFS
		[group exempt]
		jail = no
		[user bob]
		profile = gold
	END
	on_host nsjailctl assign alice profile=gold >/dev/null
	host_config "$OWN/eve.conf" <<<$'[user eve]\nprofile = silver'
	verdict() { ctl_json ".users[] | select(.user == \"$1\") | \"\(.verdict) \(.section) \(.profile)\"" users; }
	assert_equal "$(verdict alice)" "jailed [user alice] $OWN/alice.conf:1 gold"
	assert_equal "$(verdict bob)" "jailed [user bob] $CONFIG_PATH:5 gold"
	assert_equal "$(verdict carol)" "exempt [group exempt] $CONFIG_PATH:3 null"
	assert_equal "$(verdict root)" "not covered null null"
	assert_equal "$(verdict eve)" "refused [user eve] $OWN/eve.conf:1 silver"
	ctl users
	assert_equal "$status" 1
	assert_match "$output" "eve.conf:2: there is no profile 'silver'"
	on_host rm "$OWN/eve.conf"
	ctl users
	assert_equal "$status" 0
	for name in alice bob carol eve; do
		jailed=$(ctl_json .verdict show $name)
		assert_match "$(verdict $name)" "$([[ $jailed == jailed ]] && echo '^jailed' || echo '^(exempt|not covered)')" "$name, as a login"
	done
}

@test "users: 100,000 accounts in less than 2 seconds of a processor" {
	local plain=0 own=0

	on_host_bash 'for ((i = 0; i < 100000; i++)); do echo "t$i:x:$((100000 + i)):100:::/bin/sh"; done >>/etc/passwd'
	spent_ms plain on_host_bash "nsjailctl users --json >/dev/null"
	on_host_bash 'cd "$1"; for ((i = 0; i < 10000; i++)); do printf "[user t%d]\nprofile = gold\n" $i >t$i.conf; done' "$OWN"
	spent_ms own on_host_bash "nsjailctl users --json >/srv/users"
	echo "# 100,000 accounts: $plain ms; with 10,000 files: $own ms" >&3
	assert_equal "$(jq '[.users[] | select(.profile == "gold")] | length' "$HOST_ROOT/srv/users")" 10000
	((plain < 2000)) || fail "$plain ms"
}
