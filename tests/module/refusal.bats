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

# As it was before it had `refuse`: what fails is what the stack returns.
old_profile() {
	cat <<-'END'
		session [success=1 ignore=ignore default=die] pam_nsjail.so jailed
		session [default=3] pam_permit.so
		session requisite pam_limits.so
		session [success=done default=die] pam_nsjail.so
		session requisite pam_deny.so
	END
}

profile() {
	sed -n '1,/^Session:/d; s/^\t/session /p' "$PRIVATE_HOST_LIB/old_profile"
}

# sudo_stack BEFORE LIMITS PROFILE: sudo's session lines; pam_debug in the place of pam_limits returns LIMITS, in a
# line before the profile BEFORE.
sudo_stack() {
	printf '%s\n' 'auth sufficient pam_permit.so' 'account required pam_permit.so' \
		"session required pam_debug.so open_session=$1" "$("$3")" |
		sed "s,pam_limits.so,pam_debug.so open_session=$2,; s,[[:blank:]]pam_nsjail.so, /srv/host/pam_nsjail.so," \
			>"$HOST_ROOT/etc/pam.d/sudo"
}

# sudo_says NAME: where the command of sudo went, or "refused"
sudo_says() {
	local here there

	here=$(on_host readlink /proc/self/ns/mnt)
	if ! there=$(on_host timeout 20 sudo -u "$1" /bin/sh -c 'echo ran; readlink /proc/self/ns/mnt' 2>/dev/null); then
		[[ $there != *ran* ]] && echo refused || echo "failed: $there"
	else
		[[ $there == *"$here"* ]] && echo host || echo jail
	fi
}

# Each line: what returns PAM_SESSION_ERR, the rest of the configuration, and what sudo did with the old profile.
failures() {
	cat <<-END
		success session_err $HOST_ROOTFS host
		session_err success /srv/rootfs/nothing host
		session_err success relative host
		session_err success $HOST_ROOTFS jail
		session_err session_err $HOST_ROOTFS host
	END
}

# with_sudo_stack PROFILE: what sudo does with each of the failures, and how many lines of the log say "refused"
with_sudo_stack() {
	local before limits rootfs

	while read -r before limits rootfs _; do
		sudo_stack "$before" "$limits" "$1"
		session_config
		sed -i "s,^rootfs = .*,rootfs = $rootfs," "$HOST_ROOT$CONFIG_PATH"
		host_log_flush
		: >"$HOST_LOG"
		echo "$(sudo_says alice) $(host_log_refusals | wc -l)"
		session_config
	done < <(failures)
}

@test "control: with the profile as it was, sudo goes on without a jail when a line before ours fails" {
	cp "$HOST_ROOT/etc/pam.d/sudo" "$HOST_ROOT/etc/kept"
	found=$(with_sudo_stack old_profile)
	mv "$HOST_ROOT/etc/kept" "$HOST_ROOT/etc/pam.d/sudo"
	assert_equal "$(cut -d' ' -f1 <<<"$found")" "$(failures | cut -d' ' -f4)" "what sudo did"
}

@test "with the profile of the package sudo refuses whatever line has failed, and the log says so once" {
	cp "$HOST_ROOT/etc/pam.d/sudo" "$HOST_ROOT/etc/kept"
	found=$(with_sudo_stack profile)
	causes=$(host_log_refusals)
	sudo_stack success session_err profile
	exempt=$(sudo_says carol)
	root=$(sudo_says root)
	sudo_stack success success profile
	jailed=$(sudo_says alice)
	mv "$HOST_ROOT/etc/kept" "$HOST_ROOT/etc/pam.d/sudo"
	assert_equal "$found" "$(failures | sed 's/.*/refused 1/')" "what sudo did"
	assert_match "$causes" "refused \[[0-9a-f]{8}\] user 'alice': a line of the stack before this one has failed"
	assert_equal "$exempt $root $jailed" "host host jail"
}
