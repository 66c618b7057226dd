#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Who was here, as the host's last and lastlog know it, when sshd itself writes its records in the jail: the
# modules that docs/pam-order.md names do, where they stand before ours. Debian 12 has pam_lastlog; in Debian 13
# pam_lastlog2 and pam_wtmpdb take its place. JAIL_MODE=private for the other mode.

load ../lib/session

NEW_PACKAGES='libpam-lastlog2 liblastlog2-2 lastlog2 libpam-wtmpdb libwtmpdb0 wtmpdb'

# They are unpacked and not installed, because their packages change the machine's stacks.
fetch_modules() {
	[[ ! -d $UNPACKED ]] || return 0
	rm -rf "$UNPACKED.new"
	mkdir -p "$UNPACKED.new/root"
	# shellcheck disable=SC2086 # words
	(cd "$UNPACKED.new" && apt-get -q download $NEW_PACKAGES) >"$UNPACKED.log" 2>&1 || return 1
	for archive in "$UNPACKED.new"/*.deb; do
		dpkg-deb --extract "$archive" "$UNPACKED.new/root" || return 1
	done
	mv "$UNPACKED.new" "$UNPACKED"
}

setup_file() {
	export UNPACKED=$BUILD/login_records RECORDS=lastlog
	need sshd ssh ssh-keygen || return 0
	if ! compgen -G '/usr/lib/*/security/pam_lastlog.so' >/dev/null && ! compgen -G '/lib/*/security/pam_lastlog.so' >/dev/null; then
		RECORDS=lastlog2
		flock "$BUILD" bash -c "NEW_PACKAGES='$NEW_PACKAGES'; $(declare -f fetch_modules); fetch_modules" ||
			{ export SESSION_LACKS="apt has neither pam_lastlog nor pam_lastlog2"; return 0; }
	fi
	session_host
	cp "$HOST_ROOT/etc/pam.d/sshd" "$HOST_ROOT/srv/sshd.pam"
	[[ $RECORDS == lastlog ]] || cp -r "$UNPACKED/root" "$HOST_ROOT/srv/modules"
	on_host_bash '
		set -e
		[[ ! -d /srv/modules ]] || {
			chown -R 0:0 /srv/modules
			find /srv/modules -name "lib*.so*" -printf "%h\n" | sort -u >/etc/ld.so.conf.d/modules.conf
			ldconfig
		}'
	host_sshd_start
}

setup() {
	session_begin
	session_config
	on_host_bash 'set -e
		rm -rf /var/log/wtmp /var/log/wtmp.db /var/log/lastlog /var/lib/lastlog /var/lib/wtmpdb
		install -m 0664 /dev/null /var/log/wtmp; install -m 0664 /dev/null /var/log/lastlog
		mkdir -p /var/lib/lastlog /var/lib/wtmpdb'
}

teardown() {
	session_end
}

# The lines of docs/pam-order.md for the modules that are there, as they are found here.
recorders() {
	local page=$PRIVATE_HOST_SOURCE/docs/pam-order.md place

	place=/srv/modules/usr/lib/$(uname -m)-linux-gnu/security
	if [[ $RECORDS == lastlog ]]; then
		sed -n '/^    .*default=1\] pam_nsjail/,/^$/s/^    //p' "$page"
	else
		sed -n '/^    .*default=2\] pam_nsjail/,/^$/s/^    //p' "$page" | sed -E "s|pam_(lastlog2\|wtmpdb)|$place/&|"
	fi | sed 's|pam_nsjail.so|/srv/host/&|'
}

# stack [LINE...]: sshd's session lines, these before ours
stack() {
	{
		cat "$HOST_ROOT/srv/sshd.pam" && [[ $# == 0 ]] || printf '%s\n' "$@"
		echo "session required /srv/host/pam_nsjail.so"
	} >"$HOST_ROOT/etc/pam.d/sshd"
}

# What the host says; a line for each login of NAME, without times.
sessions_of() {
	local list

	if [[ $RECORDS == lastlog ]]; then
		list=$(on_host last -w) || return 1
	else
		list=$(on_host /srv/modules/usr/bin/wtmpdb last -w) || return 1
	fi
	grep "^$1 " <<<"$list" || true
}

last_login_of() {
	if [[ $RECORDS == lastlog ]]; then
		on_host lastlog -u "$1"
	else
		on_host /srv/modules/usr/bin/lastlog2 -u "$1"
	fi
}

@test "control: what sshd itself writes of a jailed login is not on the host" {
	stack
	host_ssh -tt alice true </dev/null
	assert_equal "$(sessions_of alice)" ""
	assert_equal "$(last_login_of alice | grep -c '127\.0\.0\.1\|localhost')" 0 "last login"
}

@test "with the module before ours, last and lastlog of the host know the login" {
	mapfile -t lines < <(recorders)
	[[ ${#lines[@]} == "$([[ $RECORDS == lastlog ]] && echo 2 || echo 3)" ]] || fail "the page has ${#lines[@]} lines"
	stack "${lines[@]}"
	host_ssh alice true
	host_ssh -tt bob true </dev/null
	for name in alice bob; do
		assert_equal "$(sessions_of $name | wc -l)" 1 "logins of $name"
		assert_match "$(sessions_of $name)" '127\.0\.0\.1|localhost|host'
		assert_match "$(last_login_of $name)" "$name .*20[0-9][0-9]"
	done
	assert_equal "$(sessions_of eve)" "" "who was not here"
}

# The session is closed from inside of the jail, where the host's files are not.
@test "the end of a jailed session is in the log alone, and the jail gets no records by it" {
	mapfile -t lines < <(recorders)
	stack "${lines[@]}"
	assert_equal "$(host_ssh alice 'ls -d /var/log/wtmp* /var/log/lastlog* /var/lib/lastlog /var/lib/wtmpdb 2>/dev/null; echo end')" "end"
	assert_match "$(sessions_of alice)" 'still (running|logged in)|gone - no logout|crash'
	host_log_flush
	assert_match "$(<"$HOST_LOG")" "closed session \[[0-9a-f]+\] \(event=close .*user=alice .*seconds=[0-9]"
	assert_equal "$(host_ssh alice 'ls -d /var/log/wtmp* /var/log/lastlog* /var/lib/lastlog /var/lib/wtmpdb 2>/dev/null; echo end')" "end"
	assert_equal "$(sessions_of alice | wc -l)" 2
}

@test "whom nothing jails has one record, not two" {
	mapfile -t lines < <(recorders)
	stack "${lines[@]}"
	host_ssh -tt carol true </dev/null
	assert_equal "$(sessions_of carol | wc -l)" 1
}

# utmp is sshd's own alone; who of Debian 13 asks systemd-logind, which knows no jailed session either.
@test "who does not show a jailed session, nsjailctl list does" {
	mapfile -t lines < <(recorders)
	stack "${lines[@]}"
	on_host_bash 'install -m 0664 /dev/null /run/utmp'
	for name in alice carol; do
		host_ssh -tt $name 'sleep 3' </dev/null >/dev/null &
	done
	eventually listed alice
	# The control, where who reads utmp: whom nothing jails is there.
	[[ $RECORDS != lastlog ]] || eventually is_there carol
	assert_equal "$(on_host who | grep -c alice)" 0
	wait
	on_host rm /run/utmp
}

listed() {
	on_host nsjailctl list | grep -q "$1"
}

is_there() {
	on_host who | grep -q "^$1 "
}
