#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# login of util-linux opens its terminal by path once more when it is in the jail, where a pseudo terminal of
# that number is somebody else's. What opens it here is tests/tools/reopening_login; consoles and the real
# login are in tests/vm/guest/consoles.bash.

load ../lib/ctl

setup_file() {
	ctl_host login expect
	host_jail_service nsjail-jail login remote
}

setup() {
	session_config 'scope = user' 'services = nsjail* login remote'
	session_begin
}

# meet SERVICE: alice is at pseudo terminal 0 of her jail; somebody on pseudo terminal 0 of the host logs in to it
# as alice. What is said at the first one is in $HOST_DIR/first, at the second in $HOST_DIR/second.
meet() {
	host_expect >"$HOST_DIR/output" "$1" <<-'END' || fail "$(<"$HOST_DIR/output")"
		lassign $argv service
		spawn cat
		set cat $spawn_id
		spawn nsjailctl run alice sh
		set first $spawn_id
		want {\$ }
		type {echo first=$(tty)}
		want {first=/dev/pts/0}
		close -i $cat
		wait -i $cat
		spawn /srv/host/tools/reopening_login $service alice {echo second=$(tty); sleep 0.2}
		want {at /dev/pts/0}
		want {ended with [01]}
		puts "\nat the first one:"
		set spawn_id $first
		type {echo last=$((40 + 2))}
		want {last=42}
		type {exit}
		want_end
	END
}

first_terminal() {
	sed '1,/^at the first one:/d' "$HOST_DIR/output"
}

@test "login on a pseudo terminal that it opens by path is refused" {
	for service in login remote; do
		meet "$service"
		assert_refused "$(<"$HOST_DIR/output")" "login opens its terminal '/dev/pts/0' by path"
		assert_equal "$(grep -c second=/dev "$HOST_DIR/output" || true)" 0
		: >"$HOST_LOG"
	done
}

@test "it is refused in a jail of its own, too" {
	session_config 'scope = session'
	host_expect >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn /srv/host/tools/reopening_login login alice {echo second=$(tty)}
		want {ended with 1}
		want_end
	END
	assert_refused "$(<"$HOST_DIR/output")" "login opens its terminal '/dev/pts/0' by path"
}

@test "control: another service is not looked at, and takes the terminal of that number" {
	meet nsjail-jail
	assert_match "$(first_terminal)" 'second=/dev/pts/0'
}

@test "control: login of shadow works on the same terminals, and that of util-linux is refused" {
	if login_reopens_its_terminal; then
		expect_login_refused
		return
	fi
	host_login >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn login -f alice
		want {\$ }
		type {echo host=$(hostname); exit}
		want {host=alice}
		want_end
	END
}
