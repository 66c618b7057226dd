#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# One process serves one user. tools/caller is the server that does not keep to it: after alice's session, or
# in it, it starts PAM for bob. The host's stack lets nobody in, that of alice's tree everybody, so whoever says
# "auth success" was let in by alice. Both modes are here; neither is that of JAIL_MODE.

load ../lib/session

setup_file() {
	need setpriv || return 0
	session_host
	printf '%s\n' "auth requisite pam_deny.so" "session required pam_permit.so" \
		"session required /srv/host/pam_nsjail.so" >"$HOST_ROOT/etc/pam.d/nsjail-caller"
	rootfs_pam
}

# Where libpam looks.
rootfs_pam() {
	for directory in etc/pam.d usr/lib/pam.d; do
		mkdir -p "$HOST_ROOT$HOST_ROOTFS/$directory"
		for service in nsjail-caller other; do
			printf '%s\n' "auth sufficient pam_permit.so" "session sufficient pam_permit.so" \
				>"$HOST_ROOT$HOST_ROOTFS/$directory/$service"
		done
	done
}

# in_mode MODE LINE...
in_mode() {
	JAIL_MODE=$1 session_config "${@:2}"
}

# says STEP...: alice's caller says what stands on standard input, and ends well.
says() {
	local expected

	expected=$(cat)
	run on_host /srv/host/tools/caller nsjail-caller alice log "$@"
	assert_equal "$output" "$expected" "for '$*'" || return 1
	assert_equal "$status" 0 "status for '$*'"
}

log_has() {
	host_log_flush
	assert_match "$(<"$HOST_LOG")" "$1" "the log"
}

is_gone() {
	grep -aq "the jail of user 'alice' is gone" "$HOST_LOG"
}

MARK='/etc/rootfs-mark: a rootfs of the tests'
NOTHING='/etc/rootfs-mark: No such file or directory'

@test "control: the host lets nobody in, and whoever asks in alice's tree everybody" {
	says handle=1 next=bob auth <<<'auth denied'
	says handle=1 chroot="$HOST_ROOTFS" next=bob auth <<<'auth success'
}

@test "open, close, the next user (as dovecot does): after a private session nothing of alice's is in sight" {
	in_mode private
	says open read=/etc/rootfs-mark close read=/etc/rootfs-mark read=/proc/self/status next=bob auth <<-END
		open success
		$MARK
		close success
		$NOTHING
		/proc/self/status: No such file or directory
		start failed
	END
}

@test "and so it is when alice herself has written the stack, as the root of a jail that lingers" {
	in_mode private 'scope = user' 'linger = forever' 'rootfs_mode = volatile'
	rm "$HOST_ROOT$HOST_ROOTFS"/{etc,usr/lib}/pam.d/*
	install -m 4755 "$BUILD/tools/prober" "$HOST_ROOT$HOST_ROOTFS/bin/prober"
	on_host /srv/host/tools/logins nsjail-caller alice 1 /bin/sh -c \
		'prober root sh -c "mkdir -p /etc/pam.d; echo auth sufficient pam_permit.so >/etc/pam.d/other"'
	says open read=/etc/pam.d/other close next=bob auth <<-'END'
		open success
		/etc/pam.d/other: auth sufficient pam_permit.so
		close success
		start failed
	END
	on_host nsjailctl kill alice
	rootfs_pam
}

@test "a handle of bob's that was there before the private session" {
	in_mode private
	says handle=1 next=bob handle=2 handle=1 open close handle=2 open <<-'END'
		open success
		close success
		told Login refused
		open perm_denied
	END
	log_has "user 'bob': the caller is in a jail, or has closed a session that nobody comes back from"
}

@test "open and pam_end without a close (as samba does), plain: the process is not led out, and the log says so" {
	in_mode plain
	says save open end where alive read=/etc/rootfs-mark next=bob auth <<-END
		open success
		inside confined
		alive
		$MARK
		auth denied
	END
	log_has 'pam_end[(]3[)] without pam_close_session[(]3[)]: this process stays in the jail'
	EVENTUALLY_MS=5000 eventually is_gone
	log_has 'lost session .*event=close'
}

@test "the same, private: nothing of alice's is in sight" {
	in_mode private
	says open end read=/etc/rootfs-mark next=bob auth <<-END
		open success
		$NOTHING
		start failed
	END
	log_has 'this process stays in the jail'
	EVENTUALLY_MS=5000 eventually is_gone
	log_has 'lost session .*event=close'
}

@test "a second handle in a joined process, plain: nobody is let in, whatever the rootfs says" {
	for lines in '' 'scope = user' 'rootfs_mode = overlay'; do
		in_mode plain "$lines"
		says save open next=bob auth open where handle=1 close where <<-'END'
			open success
			auth denied
			open session_err
			inside confined
			close success
			outside
		END
	done
}

@test "and so it is with the host's own stack in the jail, in / and in @usr" {
	printf '%s\n' "auth sufficient pam_permit.so" >"$HOST_ROOT/etc/pam.d/other"
	says service=stranger next=bob auth <<<'auth success'
	for rootfs in / @usr; do
		in_mode plain
		sed -i "s,^rootfs = .*,rootfs = $rootfs," "$HOST_ROOT$CONFIG_PATH"
		run on_host /srv/host/tools/caller nsjail-caller alice log open service=stranger next=bob auth
		assert_match "$output" $'^open success\n(auth denied|start failed)$' "in $rootfs"
	done
}

@test "a directory of the administrator's for /etc/pam.d is what it says" {
	on_host_bash 'mkdir -p -m 0755 /srv/jail-pam.d; echo "auth sufficient pam_permit.so" >/srv/jail-pam.d/other'
	in_mode plain 'bind = /srv/jail-pam.d:/etc/pam.d:ro'
	says open next=bob auth <<<$'open success\nauth success'
	on_host chmod 0777 /srv/jail-pam.d
	says open next=bob auth <<<$'open success\nauth denied'
}

@test "programs of the user's find a configuration of PAM that they can not read, and of his root's their own" {
	in_mode plain
	run on_host /srv/host/tools/logins nsjail-caller alice 1 /bin/cat /etc/pam.d/other
	assert_match "$output" 'Permission denied'
	in_mode private
	run on_host /srv/host/tools/logins nsjail-caller alice 1 /bin/cat /etc/pam.d/other
	assert_match "$output" 'pam_permit'
}

# With a full bounding set and without a filter the helper could make another jail.
@test "after a plain session another user's is refused, root's too, and the same user's is not" {
	in_mode plain "capabilities = $(setpriv --list-caps | grep -v 'cap_[0-9]' | xargs)" 'seccomp = off'
	for user in bob root; do
		: >"$HOST_LOG"
		says save handle=1 next=$user handle=2 handle=1 open close handle=2 open where <<-'END'
			open success
			close success
			told Login refused
			open perm_denied
			outside
		END
		log_has "user '$user': the caller has had a jailed session of another user"
	done
	says save handle=2 handle=1 open close end handle=2 open close where <<-'END'
		open success
		close success
		open success
		close success
		outside
	END
}

# What it asks comes before anything else of the module's.
@test "the word jailed is not answered either, for another user and in a jail" {
	in_mode plain
	printf '%s\n' "session [success=1 default=ignore] /srv/host/pam_nsjail.so jailed" "session required pam_deny.so" \
		"session required pam_permit.so" >"$HOST_ROOT/etc/pam.d/nsjail-question"
	run on_host /srv/host/tools/caller nsjail-question bob open
	assert_equal "$output" "open success" "control"
	# Not for root either, who is let by where there is no asking.
	for user in bob root; do
		says handle=1 service=nsjail-question next=$user handle=2 handle=1 open handle=2 open <<-'END'
			open success
			told Login refused
			open session_err
		END
		says handle=1 service=nsjail-question next=$user handle=2 handle=1 open close handle=2 open <<-'END'
			open success
			close success
			told Login refused
			open session_err
		END
	done
}
