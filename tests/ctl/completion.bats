#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Completion of nsjailctl in bash: it offers what the program takes, and runs nothing that a word, a name
# or a file says.

load ../lib/ctl

setup_file() {
	ctl_host expect jq
	cp "$BATS_TEST_DIRNAME/../../etc/nsjailctl.bash-completion" "$HOST_ROOT/srv/host/completion"
}

# What is offered for the last word, a line each; whatever bash complains of is in it, too.
offered() {
	on_host bash --norc -c '
		cd /srv/host && . ./completion || exit
		COMP_WORDS=(nsjailctl "$@") COMP_CWORD=$#
		_nsjailctl
		[[ ${#COMPREPLY[@]} == 0 ]] || printf "%s\n" "${COMPREPLY[@]}"
	' bash "$@" 2>&1 | sort
}

nothing_ran() {
	[[ ! -e $HOST_ROOT/srv/host/executed ]] || fail "something ran"
}

@test "every command, and every option of each, as the program tells them" {
	commands=$(on_host nsjailctl --help | sed -nE 's/^  ([a-z]+) .*/\1/p' | sort)
	(($(wc -l <<<"$commands") >= 9)) || fail "$commands"
	assert_equal "$(offered '' | grep -v '^-')" "$commands" commands
	assert_equal "$(offered -- | tr '\n' ' ')" '--help --version '
	for command in $commands; do
		assert_equal "$(offered "$command" --)" \
			"$(on_host nsjailctl "$command" --help | grep -oE '^  --[a-z-]+' | tr -d ' ' | sort)" \
			"options of $command"
	done
	assert_equal "$(offered ve)" verify
	assert_equal "$(offered show --j)" --json
	assert_equal "$(offered nothing --)" ''
}

@test "every user, and for what is up the jails, too" {
	jail_hold one alice
	users=$(on_host getent passwd | cut -d: -f1 | sort -u)
	jail=$(ctl_json '.jails[0].jail' list)
	for command in show check run; do
		assert_equal "$(offered "$command" '')" "$users" "$command"
	done
	for command in enter verify kill; do
		assert_equal "$(offered "$command" '')" "$(sort -u <<<"$users"$'\n'"$jail")" "$command"
		assert_equal "$(offered "$command" 1001-)" "$jail" "$command"
	done
	assert_equal "$(offered show ali)" alice
	assert_equal "$(offered kill --session '')" "$(ctl_json '.jails[0].sessions[0].id' list)" "sessions"
	for command in why list gc; do
		assert_equal "$(offered "$command" '')" '' "$command"
	done
}

@test "an option's value: a file, or a service, behind a blank or '='" {
	on_host_bash 'mkdir /srv/host/files; touch /srv/host/files/one "/srv/host/files/t wo"'
	files=$'/srv/host/files/one\n/srv/host/files/t wo'
	for words in 'show --conf' 'check --conf' 'run --conf' 'run --log' 'why --log' 'enter --tool'; do
		# shellcheck disable=SC2086 # two words
		assert_equal "$(offered $words /srv/host/files/)" "$files" "$words"
		# shellcheck disable=SC2086 # two words
		assert_equal "$(offered $words = /srv/host/files/)" "$files" "$words="
	done
	assert_match "$(offered show --conf =)" '(^|'$'\n'')completion($|'$'\n'')'
	on_host rm -r /srv/host/files
	assert_equal "$(offered run --service '')" "$(on_host ls /etc/pam.d | sort)" services
	assert_equal "$(offered run --service ssh)" sshd
	assert_equal "$(offered pam '' | tr '\n' ' ')" 'disable enable status '
	assert_equal "$(offered pam --json en)" enable
	assert_equal "$(offered pam enable ssh)" sshd
	assert_equal "$(offered pam disable --dry-run sshd su-)" su-l
}

@test "no odd word is run, or breaks anything" {
	# All in one shell; what comes out is what it complains of.
	run on_host bash <<-'END'
		cd /srv/host && . ./completion || exit
		odd=('$(touch executed)' '`touch executed`' 'a[$(touch executed)]' '${x:=$(touch executed)}' ';touch executed'
			'' ' ' ']' '@' '*' '?' "'" '"' '\' '{a,b}' '~' - -- -W = '!!' %s $'a\nb' $'\033[2J' $'\377')
		try() {
			COMP_WORDS=(nsjailctl "$@") COMP_CWORD=$#
			_nsjailctl
		}
		for word in "${odd[@]}"; do
			for command in "" show kill "run --service" "why --log" nothing; do
				try $command "$word"
			done
			try kill --session "$word"
			try "$word" ''
			try "$word" --
		done
		echo "last: $word"
	END
	assert_equal "$output" $'last: \377'
	nothing_ran
}

@test "no name of a user, jail or service is run, or offered if a shell takes it for more than a name" {
	odd=('$(touch executed)' '`touch executed`' 'a;touch executed' 'a b' '$HOME' $'a\033[2J' $'\303\244' "a'b" 'a*')
	for name in "${odd[@]}"; do
		echo "$name:x:4000:4000::/:/bin/sh" >>"$HOST_ROOT/etc/passwd"
		touch "$HOST_ROOT/etc/pam.d/$name"
		mkdir -p "$HOST_ROOT$STATE_DIR/jails"
		touch "$HOST_ROOT$STATE_DIR/jails/$name"
	done
	found=$(offered show '' && offered enter '' && offered run --service '')
	sed -i '/:x:4000:4000:/d' "$HOST_ROOT/etc/passwd"
	for name in "${odd[@]}"; do
		rm "$HOST_ROOT/etc/pam.d/$name" "$HOST_ROOT$STATE_DIR/jails/$name"
	done
	nothing_ran
	assert_match "$found" $'\nalice\n'
	! grep -q "[^[:alnum:]_.@+-]" <<<"$found" || fail "offered: $found"
}

@test "a file's odd name is quoted where it lands in the command line" {
	on_host_bash 'mkdir /srv/host/odd; touch "/srv/host/odd/a;touch executed"'
	run host_expect <<-'END'
		spawn bash --norc --noprofile -i
		type "cd /srv/host; . ./completion; PS1='at-\$((40 + 2)) '; bind 'set enable-bracketed-paste off'"
		want {at-42 }
		send "nsjailctl why --log odd/\t"
		want {odd/.*executed}
		send "\r"
		want {usage: nsjailctl why.*at-42 }
		type "exit"
		want_end
	END
	on_host rm -r /srv/host/odd
	assert_equal "$status" 0 "status ($output)"
	nothing_ran
}
