#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A refusal refuses with every caller: what each real one does after pam_open_session(3) has failed. sudo
# takes PAM_SESSION_ERR for "go on", which is the control. Further callers are in login.bats and ssh/refused.

load ../lib/session

setup_file() {
	need su sudo doas runuser || return 0
	session_host
	sudo_and_doas
	host_jail_service su runuser sudo doas
}

# Both let root be anybody; their stacks are that of su.
sudo_and_doas() {
	on_host_bash '
		set -e
		printf "%s\n" "root ALL=(ALL:ALL) NOPASSWD: ALL" >/etc/sudoers
		rm -rf /etc/sudoers.d/*
		chmod 0440 /etc/sudoers
		echo "permit nopass root" >/etc/doas.conf
		chmod 0400 /etc/doas.conf
		echo "127.0.0.1 localhost private-host" >/etc/hosts
		for service in sudo doas; do
			cp /etc/pam.d/su "/etc/pam.d/$service"
		done
	'
}

setup() {
	session_begin
}

teardown() {
	session_end
}

# What a caller is told, in the place of our module or by it.
callers() {
	cat <<-'END'
		su su alice -c
		runuser runuser -u alice -- /bin/sh -c
		sudo sudo -u alice /bin/sh -c
		doas doas -u alice /bin/sh -c
	END
}

# that_go_on CODE: the callers that run a command though pam_debug, in the place of our module, says that
that_go_on() {
	local service command

	while read -r service command; do
		on_host_bash 'mv "/etc/pam.d/$1" /etc/kept
			{ echo "auth sufficient pam_permit.so"; echo "account required pam_permit.so"
			echo "session required pam_debug.so open_session=$2"; } >"/etc/pam.d/$1"' "$service" "$1"
		# shellcheck disable=SC2086 # words
		[[ $(on_host timeout 20 $command 'echo went on' 2>/dev/null) != *'went on'* ]] || echo "$service"
		on_host mv /etc/kept "/etc/pam.d/$service"
	done < <(callers)
}

@test "control: sudo goes on after PAM_SESSION_ERR, and nobody after PAM_PERM_DENIED" {
	assert_equal "$(that_go_on session_err | xargs)" sudo "goes on after PAM_SESSION_ERR"
	assert_equal "$(that_go_on perm_denied | xargs)" "" "goes on after PAM_PERM_DENIED"
	assert_equal "$(that_go_on success | xargs)" "su runuser sudo doas" "goes on after PAM_SUCCESS"
}

@test "each of them runs a command in a jail" {
	while read -r service command; do
		# shellcheck disable=SC2086
		assert_jailed "$(on_host timeout 20 $command "$JAIL_PROBE")" alice
	done < <(callers)
}

@test "a refusal is one for each of them, and names the cause" {
	session_config
	sed -i 's,^rootfs = .*,rootfs = /srv/rootfs/nothing,' "$HOST_ROOT$CONFIG_PATH"
	while read -r service command; do
		# shellcheck disable=SC2086
		run in_time on_host timeout 20 $command 'echo inside; touch /tmp/inside'
		[[ $status != 0 && $output != *inside ]] || fail "$service: status $status: $output"
		# sudo wants nothing to be said to the user, so that there is no id to show.
		assert_match "$(host_log_refusals)" "$service:session.*/srv/rootfs/nothing" "$service's log line"
		[[ ! -e $HOST_ROOT/tmp/inside ]] || fail "$service has run the command"
	done < <(callers)
}
