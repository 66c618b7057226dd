# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the tests of whole sessions share: requirements, one private host for a file of tests, and the
# questions whether somebody is in a jail and how he was refused.
# It must never: let a test pass because a program was missing.
#
# session_host [SERVICE...]    starts the private host of this file with the usual accounts
# session_begin, session_end   setup and teardown of each test; a file with more to do has its own
# assert_jailed TEXT NAME      TEXT (the output of $JAIL_PROBE) is from a jail of NAME
# assert_refused TEXT CAUSE    one line in the log names CAUSE, and TEXT bears the same id; sshd shows nothing
# in_time COMMAND...           the command, which has a login refused, takes no longer than a refusal may
# host_expect <<SCRIPT         an expect(1) script in the private host, with want, type and want_end
# sshd_monitor NAME, sshd_child NAME   patterns of the titles of sshd's processes of a user's session
# host_locale NAME CHARSET     a locale of the private host's, for LOCPATH=/srv/locales LC_ALL=NAME
# login_reopens_its_terminal   true for util-linux' login, which does that by path with the session open
# expect_login_refused         what becomes of it on a pseudo terminal: nobody gets a shell anywhere
# need PROGRAM...              false when one is missing; all tests of the file are then skipped

PRIVATE_HOST_TESTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/lib/private_host.bash
. "$PRIVATE_HOST_TESTS/private_host.bash"
# shellcheck source=tests/lib/leaks.bash
. "$PRIVATE_HOST_TESTS/leaks.bash"

# Works in busybox's shell and in others: one answer a line, namespaces first.
# shellcheck disable=SC2016,SC2034
JAIL_PROBE='for n in mnt pid uts ipc cgroup net; do readlink /proc/self/ns/$n; done; hostname; id -un; cat /etc/rootfs-mark; echo pids $(ls /proc | grep -c "^[0-9]")'

# What a refusal of bad input may take, in milliseconds.
REFUSAL_MS=2000

fail()
{
	printf '%s\n' "$@" >&2
	return 1
}

# older_libc VERSION: this machine's glibc is older
older_libc()
{
	local version

	version=$(getconf GNU_LIBC_VERSION)
	[[ $(printf '%s\n' "$1" "${version#glibc }" | sort -V | head -n 1) != "$1" ]]
}

# Called in setup_file, where older versions of bats can not skip: session_begin does.
need()
{
	local program

	SESSION_LACKS=
	((EUID == 0)) || SESSION_LACKS="needs root"
	for program in busybox nsenter setpriv "$@"; do
		PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null ||
			SESSION_LACKS="needs $program"
	done
	export SESSION_LACKS
	[[ -z ${SESSION_LACKS:-} ]]
}

session_host()
{
	private_host_start || return 1
	host_account alice 1001 project:5001 audit:5002
	host_account bob 1002 project:5001
	host_account eve 1003
	host_account carol 1004 exempt:5003
	host_account fred 1005
	host_rootfs
	session_config
	host_jail_service "$@"
	# Of tests/tools/caller.
	printf '%s\n' "session required pam_permit.so" "session required /srv/host/pam_nsjail.so" \
		>"$HOST_ROOT/etc/pam.d/nsjail-caller"
}

# The configuration that every test begins with; arguments are more lines of [default].
# JAIL_MODE=private gives everybody a user namespace, so the same tests run in both trust modes; a test
# that says itself who gets one is the same in both.
# shellcheck disable=SC2120
session_config()
{
	[[ ${JAIL_MODE:-plain} == plain || " $*" == *' user_namespace = '* ]] || set -- 'user_namespace = yes' "$@"
	printf '%s\n' '[default]' "rootfs = $HOST_ROOTFS" "$@" '' '[group exempt]' 'jail = no' | host_config
}

# Talks to a program on a terminal of the private host: the script of expect(1) is standard input.
# shellcheck disable=SC2120 # options of expect, which other files give
host_expect()
{
	{
		cat <<-'END'
			set timeout 10
			set stty_init "rows 24 columns 80"
			proc want {pattern} {
				expect {
					-re $pattern {}
					timeout { puts "\n<no '$pattern' in time>"; exit 1 }
					eof { puts "\n<the end instead of '$pattern'>"; exit 1 }
				}
			}
			proc type {line} {
				send "$line\r"
			}
			proc want_end {} {
				expect {
					eof {}
					timeout { puts "\n<no end in time>"; exit 1 }
				}
			}
		END
		cat
	} | on_host expect -f - "$@"
}

session_begin()
{
	[[ -z ${SESSION_LACKS:-} ]] || skip "$SESSION_LACKS"
	: >"$HOST_LOG"
	leaks_before
}

session_end()
{
	local log

	[[ -n ${HOST_PID:-} ]] || return 0
	leaks_after && return 0
	log=$(<"$HOST_LOG")
	leaks_remove
	fail "the log of the private host:" "$log"
}

# Debian 13 has it in the place of shadow's, which knows no --version.
login_reopens_its_terminal()
{
	[[ $(on_host login --version 2>/dev/null) == *util-linux* ]]
}

# host_expect for login(1). That of util-linux 2.42 hangs its terminal up first, and expect may take that for
# the end: then PAM was asked nothing yet, and it is tried anew.
host_login()
{
	local script count

	script=$(cat)
	for count in {1..5}; do
		host_expect <<<"$script" && status=0 || status=$?
		host_log_flush
		! grep -q '(login:' "$HOST_LOG" || return "$status"
	done
	fail "login has asked PAM for nothing, $count times"
}

expect_login_refused()
{
	host_login >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn login -f alice
		want_end
	END
	[[ $(<"$HOST_DIR/output") != *'$ '* ]] || fail "a shell: $(<"$HOST_DIR/output")"
	host_log_flush
	assert_match "$(<"$HOST_LOG")" "refused .*login opens its terminal '/dev/pts/[0-9]+' by path" "the log"
}

# C.UTF-8 would do for UTF-8, but has no catalogues in newer C libraries (2.41).
host_locale()
{
	on_host_bash '
		mkdir -p /srv/locales
		localedef --no-archive -i POSIX -f "$2" "/srv/locales/$1" 2>/dev/null ||
			localedef --no-archive -c -i en_US -f "$2" "/srv/locales/$1"
	' "$@"
}

# sshd: was the title up to OpenSSH 9.7, and [priv] up to 10.5.
sshd_monitor()
{
	printf '^sshd(-session)?: %s \\[(priv|postauth)\\]' "$1"
}

sshd_child()
{
	printf '^sshd(-session)?: %s@' "$1"
}

assert_equal()
{
	[[ $1 == "$2" ]] || fail "${3:-value} is '$1', expected '$2'"
}

assert_match()
{
	[[ $1 =~ $2 ]] || fail "${3:-text} is '$1', expected to match '$2'"
}

# Waits up to two seconds for a command to succeed.
eventually()
{
	local begin now

	machine_ms begin
	until "$@"; do
		machine_ms now
		((now - begin < ${EVENTUALLY_MS:-8000})) || { fail "never came true: $*"; return 1; }
		sleep 0.02
	done
}

# A machine that is busy gets three attempts; the log is empty before each.
in_time()
{
	local begin now took

	for _ in 1 2 3; do
		: >"$HOST_LOG"
		machine_ms begin
		"$@" || return 1
		machine_ms now
		took=$((now - begin))
		((took > REFUSAL_MS)) || return 0
	done
	fail "'$*' took $took ms"
}

host_namespaces()
{
	on_host_bash 'for n in mnt pid uts ipc cgroup net; do readlink /proc/1/ns/$n; done'
}

assert_jailed()
{
	local text=${1//$'\r'/} name=$2 namespace mine hosts

	mapfile -t mine <<<"$text"
	hosts=$(host_namespaces)
	for namespace in "${mine[@]:0:6}"; do
		[[ $namespace =~ ^[a-z]+:\[[0-9]+\]$ ]] || { fail "no namespace: '$namespace' in '$text'"; return 1; }
		[[ $hosts != *"$namespace"* ]] || { fail "'$namespace' is the host's"; return 1; }
	done
	assert_equal "${mine[6]}" "$name" hostname || return 1
	assert_equal "${mine[7]}" "$name" user || return 1
	assert_equal "${mine[8]}" "a rootfs of the tests" rootfs || return 1
	# init, the shell and its children; processes of root are invisible to him.
	assert_match "${mine[9]}" '^pids [1-8]$' "processes in sight"
}

assert_unjailed()
{
	assert_equal "$(head -n 6 <<<"${1//$'\r'/}")" "$(host_namespaces)" namespaces
}

host_log_refusals()
{
	host_log_flush
	grep -a 'pam_nsjail.*refused' "$HOST_LOG"
}

assert_refused()
{
	local text=$1 cause=$2 lines id

	lines=$(host_log_refusals)
	assert_equal "$(grep -c . <<<"$lines")" 1 "number of log lines with 'refused' ($lines)" || return 1
	assert_match "$lines" "$cause" "log line" || return 1
	assert_match "$lines" '[^0-9a-f][0-9a-f]{8}[^0-9a-f]' "log line" || return 1
	if [[ $lines == *"pam_nsjail(sshd:session)"* ]]; then
		assert_equal "$(grep -v '^Connection .* closed' <<<"$text")" "" "what ssh's user is shown"
		return
	fi
	id=$(grep -oE '\b[0-9a-f]{8}\b' <<<"$text" | head -n 1)
	[[ -n $id ]] || { fail "the user was shown no id: '$text'"; return 1; }
	assert_match "$lines" "$id" "log line"
}

setup()
{
	session_begin
	session_config
}

teardown()
{
	session_end
}

teardown_file()
{
	private_host_stop
}
