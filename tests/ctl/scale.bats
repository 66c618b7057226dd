#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# nsjailctl on a machine with 1,000 tenants, each with a file of his own, and 200 live jails.

load ../lib/ctl

JAILS=200

setup_file() {
	ctl_host jq
}

tenants_make() {
	on_host_bash '
		directory=${1%.conf}.d
		mkdir -p "$directory"
		for i in {1..1000}; do
			name=tenant$i uid=$((20000 + i))
			echo "$name:x:$uid:$uid::/home/$name:/bin/sh" >>/etc/passwd
			echo "$name:x:$uid:" >>/etc/group
			printf "[user %s]\nrootfs = %s\nhome = tmpfs\n" "$name" "$2" >"$directory/$name.conf"
		done
	' "$CONFIG_PATH" "$HOST_ROOTFS"
	# Theirs are the only ones.
	printf '%s\n' '[group tests]' "rootfs = $HOST_ROOTFS" | host_config
}

jails_are() {
	[[ $(ctl_json '.jails | length' list) == "$1" ]]
}

@test "list and show take less than 0.2 seconds of a processor with 1,000 tenants and 200 jails, one of them hung" {
	local list=0 show=0 begin=0 now=0

	tenants_make
	# One after the other: a login is not what is measured.
	on_host_bash '
		mkfifo /tmp/hold
		exec 9<>/tmp/hold
		for ((i = 1; i <= $2; i++)); do
			"$1" nsjail "tenant$i" 1 /bin/sh -c "read -r word" </tmp/hold >/dev/null 2>&1 9>&- &
			((i % 20)) || sleep 0.2
		done
		sleep 1000 9>&- & echo $! >/tmp/holder; wait
	' "$LOGINS" "$JAILS" 3>&- &
	HOLDER=$!
	EVENTUALLY_MS=60000 eventually jails_are "$JAILS"
	spent_ms list on_host nsjailctl list
	spent_ms show on_host nsjailctl show tenant777
	echo "# list $list ms, show $show ms" >&3
	((list < 200)) || fail "list: $list ms"
	((show < 200)) || fail "show: $show ms"
	assert_equal "$(ctl_json '[.jails[] | select(.state == "up" and .processes == 2)] | length' list)" "$JAILS"
	# A keeper that is stopped costs its 100 ms, once, and is shown as what it is.
	init=$(ctl_json '.jails[] | select(.user == "tenant5").init' list)
	keeper=$(on_host_bash 'read -r _ _ _ parent _ <"/proc/$1/stat"; echo "$parent"' "$init")
	on_host kill -STOP "$keeper"
	machine_ms begin
	run on_host nsjailctl list
	machine_ms now
	states=$(ctl_json '[.jails[] | .state] | group_by(.) | map(.[0] + " " + (length | tostring)) | join(", ")' list)
	on_host kill -CONT "$keeper"
	assert_equal "$states" "hung 1, up $((JAILS - 1))"
	# Once for each of the others would be 20 s.
	((now - begin >= 90 && now - begin < 3000)) || fail "list with a hung jail: $((now - begin)) ms"
	on_host_bash 'kill -KILL $(pgrep -x logins) $(cat /tmp/holder); rm -f /tmp/hold /tmp/holder'
	wait "$HOLDER" || true
	EVENTUALLY_MS=60000 eventually jails_are 0
}
