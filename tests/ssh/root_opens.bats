#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What root opens and runs by path while it sees the jail's files, from the join to the drop of
# privileges and from there to the way back: a short list, or the rootfs could be a way to root.

load ../lib/session

setup_file() {
	need sshd ssh ssh-keygen strace su login expect || return 0
	session_host sshd su login
	host_sshd_start
	touch "$HOST_ROOT$HOST_ROOTFS"/var/log/{wtmp,lastlog}
}

teardown_file() {
	private_host_stop
}

setup() {
	session_begin
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	rm -f "$HOST_ROOT"/tmp/trace.*
	session_end
}

# Nothing of the name service but its two files, which the host has made, and no program at all.
ALLOWED='^openat ("/etc/(passwd|group|login\.defs|localtime)"|"/etc/security/[a-z]*\.conf"'
ALLOWED+='|"/dev/(null|tty|ptmx|pts/[0-9]*|console)"|"/proc/sys/kernel/ngroups_max"'
ALLOWED+='|"/proc/self/(loginuid|fd)"'
ALLOWED+='|"/(var/)?run/utmp"|"/var/log/(wtmp|lastlog)")$'

STRACE=(strace --follow-forks --output-separately --pidns-translation --output /tmp/trace
	-e "trace=open,openat,openat2,execve,execveat,setns,setuid,setresuid,clone,clone3,fork,vfork")

# Prints "CALL PATH" of every call with a path that a process made as root and inside: the state is
# handed from parent to child. strace writes a file for each process.
# shellcheck disable=SC2016
FOLLOW='
	function follow(file, inside, is_user,    line, child) {
		while ((getline line <file) > 0) {
			if (line ~ /^setns\(.*CLONE_NEWNS.*= 0$/) {
				# All of them at once is the join; the one alone leads home.
				inside = line ~ /CLONE_NEWPID/
				joins += inside
			} else if (line ~ /^(setuid|setresuid)\([1-9].*= 0$/) {
				is_user = 1
			} else if (line ~ /^(clone|clone3|fork|vfork)\(/ && line !~ /= -1/) {
				child = line
				if (!sub(/ in strace.*/, "", child) || !sub(/.*\/\* /, "", child))
					sub(/.*= /, "", child)
				follow("/tmp/trace." child, inside, is_user)
			} else if (inside && !is_user && line ~ /^(open|exec)/ && line !~ /O_PATH/) {
				call = line
				sub(/\(.*/, "", call)
				sub(/^[^"]*/, "", line)
				sub(/"[^"]*$/, "\"", line)
				sub(/",.*/, "\"", line)
				print call, line
			}
		}
	}
	BEGIN { follow("/tmp/trace." start, 0, 0); print "joins", joins + 0 }'

# assert_allowed PID: of what began as that process.
assert_allowed() {
	local seen

	seen=$(on_host awk -v start="$1" "$FOLLOW")
	assert_match "$seen" 'joins [1-9]' "the trace"
	assert_equal "$(grep -vE "$ALLOWED" <<<"$seen" | grep -v '^joins')" "" "what root opened"
	assert_match "$seen" '"/etc/passwd"' "what root opened"
}

trace_sshd() {
	listener=$(<"$HOST_ROOT/run/sshd.pid")
	on_host "${STRACE[@]}" -p "$listener" 2>/dev/null 3>&- &
	tracer=$!
	eventually on_host_bash '! grep -q "TracerPid:.0$" "/proc/$1/status"' "$listener"
}

end_trace() {
	eventually on_host_bash '! pgrep -f "^sshd: [ab]"'
	on_host pkill -x strace
	wait "$tracer" || true
}

@test "sshd: a command" {
	trace_sshd
	host_ssh alice true
	end_trace
	assert_allowed "$listener"
}

@test "sshd: a shell on a pty" {
	trace_sshd
	host_ssh -tt alice <<<exit
	end_trace
	assert_allowed "$listener"
}

@test "sshd: sftp" {
	trace_sshd
	echo pwd | on_host sftp -q -F /srv/host/ssh_config -b - alice@host
	end_trace
	assert_allowed "$listener"
}

# The first process is the one whose trace begins with the program.
first_process() {
	on_host_bash 'grep -lE "^execve\(\"[^\"]*/$1\"" /tmp/trace.* | sort -V | head -n 1' "$1" | cut -d. -f2
}

@test "su" {
	on_host "${STRACE[@]}" su - alice -c true
	assert_allowed "$(first_process su)"
}

@test "login" {
	host_expect >"$HOST_DIR/output" <<-END || fail "$(<"$HOST_DIR/output")"
		spawn ${STRACE[*]} login -f alice
		want {\\$ }
		type {exit}
		want_end
	END
	assert_allowed "$(first_process login)"
}
