#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What a caller was started with and does not know of: directories, keys, limits, a locale, an
# environment. None of it reaches the user, nor makes root code obey the jail's files; carol, who is not
# jailed, gets it and is the control. JAIL_MODE=private for the other trust mode.

load ../lib/session

PROBER=/bin/attack_prober

setup_file() {
	need su python3 localedef || return 0
	[[ -e /usr/share/i18n/charmaps/ISO-8859-2.gz ]] || export SESSION_LACKS="needs the locales' sources"
	session_host su
	install -m 0755 "$BUILD/tools/attack_prober" "$HOST_ROOT$HOST_ROOTFS$PROBER"
	install -m 0755 "$BUILD/tools/attack_prober" "$HOST_ROOT$PROBER"
	plant_translations
}

# Catalogues of two "languages" in the rootfs, xx in ISO 8859-2 and yy in UTF-8, and its converter for the
# first; and locales of the host's own: one of that set needs the converter for what is in UTF-8.
plant_translations() {
	local gconv

	gconv=$(find /usr/lib /usr/lib64 -maxdepth 3 -type d -name gconv | head -n 1)
	on_host_bash '
		set -e
		umask 022
		mkdir -p "$1$2" "$1/usr/share/locale/xx/LC_MESSAGES" "$1/usr/share/locale/yy/LC_MESSAGES"
		cp /srv/host/tools/libgconv_evil.so "$1$2/ISO8859-2.so"
		printf "%s\n" "module ISO-8859-2// INTERNAL ISO8859-2 1" "module INTERNAL ISO-8859-2// ISO8859-2 1" \
			>"$1$2/gconv-modules"
	' "$HOST_ROOTFS" "$gconv"
	host_locale xx_XX ISO-8859-2
	host_locale uu_UU UTF-8
	for domain in libc util-linux Linux-PAM shadow; do
		write_catalogue ISO-8859-2 >"$HOST_ROOT$HOST_ROOTFS/usr/share/locale/xx/LC_MESSAGES/$domain.mo"
		write_catalogue UTF-8 >"$HOST_ROOT$HOST_ROOTFS/usr/share/locale/yy/LC_MESSAGES/$domain.mo"
	done
}

# write_catalogue CHARSET
write_catalogue() {
	python3 - "$1" <<-'END'
		import struct, sys
		texts = [("", "Content-Type: text/plain; charset=%s\n" % sys.argv[1]),
		         ("Killed", "PLANTED"), ("Session terminated, killing shell...", "PLANTED")]
		count, offset, data, tables = len(texts), 28 + 16 * len(texts), b"", [b"", b""]
		for side in 0, 1:
		    for pair in texts:
		        text = pair[side].encode()
		        tables[side] += struct.pack("<II", len(text), offset + len(data))
		        data += text + b"\0"
		sys.stdout.buffer.write(struct.pack("<7I", 0x950412de, 0, count, 28, 28 + 8 * count, 0, 0)
		                        + tables[0] + tables[1] + data)
	END
}

FOREIGN='LOCPATH=/srv/locales LC_ALL=uu_UU LANGUAGE=xx'
SAME_SET='LOCPATH=/srv/locales LC_ALL=uu_UU LANGUAGE=yy'
OTHER_SET='LOCPATH=/srv/locales LC_ALL=xx_XX LANGUAGE=yy'

@test "control: a caller without care loads the rootfs's converter, and says what its catalogue says" {
	# shellcheck disable=SC2086 # words
	run on_host env $FOREIGN /srv/host/tools/translate "$HOST_ROOTFS"
	assert_match "$output" 'evil converter, uid 0'
	# shellcheck disable=SC2086
	run on_host env $OTHER_SET /srv/host/tools/translate "$HOST_ROOTFS"
	assert_match "$output" 'evil converter, uid 0'
	# shellcheck disable=SC2086
	run on_host env $SAME_SET /srv/host/tools/translate "$HOST_ROOTFS"
	assert_equal "$output" PLANTED
}

@test "su says how a program ended: nothing of the rootfs's languages" {
	for words in "$FOREIGN" "$OTHER_SET" "$SAME_SET"; do
		# shellcheck disable=SC2086
		run on_host env $words su alice -c 'kill -KILL $$'
		assert_equal "$output" Killed "what su says with $words"
	done
}

@test "a directory that su was started with" {
	run on_host_bash 'su carol -c "ls /proc/self/fd/9/../etc/shadow" 9</srv'
	assert_match "$output" '/etc/shadow$' "carol"
	run on_host_bash 'su alice -c "ls /proc/self/fd/9/; ls /proc/\$\$/fd; :" 9</srv'
	assert_match "$output" 'No such file'
	# No pipe here: the shell would have its ends for a moment.
	assert_equal "${lines[*]: -3}" "0 1 2" descriptors
	assert_equal "${#lines[@]}" 4 "lines ($output)"
	# A file is no way out, and may be meant.
	run on_host_bash 'su alice -c "cat <&8" 8<<<"a file"'
	assert_equal "$output" "a file"
}

@test "a directory as standard input is refused" {
	run on_host_bash 'su alice -c "echo inside" </srv'
	assert_refused "$output" "descriptor 0: Is a directory"
	[[ $output != *inside* ]]
}

# Without the filter, which would hide what is in the keyring.
@test "a key in the session keyring of whoever runs su" {
	session_config 'seccomp = off'
	run on_host "$PROBER" with-key su carol -c "exec $PROBER weak E4"
	assert_match "$output" 'key-of-the-caller: fell done' carol
	run on_host "$PROBER" with-key su alice -c "exec $PROBER plain E4"
	assert_match "$output" 'key-of-the-caller: held ENOKEY' alice
	assert_match "$output" 'E4 keyctl: fell' "the filter is off"
}

@test "a limit that allows core files" {
	sed -i '$i * hard core unlimited' "$HOST_ROOT/etc/security/limits.conf"
	assert_equal "$(on_host prlimit --core=unlimited su carol -c 'ulimit -Hc')" unlimited carol
	assert_equal "$(on_host prlimit --core=unlimited su alice -c 'ulimit -Hc; ulimit -Sc' | xargs)" "0 0" alice
	run on_host prlimit --core=unlimited su alice -c 'ulimit -Hc unlimited'
	[[ $status != 0 ]] || fail "raised again"
}

# The environment of THREATS' list, and limits, signals, priority and directory of an odd kind.
ODD=(LD_PRELOAD=/srv/odd.so LD_LIBRARY_PATH=/srv/odd LD_AUDIT=/srv/odd.so GLIBC_TUNABLES=glibc.malloc.check=3
	GCONV_PATH=/srv/odd LOCPATH=/srv/odd NLSPATH=/srv/odd TZ=:/srv/odd TMPDIR=/srv/odd MALLOC_CHECK_=3
	RES_OPTIONS=debug HOSTALIASES=/srv/odd PATH=/srv/odd IFS=x BASH_ENV=/srv/odd SHELLOPTS=xtrace PYTHONPATH=/srv/odd
	LISTEN_FDS=7 NOTIFY_SOCKET=/srv/odd SSH_AUTH_SOCK=/srv/odd KRB5CCNAME=/srv/odd XDG_RUNTIME_DIR=/srv/odd
	DBUS_SESSION_BUS_ADDRESS=unix:path=/srv/odd)

# Runs in the private host: what the process $1 has of that.
show_process() {
	tr '\0' '\n' <"/proc/$1/environ" | grep -c .
	grep -E '^(SigBlk|SigIgn|Umask)' "/proc/$1/status"
	readlink "/proc/$1/cwd" "/proc/$1/fd/0" "/proc/$1/fd/1" "/proc/$1/fd/2"
	sed -nE 's/^Max (file size|open files|cpu time|address space|core file size|stack size) +//p' "/proc/$1/limits" |
		awk '{ print $1, $2 }'
	# Priority, process group and session.
	sed 's/.*) //' "/proc/$1/stat" | awk '{ print "nice", $17 }'
}

@test "the helper has nothing of its caller's environment, limits, signals and directory" {
	run on_host_bash "$(declare -f show_process)"'
		cd /srv && umask 000
		trap "" HUP PIPE USR1
		LOGINS=/srv/host/tools/logins
		printf "%s\n" "session required /srv/host/pam_nsjail.so" >/etc/pam.d/nsjail
		nice -n 5 prlimit --fsize=4096: --nofile=64: --cpu=500: --as=900000000: --stack=1000000: --core=77: \
			env "$@" "$LOGINS" nsjail alice 1 /bin/sleep 77 2>/dev/null &
		for try in {1..100}; do
			keeper=$(pgrep -x nsjail-keeper) && pgrep -f "^/bin/sleep 77" >/dev/null && break
			sleep 0.05
		done
		caller=$(pgrep -x logins | head -n 1)
		echo caller; show_process "$caller"
		echo keeper; show_process "$keeper"
		pkill -f "^/bin/sleep 77"
		wait
	' "${ODD[@]}"
	caller=$(sed -n '/^caller$/,/^keeper$/p' <<<"$output")
	keeper=$(sed -n '/^keeper$/,$p' <<<"$output")
	# The control: the caller has them all.
	(($(sed -n 2p <<<"$caller") >= ${#ODD[@]})) || fail "$caller"
	assert_match "$caller" $'\n500 unlimited\n4096 unlimited\n1000000 unlimited\n77 unlimited\n64 .*\n900000000 unlimited\n'
	assert_match "$caller" 'nice 5'
	assert_match "$caller" $'Umask:\t0000'
	assert_match "$keeper" $'^keeper\n0\n'
	assert_match "$keeper" $'Umask:\t0077'
	assert_match "$keeper" $'\n/\n/dev/null\n/dev/null\n/dev/null\n'
	assert_match "$keeper" 'nice 0'
	assert_match "$keeper" $'\nunlimited unlimited\nunlimited unlimited\n8388608 8388608\n0 0\n1024 1024\nunlimited unlimited\n'
}
