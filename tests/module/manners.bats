#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What the module leaves as it was in the application that loads it, and what happens to applications
# that are odd: tools/caller plays them all, and what it says is compared whole.

load ../lib/session

# What a session changes for good, as pam_nsjail(8) says; the name service can not be seen.
DONE='status CapBnd,status NoNewPrivs,status Seccomp,status Seccomp_filters,limits Max core file,keyring,dumpable'

setup_file() {
	need setpriv || return 0
	session_host
	pam_service nsjail-caller "session required pam_permit.so" "session required /srv/host/pam_nsjail.so"
	pam_service nsjail-alone "session required /srv/host/pam_nsjail.so"
	pam_service nsjail-debug "session required /srv/host/pam_nsjail.so debug"
}

pam_service() {
	printf '%s\n' "${@:2}" >"$HOST_ROOT/etc/pam.d/$1"
}

# says STEP...: alice's caller says, and nobody else says anything, what stands on standard input. A
# connection to the log is the C library's, and made before.
says() {
	says_as nsjail-caller alice log "$@"
}

# says_as SERVICE USER STEP...
says_as() {
	local expected

	expected=$(cat)
	run on_host /srv/host/tools/caller "$@"
	assert_equal "$output" "$expected" "for '$*'" || return 1
	assert_equal "$status" 0 "status for '$*'"
}

# refused_in_time WHAT SERVICE USER STEP...: WHAT is all that is said.
refused_in_time() {
	in_time says_this "$@"
}

says_this() {
	says_as "${@:2}" <<<"$1"
}

# log_has CAUSE: one refusal, which names it.
log_has() {
	local refusals

	refusals=$(host_log_refusals)
	assert_equal "$(grep -c . <<<"$refusals")" 1 "refusals in the log" || return 1
	assert_match "$refusals" "$1" "refusal"
}

REFUSED=$'told Login refused\nopen perm_denied\nsame\noutside\ngone'
SUCCEEDED=$'open success\ninside confined\nclose success\noutside\nsame\ngone'

@test "the comparison of before and after sees differences" {
	run on_host /srv/host/tools/caller nsjail-caller alice save everything sigchld=handled alarm=999999 same
	for line in 'was cwd /' 'is cwd /srv/host' 'is environment ODD=' 'is fd/' 'is signal 10 ' 'is signal 17 ' \
		'is status SigBlk:' 'is status SigIgn:' 'is status Umask:.0137' 'is limits Max open files' \
		'is limits Max core file' 'is name odd' 'is death_signal' 'is priority 3' 'is timer runs' different; do
		grep -q "^$line" <<<"$output" || fail "no '$line' in: $output"
	done
}

@test "a plain application: there and back" {
	says save open where close where same="$DONE" gone <<<"$SUCCEEDED"
}

@test "a session changes what the manual page names, and no more" {
	run on_host /srv/host/tools/caller nsjail-caller alice log chdir=/srv save open close same
	assert_equal "$(grep '^is ' <<<"$output" | sed 's/[:\t].*//; s/  .*//' | xargs)" \
		"is status CapBnd is status NoNewPrivs is status Seccomp is status Seccomp_filters is limits Max core file size is dumpable 0 is keyring -1"
}

@test "a refusal changes nothing: before the helper, by the helper, and after a session" {
	says save user=mallory open same where gone <<<"$REFUSED"
	says save user=../x open same where gone <<<"$REFUSED"
	session_config 'colour = blue'
	says save open same where gone <<<"$REFUSED"
}

@test "an application with odd signals, umask, environment, limits, timer, descriptors" {
	says everything save open where close where same="$DONE" gone <<<"$SUCCEEDED"
	says everything save user=mallory open same where gone <<<"$REFUSED"
	session_config 'colour = blue'
	says everything save open same where gone <<<"$REFUSED"
}

@test "the connection to the log is all that an application without one gets" {
	run on_host /srv/host/tools/caller nsjail-caller mallory save open same gone
	assert_equal "$(sed -E 's/[0-9]+/N/g' <<<"${lines[2]}")" 'is fd/N socket:[N] flags N N'
	assert_equal "${lines[2]##*flags }" "1 2" "close-on-exec and open for both"
	assert_equal "${#lines[@]}" 5 "lines ('$output')"
}

@test "no SIGCHLD and no child, whatever the application does with them" {
	for way in default ignored handled blocked nocldwait; do
		says sigchld=$way save open children where close children where same="$DONE" gone <<-'END'
			open success
			no children
			inside confined
			close success
			no children
			outside
			same
			gone
		END
		says sigchld=$way save user=mallory open children same gone <<-'END'
			told Login refused
			open perm_denied
			no children
			same
			gone
		END
		session_config 'colour = blue'
		says sigchld=$way save open children same gone <<-'END'
			told Login refused
			open perm_denied
			no children
			same
			gone
		END
		session_config
	done
}

@test "the look for children sees one" {
	says sigchld=handled share children unshare_fs children <<-'END'
		wait: 0
		1 SIGCHLD, pending: 0
		no children
	END
}

@test "an interval timer runs on, and its signals break nothing" {
	pending='status ShdPnd' # one more may have come in between
	says alarm=300 save open where close where same="$DONE,$pending" gone alarms <<<"$SUCCEEDED"$'\nalarms'
	says alarm=300 save user=nobody open same="$pending" where gone <<<"$REFUSED"
}

@test "nothing is printed, with debug neither" {
	says_as nsjail-debug alice save open close <<<$'open success\nclose success'
	host_log_flush
	grep -aq 'pam_nsjail(nsjail-debug:session).*with .* groups' "$HOST_LOG"
}

@test "no standard input, output and error" {
	says shut=standard save open where close where same="$DONE" gone <<<"$SUCCEEDED"
	says shut=standard save user=nobody open same where gone <<<"$REFUSED"
	for fd in 0 1 2; do
		says shut=$fd save open where close where same="$DONE" gone <<<"$SUCCEEDED"
	done
}

# Steps of one number of free descriptors; libpam itself fails for want of one at the end.
@test "a full table of descriptors, and one with few left: refused, or a session" {
	for left in {0..20}; do
		run on_host /srv/host/tools/caller nsjail-caller alice log handle=1 limit=80 fill="$left" save \
			open where close where same="$DONE" gone
		if [[ ${lines[0]} == "open success" ]]; then
			assert_equal "$output" "$SUCCEEDED" "with $left left"
			succeeded=$left
		else
			assert_match "${output//$'\n'/, }" \
				'^told Login refused, open (perm_denied|system_err), outside, close [a-z_]+, outside, same, gone$'
			[[ -z ${succeeded:-} ]] || fail "$left are not enough, $succeeded are"
		fi
	done
	[[ ${succeeded:-} == 20 ]]
	says handle=1 limit=5 save open same where gone <<<"$REFUSED"
}

@test "a table of descriptors that is full when the session is closed" {
	says save open limit=40 fill close where gone <<<$'open success\nclose success\noutside\ngone'
}

@test "PAM_USER unset or empty" {
	refused_in_time "$REFUSED" nsjail-caller - log save open same where gone
	log_has "PAM_USER is not set"
	refused_in_time "$REFUSED" nsjail-caller alice log user= save open same where gone
	log_has "user name is not valid"
}

@test "PAM_SILENT: the log is told, the user is not" {
	refused_in_time "${REFUSED#*$'\n'}" nsjail-caller alice log save user=mallory open=silent same where gone
	log_has "mallory"
}

@test "no conversation function: the same" {
	refused_in_time "${REFUSED#*$'\n'}" nsjail-caller alice log mute save user=mallory open same where gone
	log_has "mallory"
	says mute save open where close where same="$DONE" gone <<<"$SUCCEEDED"
}

# libpam does not tell a second line of the stack from a second pam_open_session: there is one jail, and whoever
# has opened twice is in it until he has closed twice.
@test "opened twice on one handle: one session, which ends with the second close" {
	says save open open where alive close where alive close where gone <<-'END'
		open success
		open success
		inside confined
		alive
		close success
		inside confined
		alive
		close success
		outside
		gone
	END
	host_log_flush
	assert_equal "$(grep -ac 'jailed session ' "$HOST_LOG") $(grep -ac 'closed session ' "$HOST_LOG")" "1 1" "sessions in the log"
}

@test "a second session on one handle for another user is refused, and the first stays as it was" {
	says save open user=bob open where alive close where gone <<-'END'
		open success
		told Login refused
		open perm_denied
		inside confined
		alive
		close perm_denied
		outside
		gone
	END
	log_has "this handle has a session already, of another user, service or configuration"
}

# Included twice, asked before each.
@test "two lines in one stack: one session, if they have the same configuration" {
	line="session required /srv/host/pam_nsjail.so"
	pam_service nsjail-twice "session required pam_permit.so" "session [success=1 default=ignore] ${line#* * } jailed" \
		"session required pam_deny.so" "$line" "session [success=1 default=ignore] ${line#* * } jailed" \
		"session required pam_deny.so" "$line debug"
	says_as nsjail-twice alice log save open where alive close where gone <<-'END'
		open success
		inside confined
		alive
		close success
		outside
		gone
	END
	host_log_flush
	assert_equal "$(grep -ac 'jailed session ' "$HOST_LOG") $(grep -ac 'closed session ' "$HOST_LOG")" "1 1" "sessions in the log"
	: >"$HOST_LOG"
	pam_service nsjail-twice "session required pam_permit.so" "$line" "$line conf=/etc/security/other.conf"
	says_as nsjail-twice alice log save open where alive <<<$'told Login refused\nopen perm_denied\ninside confined\nalive'
	log_has "this handle has a session already, of another user, service or configuration"
	rm "$HOST_ROOT/etc/pam.d/nsjail-twice"
}

@test "refuse refuses who comes to it, root too, says so once, and leaves the jail that stands" {
	line="session required /srv/host/pam_nsjail.so"
	pam_service nsjail-refuse "session required pam_permit.so" "$line" "session [default=die] ${line#* * } refuse"
	says_as nsjail-refuse alice log save open where gone <<-'END'
		told Login refused
		open perm_denied
		outside
		gone
	END
	log_has "a line of the stack before this one has failed"
	assert_equal "$(grep -ac 'closed session ' "$HOST_LOG")" 1 "ends in the log"
	: >"$HOST_LOG"
	says_as nsjail-refuse root log save open <<<$'told Login refused\nopen perm_denied'
	log_has "refused .* user 'root': a line of the stack before this one has failed"
	: >"$HOST_LOG"
	# What has said no already is the one reason; a second try begins anew.
	pam_service nsjail-refuse "session required pam_permit.so" "$line conf=/nowhere/x" "session [default=die] ${line#* * } refuse"
	says_as nsjail-refuse alice log save open open <<-'END'
		told Login refused
		open perm_denied
		told Login refused
		open perm_denied
	END
	host_log_flush
	assert_equal "$(grep -ac 'refused \[' "$HOST_LOG")" 2 "refusals in the log"
	assert_equal "$(grep -ac 'before this one has failed' "$HOST_LOG" || true)" 0 "of refuse"
	rm "$HOST_ROOT/etc/pam.d/nsjail-refuse"
}

@test "a second session on another handle is refused, and the first stays as it was" {
	says save handle=2 handle=1 open handle=2 open where alive handle=1 close where gone <<-'END'
		open success
		told Login refused
		open perm_denied
		inside confined
		alive
		close success
		outside
		gone
	END
}

@test "a second session after the first: refused for want of capabilities" {
	says save open close where open where gone <<-'END'
		open success
		close success
		outside
		told Login refused
		open perm_denied
		outside
		gone
	END
	log_has "bounding set lacks CAP_SYS_ADMIN"
}

@test "after a session no module can be loaded any more" {
	session_config "capabilities = $(setpriv --list-caps | grep -v 'cap_[0-9]' | xargs)" "seccomp = off"
	says save open close end open where <<<$'open success\nclose success\nopen other\noutside'
	says handle=2 handle=1 save open close end open <<<$'open success\nclose success\nopen success'
}

@test "an application without random addresses is refused" {
	run on_host setarch -R /srv/host/tools/caller nsjail-caller alice log save open same where gone
	assert_equal "$output" "$REFUSED"
	log_has "the caller's addresses are not random"
	says_as nsjail-caller root log save open same gone <<<$'open success\nsame\ngone'
}

@test "close without open: the module has nothing to say, nothing happens" {
	says save close where same gone <<<$'close success\noutside\nsame\ngone'
	says_as nsjail-alone alice log save close where same gone <<<$'close perm_denied\noutside\nsame\ngone'
}

@test "close twice: the second time is one without open" {
	says save open close close where gone <<<$'open success\nclose success\nclose success\noutside\ngone'
}

@test "close in a forked child is refused, and the session lives on" {
	says save open fork close where exit where alive close where gone <<-'END'
		open success
		close session_err
		inside confined
		inside confined
		alive
		close success
		outside
		gone
	END
	host_log_flush
	assert_equal "$(grep -ac 'can not be closed: it belongs to another process' "$HOST_LOG")" 1
}

@test "pam_end in a forked child, silent or not: the session lives on" {
	for silently in end end=silent; do
		says save open fork $silently where exit where alive close where gone <<-'END'
			open success
			inside confined
			inside confined
			alive
			close success
			outside
			gone
		END
	done
}

@test "pam_end without close leaves the process where it is, and the jail ends with it" {
	says save open end where alive <<<$'open success\ninside confined\nalive'
	host_log_flush
	assert_equal "$(grep -ac 'pam_end(3) without pam_close_session(3)' "$HOST_LOG")" 1
}

@test "pam_end with PAM_DATA_SILENT leaves the process where it is, and the jail ends with it" {
	says save open end=silent where <<<$'open success\ninside confined'
}

@test "an application with threads is refused" {
	says thread save open same where gone <<<"$REFUSED"
	log_has "the caller has threads"
}

@test "threads are no matter where nobody is jailed" {
	says_as nsjail-caller root log thread save open same gone <<<$'open success\nsame\ngone'
}

@test "the kernel makes no threads in a session" {
	run on_host /srv/host/tools/caller nsjail-caller alice save open thread
	assert_equal "$output" $'open success\nBROKEN thread: Invalid argument'
}

@test "an application that shares its working directory with another process is refused" {
	says share save open same where gone unshare_fs <<<"$REFUSED"
	log_has "shares its working directory"
}

@test "sharing that began in the session: it can not be closed until that ends" {
	says save open share close where alive unshare_fs close where gone <<-'END'
		open success
		close session_err
		inside confined
		alive
		close success
		outside
		gone
	END
}

# in_chroot PREPARE: the caller in a root of the private host's parts, in a mount namespace of its own.
in_chroot() {
	run on_host unshare --mount --propagation private bash -c "$1"'
		exec /srv/host/tools/caller nsjail-caller alice log chroot=/srv/chroot chdir=/etc save open same where gone'
	assert_equal "$output" "$REFUSED"
	log_has "the caller is chrooted"
}

@test "a chrooted application is refused, in a directory" {
	in_chroot 'mkdir -p /srv/chroot; for name in bin dev etc home lib lib64 proc run srv tmp usr var; do
		mkdir -p /srv/chroot/$name; mount --rbind /$name /srv/chroot/$name; done'
}

@test "a chrooted application is refused, in a mount of its own" {
	in_chroot 'mkdir -p /srv/chroot; mount --rbind / /srv/chroot'
}

@test "chroot(2) into the root directory is none" {
	says chroot=/ save open where close where same="$DONE" gone <<<"$SUCCEEDED"
}

@test "an application in mount and uts namespaces of its own comes back to them" {
	says unshare=mnt unshare=uts save open where close where same="$DONE" gone <<<"$SUCCEEDED"
}

# With a full bounding set and without a filter a process can have more than one, while another handle
# keeps the modules loaded.
@test "300 sessions in one process: it does not grow" {
	session_config "capabilities = $(setpriv --list-caps | grep -v 'cap_[0-9]' | xargs)" "seccomp = off"
	run on_host /srv/host/tools/caller nsjail-caller alice log handle=2 handle=1 save repeat=300 same="$DONE" gone
	assert_match "${lines[0]}" '^300 sessions, (-?[0-9]+) pages more$'
	# Those before 2.34 keep 64 bytes for each of 15 databases that __nss_configure_lookup(3) sets.
	most=64
	! older_libc 2.34 || most=$((most + 300 * 15 * 64 / 4096))
	((BASH_REMATCH[1] < most)) || fail "$output"
	assert_equal "${lines[1]} ${lines[2]}" "same gone" "descriptors and all else"
}

@test "a caller that is not root is told so" {
	run on_host setpriv --reuid 1001 --regid 1001 --clear-groups \
		/srv/host/tools/caller nsjail-caller alice save log open where gone
	assert_match "$output" 'open perm_denied.outside'
	log_has "the caller, uid 1001, lacks CAP_SYS_ADMIN: only root can open a session in a jail"
}
