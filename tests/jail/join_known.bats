#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A login whose plan would be that of a jail which its user has already is let in by that jail's keeper,
# without the helper; whatever could make another plan of it, or a refusal, sends it to the helper. Here
# the helper is put aside meanwhile, so that a login that needs it is refused.
#
# Begins first: it waits for files to become old

load ../lib/session

setup_file() {
	need pamtester || return 0
	session_host nsjail-jail
	pam_d=$HOST_ROOT/etc/pam.d
	sed -i '1i session required pam_permit.so' "$pam_d/nsjail-jail"
	sed 's/pam_nsjail.so/& conf=\/etc\/security\/other.conf/' "$pam_d/nsjail-jail" >"$pam_d/nsjail-jail-other"
	echo 'session required /srv/host/pam_nsjail.so jailed' >"$pam_d/nsjail-jail-query"
}

setup() {
	session_begin
}

teardown() {
	helper_return
	on_host_bash 'pkill -x nsjail-keeper; true'
	eventually has_no_keeper && on_host "$HELPER_PATH" >"$HOST_DIR/swept" && session_end &&
		[[ $(on_host find "$STATE_DIR" -type s) == "" ]]
}

has_no_keeper() {
	! on_host pgrep -x nsjail-keeper
}

# What was changed just now could be changed once more without another time of change.
settle() {
	sleep 2.1
}

helper_aside() {
	on_host mv "$HELPER_PATH" "$HELPER_PATH.aside"
}

helper_return() {
	[[ ! -e $HOST_ROOT$HELPER_PATH.aside ]] || on_host mv "$HELPER_PATH.aside" "$HELPER_PATH"
}

# The kernel uses the numbers of namespaces again, so whoever is first in a jail gives it a name.
# shellcheck disable=SC2016
NAME='if [ -e /etc/shadow ]; then echo host; else [ -e /tmp/name ] || cat /proc/sys/kernel/random/uuid >/tmp/name; cat /tmp/name; fi'

# login [NAME [SERVICE]]: the name of the jail that it comes into, "host" or "refused".
login() {
	on_host /srv/host/tools/pam_login "${2:-nsjail-jail}" "${1:-alice}" 1 "$NAME" 2>/dev/null || echo refused
}

# alone [NAME [SERVICE]]: the same without the helper.
alone() {
	helper_aside
	login "$@"
	helper_return
}

# Alice has a jail, whose keeper knows its files; jail is its name.
begin() {
	session_config 'scope = user' 'linger = forever'
	settle
	jail=$(login)
	assert_match "$jail" '^[0-9a-f-]{36}$' "the first login ($(host_log_refusals))" || return 1
	assert_equal "$(alone)" "$jail" "a login without the helper"
}

# like OUTCOME: what a login comes to now with the helper: the same jail, another one, none, refused.
like() {
	local found

	found=$(login)
	case $1 in
	same) assert_equal "$found" "$jail" "a login after '$change'" ;;
	another) [[ ${#found} == 36 && $found != "$jail" ]] ;;
	none) assert_equal "$found" host "a login after '$change'" ;;
	refused) assert_equal "$found" refused "a login after '$change'" ;;
	esac || fail "after '$change' ($found instead of $jail): $(host_log_refusals)"
}

# changes OUTCOME COMMAND [COMMAND]: after the first command, in the private host, a login needs the
# helper; the second one takes it back.
changes() {
	change=$2
	begin
	on_host_bash "cd /etc/security; $2"
	assert_equal "$(alone)" refused "a login without the helper, after '$2'" || return 1
	like "$1" || return 1
	on_host_bash "cd /etc/security; ${3:-:}"
}

@test "a second login needs no helper, and is confined as the first one" {
	confinement='ls -l /proc/self/ns | grep -o "[a-z_]*:.*"; grep -E "^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp)" /proc/self/status'
	begin
	first=$(on_host /srv/host/tools/pam_login nsjail-jail alice 1 "$confinement")
	: >"$HOST_LOG"
	helper_aside
	assert_equal "$(on_host /srv/host/tools/pam_login nsjail-jail alice 1 "$confinement")" "$first" "the second login"
	[[ ${JAIL_MODE:-plain} == private ]] || assert_match "$first" 'CapBnd:.0+.*NoNewPrivs:.1'
	assert_equal "$(login bob)" refused "a login that has no jail yet"
	host_log_flush
	assert_match "$(host_log_refusals)" "user 'bob': helper '$HELPER_PATH': .* does not exist"
	assert_match "$(grep -a 'user=alice' "$HOST_LOG")" 'event=join .*event=close '
}

@test "the word 'jailed' is answered by the keeper, too" {
	begin
	helper_aside
	on_host pamtester nsjail-jail-query alice open_session
	for name in bob carol; do
		run on_host pamtester nsjail-jail-query $name open_session
		assert_match "$status $output" '^[1-9][0-9]* ' "a question about $name, who has no jail" || return 1
	done
}

@test "a file that was touched, changed in one place, or put there anew is looked at by the helper" {
	changes same 'touch nsjail.conf'
	changes same 'cp -p nsjail.conf new; mv new nsjail.conf'
	changes same 'chmod 0600 nsjail.conf'
	changes another 'touch -r nsjail.conf times; sed "s/forever/9999999/" nsjail.conf >new
		dd if=new of=nsjail.conf conv=notrunc status=none; touch -r times nsjail.conf' 'rm -f new times'
	changes refused 'chmod g+w nsjail.conf'
	changes refused 'mv nsjail.conf away' 'mv away nsjail.conf'
}

@test "so is a user's own file that comes, changes or goes" {
	changes another 'mkdir -p nsjail.d; printf "[user alice]\nsysfs = yes\n" >nsjail.d/alice.conf'
	changes another 'printf "[user alice]\nsysfs = no\n# as the rest\nhostname = h\n" >nsjail.d/alice.conf'
	changes another 'rm nsjail.d/alice.conf'
	changes none 'printf "[user alice]\njail = no\n" >nsjail.d/alice.conf' 'rm nsjail.d/alice.conf'
	changes refused 'printf "[user bob]\n" >nsjail.d/alice.conf' 'rm nsjail.d/alice.conf'
	printf '[user bob]\nsysfs = yes\n' >"$HOST_ROOT/etc/security/nsjail.d/bob.conf"
	change="another's own file"
	assert_equal "$(alone)" "$jail"
	rm -r "$HOST_ROOT/etc/security/nsjail.d"
}

@test "so is a profile's file that comes, changes or goes" {
	on_host mkdir -p /etc/security/nsjail.d/profiles
	on_host_bash 'cd /etc/security/nsjail.d; echo "[profile gold]" >profiles/gold.conf
		printf "[user alice]\nprofile = gold\n" >alice.conf'
	changes another 'printf "[profile gold]\nsysfs = yes\n" >nsjail.d/profiles/gold.conf'
	changes same 'touch nsjail.d/profiles/gold.conf'
	changes refused 'mv nsjail.d/profiles/gold.conf nsjail.d/gold.away' 'mv nsjail.d/gold.away nsjail.d/profiles/gold.conf'
	changes refused 'chmod g+w nsjail.d/profiles' 'chmod g-w nsjail.d/profiles'
	rm -r "$HOST_ROOT/etc/security/nsjail.d"
}

@test "so is a directory that was exchanged, opened to others, or covered by a mount" {
	changes refused 'chmod g+w .' 'chmod g-w .'
	changes another 'cp -rp . ../other; sed -i "/scope/a sysfs = yes" ../other/nsjail.conf
		mv ../security ../before; mv ../other ../security' 'cd ..; rm -r security; mv before security'
	changes another 'sed "/scope/a sysfs = yes" nsjail.conf >covering; mount --bind covering nsjail.conf' \
		'umount nsjail.conf; rm covering'
	change="the mount is gone"
	# The jail that it was made for only lingered, so the other plan has ended it.
	found=$(login)
	[[ $found != "$jail" ]]
	assert_equal "$(alone)" "$found" "the jail that it is made for now"
}

@test "so is an account that has changed" {
	on_host cp /etc/passwd /etc/group /srv
	for edit in 's|^\(alice.*:\)/bin/sh|\1/bin/ash|' 's|^alice:x:1001:1001|alice:x:1001:1002|'; do
		changes another "sed -i '$edit' /etc/passwd" "cat /srv/passwd >/etc/passwd" || return 1
	done
	changes another 'sed -i "s/^project:.*/&,alice/; s/alice,bob,alice/bob/" /etc/group' 'cat /srv/group >/etc/group'
	changes none 'sed -i "s/^exempt:.*/&,alice/" /etc/group' 'cat /srv/group >/etc/group'
}

@test "so are the subordinate ids: a range that has passed to another user is joined by nobody" {
	session_config 'scope = user' 'linger = forever' 'user_namespace = yes'
	cp "$HOST_ROOT"/etc/sub[ug]id "$HOST_ROOT/srv/"
	settle
	jail=$(login)
	assert_equal "$(login) $(alone)" "$jail $jail" "before the change"
	# Eve gets the range that was alice's, and alice one of her own.
	on_host sed -i 's/^alice:[0-9]*/alice:3000000000/; s/^eve:.*/eve:'"$(on_host sed -n 's/^alice:\([0-9]*\):.*/\1/p' /etc/subuid)"':65536/' /etc/subuid /etc/subgid
	settle
	assert_equal "$(alone)" refused "without the helper"
	other=$(login)
	assert_match "$other" '^[0-9a-f-]{36}$' "alice's login ($(host_log_refusals))"
	[[ $other != "$jail" ]] || fail "the jail of the old range was joined"
	cp "$HOST_ROOT"/srv/sub[ug]id "$HOST_ROOT/etc/"
}

@test "so is the same configuration by another path" {
	begin
	on_host cp -p /etc/security/nsjail.conf /etc/security/other.conf
	settle
	change="another path"
	assert_equal "$(alone alice nsjail-jail-other)" refused "a login by another path, without the helper"
	assert_equal "$(login alice nsjail-jail-other)" "$jail" "the jail of the same plan"
	# The keeper knows the path that led to it last.
	assert_equal "$(alone alice nsjail-jail-other) $(alone)" "$jail refused"
	rm "$HOST_ROOT/etc/security/other.conf"
}

# It could be written to once more in the same tick of the clock.
@test "what was changed just now is not believed, until a later login has looked at it" {
	session_config 'scope = user' 'linger = forever'
	jail=$(login)
	assert_equal "$(alone)" refused "at once"
	settle
	assert_equal "$(alone)" refused "later"
	assert_equal "$(login) $(alone)" "$jail $jail"
}

@test "a change counts for the next login, however soon that comes" {
	begin
	mkdir -p "$HOST_ROOT/etc/security/nsjail.d"
	for round in {1..20}; do
		on_host_bash 'printf "[user alice]\nhostname = name-%02d\n" "$1" | dd of=/etc/security/nsjail.d/alice.conf conv=notrunc status=none
			/srv/host/tools/pam_login nsjail-jail alice 1 hostname' "$round" || echo FAILED
	done >"$HOST_DIR/names" 2>&1
	assert_equal "$(xargs <"$HOST_DIR/names")" "$(printf 'name-%02d ' {1..20} | xargs)" "names that the logins saw"
	rm -r "$HOST_ROOT/etc/security/nsjail.d"
}

@test "a keeper that is stopped, killed or gone keeps nobody out for long" {
	local begin now

	begin
	keeper=$(on_host pgrep -x nsjail-keeper)
	on_host kill -STOP "$keeper"
	machine_ms begin
	assert_equal "$(login)" refused "a login while the keeper is stopped"
	machine_ms now
	((now - begin < 14000)) || fail "it took $((now - begin)) ms"
	assert_match "$(host_log_refusals)" "the keeper of the user's jail gives no answer: Connection timed out"
	on_host kill -CONT "$keeper"
	assert_equal "$(alone)" "$jail" "a login when it goes on"
	on_host kill -KILL "$keeper"
	change="the keeper's death"
	like another
	assert_equal "$(on_host ls "$STATE_DIR/users")" 1001-jail
	on_host pkill -x nsjail-keeper
	on_host "$HELPER_PATH"
	assert_equal "$(on_host ls "$STATE_DIR/users")" "" "names of keepers that are gone"
	session_config 'scope = user'
	settle
	login
	eventually has_no_keeper
	assert_equal "$(on_host ls "$STATE_DIR/users")" "" "names after the last logout"
}

@test "what else may stand at the name of a user's jail is not asked" {
	local begin now

	for thing in 'mkfifo -m 600' 'echo >' 'ln -s /dev/null' 'ln -s /nowhere' 'ln -s /dev/log' 'mkdir'; do
		on_host_bash "cd $STATE_DIR; mkdir -p users; rm -rf users/1001-jail; $thing users/1001-jail"
		session_config 'scope = user'
		machine_ms begin
		assert_match "$(login)" '^[0-9a-f-]{36}$' "a login with '$thing'" || return 1
		machine_ms now
		((now - begin < 3000)) || fail "it took $((now - begin)) ms"
	done
	eventually has_no_keeper
	on_host rm -rf "$STATE_DIR/users/1001-jail"
}

@test "twenty logins at once need no helper" {
	begin
	helper_aside
	on_host_bash 'for ((i = 0; i < 20; i++)); do
		/srv/host/tools/pam_login nsjail-jail alice 1 "read -r name </tmp/name; echo \$name; sleep 0.3" & done; wait' >"$HOST_DIR/logins" 2>&1
	assert_equal "$(sort "$HOST_DIR/logins" | uniq -c | xargs)" "20 $jail" logins
}

@test "a login without the helper has the host's files of that moment" {
	session_config 'scope = user' 'linger = forever' 'network = host'
	on_host_bash 'rm -f /etc/resolv.conf; echo "nameserver 192.0.2.1" >/etc/resolv.conf'
	settle
	login
	on_host_bash 'echo "nameserver 192.0.2.2" >/etc/resolv.conf.new; mv /etc/resolv.conf.new /etc/resolv.conf'
	helper_aside
	found=$(on_host /srv/host/tools/pam_login nsjail-jail alice 1 'cat /etc/resolv.conf')
	helper_return
	assert_equal "$found" 'nameserver 192.0.2.2'
}
