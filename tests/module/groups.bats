#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Ids and groups of a command: su, runuser and sudo set groups before they open the session, doas after it. The
# same as without a jail, but that in a user namespace a group beyond the range that is none of the user's is
# nobody's. JAIL_MODE=private for that mode.

load ../lib/session

# Beyond the range of the test's users; the second one is none of alice's.
FAR=70000
UNMAPPED=70001

setup_file() {
	need su sudo doas runuser || return 0
	session_host
	host_group strangers $FAR alice
	host_group others $UNMAPPED
	# Both let root be anybody; their stacks are that of su.
	on_host_bash '
		set -e
		printf "%s\n" "root ALL=(ALL:ALL) NOPASSWD: ALL" "carol ALL=(ALL:ALL) NOPASSWD: ALL" >/etc/sudoers
		rm -rf /etc/sudoers.d/*
		chmod 0440 /etc/sudoers
		printf "%s\n" "permit nopass root" "permit nopass carol" >/etc/doas.conf
		chmod 0400 /etc/doas.conf
		echo "127.0.0.1 localhost private-host" >/etc/hosts
		for service in sudo doas; do
			cp /etc/pam.d/su "/etc/pam.d/$service"
		done
	'
	host_jail_service su runuser sudo doas
}

# A program and how it is told whose command it runs.
callers() {
	cat <<-'END'
		su su alice -c
		su-login su - alice -c
		su-pty su -P alice -c
		runuser runuser -u alice -- /bin/sh -c
		sudo sudo -u alice /bin/sh -c
		doas doas -u alice /bin/sh -c
	END
}

# What alice is on the host, in the order of initgroups(3).
groups_of_alice() {
	on_host setpriv --reuid 1001 --regid 1001 --init-groups id -G
}

# as_wanted AS...: each of them runs a command as whoever AS is.
as_wanted() {
	local name command wanted

	wanted="1001 1001 $(groups_of_alice)"
	while read -r name command; do
		rm -f "$HOST_ROOT/home/alice/made"
		# shellcheck disable=SC2086 # words
		run on_host timeout 20 "$@" $command \
			'hostname; echo $(id -u) $(id -g) $(id -G | tr " " "\n" | sort -n); : >/home/alice/made' </dev/null
		output=${output//$'\r'/}
		assert_equal "$output" "alice"$'\n'"$wanted" "$name" || return
		assert_equal "$(stat -c %u:%g "$HOST_ROOT/home/alice/made")" 1001:1001 "owner of what $name has made" || return
	done < <(callers)
}

@test "control: alice has groups, one of which is beyond the range" {
	assert_equal "$(groups_of_alice | tr ' ' '\n' | sort -n | xargs)" "1001 5001 5002 $FAR"
	assert_equal "$(groups_of_alice)" "$(groups_of_alice | tr ' ' '\n' | sort -n | xargs)" "their order"
}

@test "as root calls them: the user's ids, his groups, and what he makes is his" {
	as_wanted
}

# su, sudo and doas have carol's groups when they begin, and her group as their own.
@test "as another user calls them: nothing of his" {
	cp "$HOST_ROOT/etc/pam.d/su" "$HOST_ROOT/etc/su-kept"
	on_host_bash 'for service in su su-l sudo doas; do
		{ echo "auth sufficient pam_permit.so"; cat /etc/su-kept; } >"/etc/pam.d/$service"; done'
	callers() {
		cat <<-'END'
			su su alice -c
			sudo sudo -u alice /bin/sh -c
			doas doas -u alice /bin/sh -c
		END
	}
	as_wanted setpriv --reuid 1004 --regid 1004 --groups 1004,5003
}

@test "sudo -g: the group that was asked for" {
	run on_host sudo -u alice -g '#5001' /bin/sh -c 'id -u; id -g; : >/tmp/made; stat -c %u:%g /tmp/made'
	assert_equal "$output" $'1001\n5001\n1001:5001'
	rm -f "$HOST_ROOT/home/alice/made"
	run on_host sudo -u alice -g "#$FAR" /bin/sh -c 'id -g; : >~/made'
	assert_equal "$output" "$FAR"
	assert_equal "$(on_host stat -c %u:%g /home/alice/made)" "1001:$FAR"
}

@test "sudo -g with a group that is not mapped: nobody's, and not that of the jail's root" {
	run on_host sudo -u alice -g "#$UNMAPPED" /bin/sh -c 'id -g'
	assert_equal "$output" "$(if [[ ${JAIL_MODE:-plain} == private ]]; then echo 65534; else echo $UNMAPPED; fi)"
}
