# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What root opens and runs by path while it sees the jail's files, from a trace of system calls in a private
# host. It must never: leave out a call because a process had another parent.
#
# ROOT_OPENS_STRACE     the tracer: programs follow it, or -p PID; its files are /tmp/trace.PID
# root_opens PID        "CALL "PATH"" for each such call of what began as that process, and "joins NUMBER"
# root_opens_table      the rows of the trust walk's table: KIND and path
# root_opens_allowed    a pattern of those that are harmless, from the table of the trust walk

ROOT_OPENS_SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# shellcheck disable=SC2034 # for who sources this
ROOT_OPENS_STRACE=(strace --follow-forks --output-separately --pidns-translation --output /tmp/trace
	-e "trace=open,openat,openat2,execve,execveat,setns,setuid,setreuid,setresuid,clone,clone3,fork,vfork")

# The table says what is opened, and why it is harmless: the jail's own, root's alone or, with a user namespace, the
# host's. Everything else is not: name service modules, converters of character sets, catalogues, scripts, programs.
root_opens_table()
{
	sed -nE 's|^\t\{ "([^"]+)", (TRUST_[A-Z_]+), true \},.*|\2 /\1|p' "$ROOT_OPENS_SOURCE/helper/rootfs/rootfs_trust_paths.c"
}

# Of a directory all that is below it.
root_opens_allowed()
{
	local paths

	paths=$(root_opens_table | sed -E 's/\./\\./g; s/^TRUST_(TREE|DATABASES|MADE) (.*)/\2(\/.*)?/; s/^[A-Z_]+ //')
	echo "^openat \"(${paths//$'\n'/|})\"$"
}

# Prints "CALL PATH" of every call with a path that a process made as root and inside: the state is
# handed from parent to child. strace writes a file for each process.
# shellcheck disable=SC2016
ROOT_OPENS_FOLLOW='
	function follow(file, inside, is_user,    line, child) {
		while ((getline line <file) > 0) {
			if (line ~ /^setns\(.*CLONE_NEWNS.*= 0$/) {
				# All of them at once is the join; the one alone leads home.
				inside = line ~ /CLONE_NEWPID/
				joins += inside
			} else if (line ~ /^(setuid|setresuid)\([1-9].*= 0$/ || line ~ /^setreuid\([1-9][0-9]*, [1-9].*= 0$/) {
				# pam_keyinit takes the real uid alone, and gives it back.
				is_user = 1
			} else if (line ~ /^(clone|clone3|fork|vfork)\(/ && line !~ /= -1/) {
				child = line
				if (!sub(/ in strace.*/, "", child) || !sub(/.*\/\* /, "", child))
					sub(/.*= /, "", child)
				follow("/tmp/trace." child, inside, is_user)
			} else if (inside && !is_user && line ~ /^(open|exec)/ && line !~ /O_PATH/ &&
				line !~ /^openat\([0-9]+, "\.", .* = -1 EACCES/) {
				# The last one is the proof that the host'"'"'s root is gone.
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

root_opens()
{
	on_host awk -v start="$1" "$ROOT_OPENS_FOLLOW"
}
