#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# su, login and cron: the programs besides sshd that open sessions, as they are on this machine.

load ../lib/session

setup_file() {
	need su login cron expect sudo doas || return 0
	session_host su login cron
}

setup() {
	session_begin
}

@test "su runs a command in a jail" {
	run on_host su alice -c "$JAIL_PROBE"
	assert_equal "$status" 0 status
	assert_jailed "$output" alice
}

@test "su - runs a command in a jail, at home" {
	run on_host su - alice -c "$JAIL_PROBE; pwd"
	assert_jailed "$output" alice
	assert_equal "${lines[10]}" /home/alice
}

# As Debian 12 has su-l and runuser-l, they include the other one.
@test "su - and runuser -l with the line in both files: one session" {
	for name in su runuser; do
		: >"$HOST_LOG"
		cp "$HOST_ROOT/etc/pam.d/$name-l" "$HOST_ROOT/etc/$name-kept"
		host_jail_service "$name-l"
		[[ $name == su ]] || host_jail_service runuser
		assert_match "$(<"$HOST_ROOT/etc/pam.d/$name-l")" "session include $name"
		run on_host "$name" -l alice -c "$JAIL_PROBE"
		mv "$HOST_ROOT/etc/$name-kept" "$HOST_ROOT/etc/pam.d/$name-l"
		assert_equal "$status" 0 "status ($output)"
		assert_jailed "$output" alice
		host_log_flush
		eventually grep -qa 'the jail of user .* is gone' "$HOST_LOG"
		assert_equal "$(grep -ac 'jailed session ' "$HOST_LOG") $(grep -ac 'closed session ' "$HOST_LOG")" "1 1" "sessions in the log"
	done
	sed -i '$d' "$HOST_ROOT/etc/pam.d/runuser"
}

# As root types it, who may read all that there is.
typed_in() {
	on_host_bash 'cd "$1" && shift && "$@"' "$@"
}

# stands_in DIRECTORY WHERE: who is typed in there by root stands there in the jail.
stands_in() {
	assert_equal "$(typed_in "$1" su alice -c pwd)" "$2" "su from $1" &&
		assert_equal "$(typed_in "$1" runuser -u alice -- /bin/sh -c pwd)" "$2" "runuser from $1" &&
		assert_equal "$(typed_in "$1" sudo -u alice /bin/sh -c pwd)" "$2" "sudo from $1" &&
		assert_equal "$(typed_in "$1" doas -u alice /bin/sh -c pwd)" "$2" "doas from $1"
}

@test "su, runuser, sudo and doas: the directory is the one where they were typed, else home, else the root" {
	for name in sudo doas; do
		printf '%s\n' 'auth required pam_permit.so' 'account required pam_permit.so' 'session required pam_permit.so' \
			>"$HOST_ROOT/etc/pam.d/$name"
	done
	cp "$HOST_ROOT/etc/pam.d/runuser" "$HOST_ROOT/etc/runuser-kept"
	host_jail_service sudo doas runuser
	echo '127.0.0.1 localhost private-host' >"$HOST_ROOT/etc/hosts"
	echo 'permit nopass keepenv root' >"$HOST_ROOT/etc/doas.conf"
	chmod 0400 "$HOST_ROOT/etc/doas.conf"
	on_host_bash '
		mkdir -p /home/alice/work "$1/srv/closed" "$1/srv/both" /srv/closed /srv/both /srv/host-alone
		chmod 0700 "$1/srv/closed" /srv/closed
		printf "#!/bin/sh\necho in \$(pwd)\n" >/home/alice/work/x
		chmod 0755 /home/alice/work/x
		chown -R 1001:1001 /home/alice/work' "$HOST_ROOTFS"
	stands_in /home/alice/work /home/alice/work
	for by in 'su alice -c' 'runuser -u alice --' 'sudo -u alice' 'doas -u alice'; do
		# shellcheck disable=SC2086 # words
		assert_equal "$(typed_in /home/alice/work $by ./x)" "in /home/alice/work" "what '$by ./x' runs"
	done
	stands_in /srv/both /srv/both
	stands_in / /
	stands_in /srv/host-alone /home/alice
	# Where root could go, and he can not.
	stands_in /srv/closed /home/alice
	session_config 'home = none'
	stands_in /srv/closed /
	on_host_bash 'rm -rf /home/alice/work "$1/srv" /srv/closed /srv/both /srv/host-alone /etc/doas.conf' "$HOST_ROOTFS"
	mv "$HOST_ROOT/etc/runuser-kept" "$HOST_ROOT/etc/pam.d/runuser"
	rm "$HOST_ROOT"/etc/pam.d/{sudo,doas}
}

@test "su: exit status and death by a signal come back" {
	run on_host su alice -c 'exit 42'
	assert_equal "$status" 42 status
	run on_host su carol -c 'kill -TERM $$'
	outside=$status
	run on_host su alice -c 'kill -TERM $$'
	assert_equal "$status" "$outside" status
}

@test "su to root is not jailed" {
	assert_unjailed "$(on_host su root -c "$JAIL_PROBE")"
}

# su is root by its setuid bit alone then; who has called it may not read the configuration.
@test "su of somebody who is not root, with a configuration that only root can read" {
	cp "$HOST_ROOT/etc/pam.d/su" "$HOST_ROOT/etc/su-kept"
	{ echo 'auth sufficient pam_permit.so'; cat "$HOST_ROOT/etc/su-kept"; } >"$HOST_ROOT/etc/pam.d/su"
	on_host_bash 'chmod 0600 "$1"; chmod 0700 /etc/security' "$CONFIG_PATH"
	as_carol=(setpriv --reuid 1004 --regid 1004 --groups "1004,5003")
	run on_host "${as_carol[@]}" cat "$CONFIG_PATH"
	assert_match "$output" 'Permission denied'
	assert_equal "$(on_host "${as_carol[@]}" su carol -c 'id -un')" carol "control"
	run on_host "${as_carol[@]}" su alice -c "$JAIL_PROBE"
	assert_jailed "$output" alice
	on_host rm "$CONFIG_PATH"
	run in_time on_host_bash '"$@" su alice -c "echo inside" || true' "${as_carol[@]}"
	assert_refused "$output" "$CONFIG_PATH: No such file"
	[[ $output != *inside* ]]
	on_host_bash 'mv /etc/su-kept /etc/pam.d/su; chmod 0755 /etc/security'
	session_config
}

@test "su: no descriptor above 2 reaches the user" {
	assert_equal "$(on_host su alice -c 'ls /proc/$$/fd; :' | xargs)" "0 1 2"
}

# A jail of one session shows the terminal of that one.
@test "su on a terminal: tty, job control and its signals work" {
	session_config 'scope = session'
	host_expect >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn su - alice
		want {\$ }
		type {echo host=$(hostname) tty=$(tty) size=$(stty size)}
		want {host=alice tty=/dev/(console|pts/[0-9]+) size=24 80}
		type {sleep 1 & fg; echo back=$((1 + 1))}
		want {back=2}
		type {sleep 100}
		want {sleep 100}
		sleep 0.3
		send "\032"
		want {Stopped}
		type {fg}
		want {sleep 100}
		sleep 0.2
		send "\003"
		want {\$ }
		type {echo status=$?}
		want {status=130}
		type {sleep 100}
		want {sleep 100}
		sleep 0.3
		send "\003"
		want {\$ }
		type {exit 7}
		want_end
		lassign [wait] pid id failed status
		exit [expr {$status == 7 ? 0 : 3}]
	END
}

@test "su --pty: the terminal is there, too" {
	host_expect >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn su --pty - alice
		want {\$ }
		type {echo host=$(hostname) tty=$(tty)}
		want {host=alice tty=/dev/}
		type {exit}
		want_end
	END
}

@test "su: the terminal's end is the session's" {
	host_expect >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn su - alice
		want {\$ }
		close
		wait
	END
}

# login_on_a_terminal TTY: what tty(1) says there.
login_on_a_terminal() {
	if login_reopens_its_terminal; then
		expect_login_refused
		return
	fi
	host_login >"$HOST_DIR/output" <<-END || fail "$(<"$HOST_DIR/output")"
		set tty {$1}
		$(cat <<-'END_OF_SCRIPT'
		spawn login -f alice
		want {\$ }
		type {echo host=$(hostname) tty=$(tty) mark=$(cat /etc/rootfs-mark)}
		want "host=alice tty=$tty mark=a rootfs of the tests"
		type {echo in $(readlink /proc/self/ns/pid)}
		want {in pid}
		type {sleep 1 & fg; echo back=$((1 + 1))}
		want {back=2}
		type {sleep 100}
		want {sleep 100}
		sleep 0.3
		send "\032"
		want {Stopped}
		type {fg}
		want {sleep 100}
		sleep 0.2
		send "\003"
		want {\$ }
		type {exit}
		want_end
		END_OF_SCRIPT
		)
	END
}

@test "login on a terminal: jail, tty and job control" {
	session_config 'scope = session'
	login_on_a_terminal '/dev/(console|pts/[0-9]+)'
}

# Whoever came later would see whose terminal it is.
@test "login on a terminal into a jail that is shared, by the first session and by a later one" {
	session_config
	login_on_a_terminal 'not a tty'
	mkfifo "$HOST_DIR/hold"
	on_host su alice -c 'readlink /proc/self/ns/pid; ls /dev/console; read -r word' <"$HOST_DIR/hold" >"$HOST_DIR/held" 2>&1 3>&- &
	exec {hold}>"$HOST_DIR/hold"
	eventually grep -q console "$HOST_DIR/held"
	assert_match "$(<"$HOST_DIR/held")" 'No such file or directory' "a console in the jail"
	login_on_a_terminal 'not a tty'
	login_reopens_its_terminal || assert_match "$(<"$HOST_DIR/output")" "in $(head -n 1 "$HOST_DIR/held" | tr '[]' ..)" "the jail of the second"
	exec {hold}>&-
	wait
	rm "$HOST_DIR/hold" "$HOST_DIR/held"
}

@test "login of an exempt user is not jailed" {
	host_login >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn login -f carol
		want {\$ }
		type {hostname; exit}
		want {private-host}
		want_end
	END
}

# What a job of cron left in alice's home.
cron_output() {
	[[ -s $HOST_ROOT/home/alice/done ]] && cat "$HOST_ROOT/home/alice/output"
}

# run_cron WHEN SECONDS: a job of alice at that time, under the real daemon.
run_cron() {
	rm -f "$HOST_ROOT"/home/alice/{output,done} "$HOST_ROOT/run/crond.reboot"
	install -d -m 1730 "$HOST_ROOT/var/spool/cron/crontabs"
	printf '%s\n' 'MAILTO=""' "$1 { $JAIL_PROBE; } >output 2>&1; echo done >done" \
		>"$HOST_ROOT/var/spool/cron/crontabs/alice"
	chown 1001:0 "$HOST_ROOT/var/spool/cron/crontabs/alice"
	chmod 0600 "$HOST_ROOT/var/spool/cron/crontabs/alice"
	rm -rf "$HOST_ROOT"/etc/cron.d/* "$HOST_ROOT/etc/crontab"
	on_host cron -f 3>&- &
	cron=$!
	EVENTUALLY_MS=$(($2 * 1000)) eventually cron_output >/dev/null
	leaks_cron=$(on_host pgrep -x cron -o)
	sleep 0.2
	on_host kill "$leaks_cron"
	wait $cron || true
	assert_jailed "$(cron_output)" alice
	rm -f "$HOST_ROOT"/home/alice/{output,done}
}

@test "cron runs a job in a jail (@reboot)" {
	run_cron @reboot 10
}

@test "cron runs a job in a jail (every minute)" {
	[[ ${LONG:-0} == 1 ]] || skip "waits for the minute: make check-long"
	run_cron '* * * * *' 70
}
