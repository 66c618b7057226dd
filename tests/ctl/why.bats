#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# nsjailctl why: from the id of a real refusal to the way to mend it; the table follows the sources.

load ../lib/ctl

setup_file() {
	ctl_host jq
}

@test "the id of a refused login leads to its cause" {
	session_config 'hostname = a_b' 'home = nowhere'
	jail_login alice true
	assert_equal "$status" 254
	id=$(grep -oE '[0-9a-f]{8}' <<<"$output" | head -n 1)
	host_log_flush
	ctl why --log /srv/host/log "$id"
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" "\[$id\] user 'alice'"
	assert_match "$output" "cause: $CONFIG_PATH:.: hostname 'a_b'"
	assert_match "$output" "cause: $CONFIG_PATH:.: home 'nowhere'"
	assert_equal "$(grep -c 'mend: ' <<<"$output")" 2 ways
	assert_equal "$(ctl_json '.causes | length' why --log /srv/host/log "$id")" 2
}

@test "one reason is one cause, with its own way out" {
	for line in "service 'x' (/bin/x) was not tried with jails, see services in nsjail.conf(5)|name the service in services" \
		"rootfs '/r' has no '/x' to mount on, make it with touch '/r/x': No such file or directory|run the command" \
		"argument 'config=/x': is not known|mend the line of pam_nsjail.so" \
		"program '/x': '/x' does not exist|make it, or mend the path" \
		"program '/x': ended with status 3|run it by hand" \
		"/etc/x.conf:3: rootfs '/r/' ends with a '/'|see nsjail.conf(5)" \
		"/etc/x.conf: No such file or directory|write it, or mend conf=" \
		"network 'user': /usr/bin/pasta: No such file or directory|install pasta" \
		"overlay_dir '/c/1': 'upper' belongs to uid 0, but the jail's root is uid 100000|or move the directory away" \
		"overlay_dir '/c/1': Read-only file system|mount it read-write" \
		"rootfs '/r': '/r' does not exist|make it, or mend the path"; do
		echo "pam_nsjail(s:session): refused [0123abcf] user 'a': ${line%|*}" >"$HOST_ROOT/srv/host/one"
		ctl why --log /srv/host/one 0123abcf
		assert_equal "$(grep -c 'cause: ' <<<"$output")" 1 "causes in '$output'"
		[[ $output == *"mend: "*"${line#*|}"* ]] || fail "$output"
	done
}

# A further range alone changes nothing.
@test "what is advised about a range that is somebody else's makes the login work" {
	session_config 'user_namespace = yes'
	on_host_bash 'cp -a /etc/subuid /srv/subuid; sed -i "s/^alice:.*/$(grep ^bob: /etc/subuid | sed s/bob/alice/)/" /etc/subuid'
	jail_refuses "the subordinate uids ([0-9]+) to ([0-9]+) of '/etc/subuid' overlap with those of bob"
	range=$(sed -nE 's/.* uids ([0-9]+) to ([0-9]+) of .*/\1-\2/p' "$HOST_LOG")
	ctl why --log /srv/host/log "$(grep -aoE 'refused \[[0-9a-f]{8}' "$HOST_LOG" | tail -c 9)"
	advice=$(sed -nE 's/.*mend: //p' <<<"$output")
	on_host usermod --add-subuids 5000000-5065535 alice
	jail_refuses 'overlap with those of bob'
	on_host usermod --del-subuids "$range" alice
	jail_login alice 'echo inside'
	on_host cp -a /srv/subuid /etc/subuid
	assert_equal "$output" inside
	[[ $advice == *'usermod --del-subuids FIRST-LAST'*USER*'give another with --add-subuids'* ]] || fail "$advice"
}

@test "logs of syslog are found in /var/log" {
	echo "Nov 1 h sshd[1]: pam_nsjail(sshd:session): refused [0123abcf] user 'a': the caller has threads" \
		>"$HOST_ROOT/var/log/auth.log.1"
	ctl why 0123abcf
	rm "$HOST_ROOT/var/log/auth.log.1"
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" 'cause: the caller has threads'
}

@test "a kernel that is too old is the cause, not what it is too old for" {
	printf '%s (%s): Invalid argument\n' \
		"pam_nsjail(s:session): refused [0123abcf] user 'a': '/usr': its file system can not be mapped to other ids" \
		'needs Linux 6.2 or later, this is 6.1.0-28-amd64' >"$HOST_ROOT/srv/host/old"
	ctl why --log /srv/host/old 0123abcf
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" 'mend: boot a newer kernel'
	assert_equal "$(grep -c 'mend: ' <<<"$output")" 1 ways
}

@test "control bytes of a log stay there" {
	printf "pam_nsjail(s:session): refused [0123abcf] user 'a': \033]0;x\007 \302\233\n" \
		>"$HOST_ROOT/srv/host/hostile"
	for option in '' --json; do
		ctl why ${option:+"$option"} --log /srv/host/hostile 0123abcf
		assert_equal "$status" 0
		for line in "${lines[@]}"; do
			assert_clean "$line"
		done
	done
}

@test "exit codes: unknown ids and what is none" {
	ctl why --log /srv/host/log ffffffff
	assert_equal "$status" 1
	for id in '' 0123 0123ABCF --grep=x 0123abcf0 'refused '; do
		ctl why -- "$id"
		assert_equal "$status" 2 "status of '$id'"
	done
	ctl why --log /srv/host 0123abcf
	assert_equal "$status" 1
	on_host mkfifo /srv/host/fifo
	run on_host timeout 5 nsjailctl why --log /srv/host/fifo 0123abcf
	on_host rm /srv/host/fifo
	assert_equal "$status" 1
}

@test "all words of the table are words of module or helper" {
	count=0
	while IFS= read -r words; do
		# What an errno means is said by the C library, and why an option is not taken by the kernel.
		words=${words%: No such file}
		case $words in
		*': Not a directory' | *': Read-only file system' | *': No space left on device' | *' as upperdir') continue ;;
		esac
		grep -aqF -- "$words" "$BUILD/pam_nsjail.so" "$BUILD/pam_nsjail_helper" \
			"$BUILD"/pam_nsjail_{subids,veth,groups,scope} || fail "nobody says '$words'"
		count=$((count + 1))
	done < <(sed -nE 's/^\t\{ "(.*)",( ".*)?$/\1/p; s/^\t\{ "([^"]*)", ".*/\1/p' \
		"$BATS_TEST_DIRNAME/../../helper/ctl/why/why_causes.c" | sort -u)
	((count > 30)) || fail "only $count rows seen"
}
