#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# nsjailctl pam: real logins after enable and after disable, what it refuses, and that no fault, no full
# disk and no other call leaves a file half changed.

load ../lib/ctl

setup_file() {
	ctl_host jq sshd ssh ssh-keygen sudo strace git python3
	# pam_systemd.so stands for one that leaves something outside: here it says so in the log.
	on_host_bash '
		set -e
		for directory in /lib/*/security /lib64/security /lib/security; do
			[[ ! -e $directory/pam_nsjail.so ]] || cp "$directory/pam_warn.so" /srv/modules/upper/pam_systemd.so
		done
		umount -l /lib/*/security 2>/dev/null || true
		for file in common-session common-session-noninteractive; do
			printf "session\t%s\n" "[default=1]\t\t\tpam_permit.so" "requisite\t\t\tpam_deny.so" \
				"required\t\t\tpam_permit.so" "required\tpam_unix.so " | sed "s/\\\\t/\t/g" >"/etc/pam.d/$file"
		done
		echo "session optional pam_systemd.so" >>/etc/pam.d/common-session
		printf "%s\n" "#%PAM-1.0" "" "session    required   pam_limits.so" "" "@include common-auth" \
			"@include common-account" "@include common-session-noninteractive" >/etc/pam.d/sudo
		sed "s/-noninteractive//" /etc/pam.d/sudo >/etc/pam.d/sudo-i
		printf "%s\n" "auth required pam_permit.so" "account required pam_permit.so" \
			"session required pam_permit.so" >/etc/pam.d/nsjail-plain
		# As up to Debian 13, whatever this machine has.
		printf "%s include su\n" auth account password session >/etc/pam.d/su-l
	'
	modules_again
	host_sshd_start
	on_host cp -a /etc/pam.d /srv/before
}

# The directory of libpam's modules once more, with what was added to it.
modules_again() {
	on_host_bash '
		for directory in /lib/*/security /lib64/security /lib/security; do
			[[ -e $directory/pam_unix.so ]] || continue
			mount -t overlay -o "lowerdir=/srv/modules/upper:$(realpath "$directory")" overlay "$(realpath "$directory")"
			break
		done
	'
}

setup() {
	jail_begin
	session_config
	: >"$HOST_LOG"
}

teardown() {
	on_host_bash '
		umount -q /etc/pam.d /var/lib/pam_nsjail
		rm -rf /etc/pam.d/{*,.[!.]*} /var/lib/pam_nsjail
		cp -a /srv/before/. /etc/pam.d/
	'
	jail_end
}

pam() {
	run on_host nsjailctl pam "$@"
}

# All is as it was, and no copy and no temporary file is left.
is_as_before() {
	assert_equal "$(on_host diff -r /srv/before /etc/pam.d 2>&1)" "" "/etc/pam.d"
	assert_equal "$(on_host ls -A /etc/pam.d | grep '^\.' || true)" "" "in /etc/pam.d"
	assert_equal "$(on_host ls -A /var/lib/pam_nsjail/.pam 2>/dev/null || true)" "" "copies"
}

enabled() {
	pam enable "$@"
	assert_equal "$status" 0 "enable $* ($output)"
}

disabled() {
	pam disable "$@"
	assert_equal "$status" 0 "disable $* ($output)"
}

# "jail" or "host", for the mount namespace that a command prints.
place_of() {
	local namespace

	namespace=$("$@") || { echo refused; return 0; }
	if [[ $namespace == "$(on_host readlink /proc/1/ns/mnt)" ]]; then
		echo host
	elif [[ $namespace == mnt:* ]]; then
		echo jail
	fi
}

by_ssh() {
	place_of host_ssh "$1" readlink /proc/self/ns/mnt
}

by_su() {
	place_of on_host su "${@:2}" "$1" -c 'readlink /proc/self/ns/mnt'
}

by_sudo() {
	place_of on_host sudo -u "$1" /bin/readlink /proc/self/ns/mnt
}

check_errors() {
	ctl_json '.findings[] | select(.severity == "error" and (.where // "" | test("^/etc/pam.d"))) | "\(.where): \(.message)"' check
}

@test "sshd: tenants are jailed, others and root are not, and after disable nobody is" {
	assert_equal "$(by_ssh alice)" host "before"
	enabled sshd
	assert_equal "$output" "sshd: enabled"
	assert_equal "$(check_errors)" ""
	assert_equal "$(ctl_json '.findings[] | select(.where // "" | test("/sshd")) | .message' check)" "" "what check says of it"
	host_log_flush
	: >"$HOST_LOG"
	assert_equal "$(by_ssh alice)" jail
	host_log_flush
	assert_equal "$(grep -ac 'pam_systemd(sshd:session)' "$HOST_LOG")" 0 "what alice left outside"
	assert_equal "$(by_ssh carol)" host
	assert_equal "$(by_ssh root)" host
	host_log_flush
	(($(grep -ac 'pam_systemd(sshd:session)' "$HOST_LOG") > 0)) || fail "control: others do not come by it"
	session_config 'hostname = ../x'
	assert_equal "$(by_ssh alice)" refused "with a fault in the configuration"
	assert_equal "$(by_ssh root)" host "with a fault in the configuration"
	# To be without is possible with any fault.
	disabled sshd
	session_config
	assert_equal "$output" "sshd: disabled"
	is_as_before
	assert_equal "$(by_ssh alice)" host "after"
}

@test "su: 'su -', too, which has it from there, and cron" {
	enabled su-l cron su
	assert_equal "$output" $'su-l: has it already, by /etc/pam.d/su\ncron: enabled\nsu: enabled'
	on_host cmp /srv/before/su-l /etc/pam.d/su-l
	assert_equal "$(check_errors)" ""
	assert_equal "$(by_su alice)" jail
	assert_equal "$(by_su alice -)" jail "su -"
	assert_equal "$(by_su carol)" host
	assert_equal "$(by_su root -)" host
	pam enable su su
	assert_equal "$status: $output" "0: su: enabled already"
	pam disable su-l
	assert_equal "$status" 1
	assert_match "$output" "error: /etc/pam.d/su: service 'su-l' has its line from there"
	disabled su cron
	is_as_before
	assert_equal "$(by_su alice -)" host "after"
}

@test "su-l by itself is refused, and where it includes nothing both are needed" {
	pam enable su-l
	assert_equal "$status" 1
	assert_match "$output" "service 'su-l': it includes 'su', and has its line from there"$'\n'" *mend: enable that one"
	on_host cp /srv/before/su /etc/pam.d/su-l
	pam enable su
	assert_equal "$status" 1
	assert_match "$output" "'su -' opens sessions without a jail, and 'su' with one"$'\n'" *mend: nsjailctl pam enable su-l"
	on_host cmp /srv/before/su /etc/pam.d/su
	enabled su su-l
	assert_equal "$(by_su alice -)" jail
	assert_equal "$(check_errors)" ""
	disabled su-l su
	on_host cp /srv/before/su-l /etc/pam.d/
	is_as_before
}

@test "sudo: six lines, with which it goes on after no failure" {
	enabled sudo sudo-i
	assert_equal "$(ctl_json '.findings[] | select(.where // "" | test("/sudo")) | .message' check)" "" "what check says of it"
	assert_equal "$(by_sudo alice)" jail
	assert_equal "$(place_of on_host sudo -i -u alice readlink /proc/self/ns/mnt)" jail "sudo -i"
	assert_equal "$(by_sudo carol)" host
	session_config 'hostname = ../x'
	on_host sed -i 's/^session    required   pam_limits.so/session required pam_debug.so open_session=session_err/' /etc/pam.d/sudo
	run on_host sudo -u alice echo went on
	[[ $output != *'went on'* ]] || fail "status $status: $output"
	on_host sed -i '/# nsjailctl$/d' /etc/pam.d/sudo
	run on_host sudo -u alice echo went on
	assert_match "$output" 'went on' "control: sudo after PAM_SESSION_ERR"
	on_host cp /srv/before/sudo /etc/pam.d/sudo
	disabled sudo-i
	on_host rm -r /var/lib/pam_nsjail
	is_as_before
}

# what is done in the private host | the service | what is said of it
@test "what is refused, and nothing is written then, of other services in the same call neither" {
	while IFS='|' read -r spoil service words; do
		on_host_bash "$spoil"
		on_host_bash 'rm -rf /srv/then; cp -a /etc/pam.d /srv/then'
		pam enable nsjail-plain "$service"
		[[ $status == 1 ]] || fail "$service, after $spoil: status $status: $output"
		assert_match "$output" "$words" "$service, after $spoil"
		assert_equal "$(on_host diff -r --no-dereference /srv/then /etc/pam.d)" "" "$service, after $spoil"
		assert_equal "$(on_host ls -A /var/lib/pam_nsjail/.pam)" "" "copies ($service)"
		on_host_bash 'rm -rf /etc/pam.d/{*,.[!.]*}; cp -a /srv/before/. /etc/pam.d/; chmod 0755 /etc/pam.d'
	done <<-'END'
		:|dovecot|can not have the line: one process of root's opens the sessions of many users
		:|samba|can not have the line: it ends sessions
		:|pure-ftpd|can not have the line: it goes on after a refusal
		:|cockpit|can not have the line: it looks at itself
		:|slurm|can not have the line: its step daemon has threads
		:|gdm-password|can not have the line: it opens sessions that no jail can have
		:|common-session|is pam-auth-update's, and included by others: name the services
		:|other|is for every service that has no file of its own
		printf 'session include nsjail-base\n' >/etc/pam.d/nsjail-plain2; cp /etc/pam.d/{nsjail-plain,nsjail-base}|nsjail-base|is included by others: name the services
		:|runuser|is included by others: name the services
		:|nsjail-none|there is no file of that name
		:|../sshd|is no name of a service
		:|nsjail*|is no name of a service
		:|.hidden|is no name of a service
		chmod g+w /etc/pam.d/sshd|sshd|/etc/pam.d/sshd: is writable by group or others
		chown 1001 /etc/pam.d/sshd|sshd|/etc/pam.d/sshd: is not owned by root
		chmod o+w /etc/pam.d|sshd|/etc/pam.d: is writable by group or others
		mv /etc/pam.d/sshd /srv/sshd; ln -s /srv/sshd /etc/pam.d/sshd|sshd|/etc/pam.d/sshd: is a symbolic link
		ln /etc/pam.d/sshd /etc/pam.d/nsjail-link|sshd|/etc/pam.d/sshd: has a second name
		printf '\0' >>/etc/pam.d/sshd|sshd|/etc/pam.d/sshd: has a NUL byte
		echo 'sesion required pam_permit.so' >>/etc/pam.d/sshd|sshd|/etc/pam.d/sshd:[0-9]+: libpam refuses the service
		echo 'session required pam_permit.so \' >>/etc/pam.d/sshd|sshd|the last line goes on behind the end of the file
		printf 'session \\\n include common-session\n' >/etc/pam.d/sshd|sshd|goes on in the next one
		sed -i '1i session [success=9 default=ignore] pam_permit.so' /etc/pam.d/sshd|sshd|/etc/pam.d/sshd:1: .*it jumps over a line
		sed -i '1i session [success=9 default=ignore] pam_permit.so' /etc/pam.d/common-session|sshd|/etc/pam.d/sshd:[0-9]+: .*it jumps over a line
		echo 'auth required pam_permit.so' >>/etc/pam.d/common-session|sshd|which is more than session lines
		sed -i '1i session sufficient pam_permit.so' /etc/pam.d/sshd|sshd|because of pam_permit.so the session may be opened without
		sed -i '1i session required pam_nowhere.so' /etc/pam.d/sshd|sshd|module 'pam_nowhere.so' is not there: libpam refuses everybody
		sed -i '1i session include nsjail-gone' /etc/pam.d/sshd|sshd|'nsjail-gone' is included, but can not be read
		sed -i '1i session requisite pam_limits.so' /etc/pam.d/sudo|sudo|sudo goes on, without a jail, when pam_limits.so fails
		sed -i '1i session required pam_permit.so # nsjailctl' /etc/pam.d/sshd|sshd|some of the lines that were written are not there any more
	END
}

@test "with a fault that refuses everybody but root nothing is written" {
	session_config 'hostnam = x'
	pam enable sshd
	assert_equal "$status" 1
	assert_match "$output" "unknown key 'hostnam'"
	session_config
	on_host mv "$HELPER_PATH" "$HELPER_PATH.away"
	pam enable sshd
	on_host mv "$HELPER_PATH.away" "$HELPER_PATH"
	assert_equal "$status" 1
	assert_match "$output" "helper '$HELPER_PATH'.* does not exist"
	is_as_before
}

@test "a line by hand stays, and who takes ours out by hand is told" {
	on_host_bash 'echo "session required pam_nsjail.so debug" >>/etc/pam.d/sshd'
	pam enable sshd
	assert_equal "$status: $output" "0: sshd: has it already, by hand"
	pam disable sshd
	assert_equal "$status" 1
	assert_match "$output" "service 'sshd' has a line that jails and is not of nsjailctl"
	assert_match "$(on_host tail -n 1 /etc/pam.d/sshd)" 'pam_nsjail.so debug$'
}

@test "edited since: our lines go, the others stay, and that is said" {
	enabled sshd
	on_host_bash 'sed -i "1i # a note" /etc/pam.d/sshd; sed -i "s/^session required pam_nsjail.so/& debug/" /etc/pam.d/sshd
		sed "1i # a note" /srv/before/sshd >/srv/wanted'
	disabled sshd
	assert_match "$output" 'notice: /etc/pam.d/sshd: .*it was edited since: only the lines of nsjailctl are taken out'
	on_host cmp /srv/wanted /etc/pam.d/sshd
	on_host cp /srv/before/sshd /etc/pam.d/sshd
	is_as_before
	enabled sshd
	on_host rm -r /var/lib/pam_nsjail/.pam
	disabled sshd
	assert_match "$output" 'there is no copy of it any more'
	is_as_before
}

@test "a file without a newline at its end comes back without" {
	on_host_bash 'printf "session required pam_permit.so" >/etc/pam.d/nsjail-plain; cp -a /etc/pam.d/nsjail-plain /srv/plain'
	enabled nsjail-plain
	assert_equal "$(on_host cat /etc/pam.d/nsjail-plain)" $'session required pam_permit.so\nsession required pam_nsjail.so # nsjailctl'
	disabled nsjail-plain
	on_host cmp /srv/plain /etc/pam.d/nsjail-plain
}

@test "owner, mode and attributes stay, and the time of the way back is the only trace" {
	on_host_bash 'chmod 0640 /etc/pam.d/sshd; chgrp 5001 /etc/pam.d/sshd
		python3 -c "import os; os.setxattr(\"/etc/pam.d/sshd\", \"trusted.label\", b\"x:y\")"'
	for part in enable disable; do
		pam "$part" sshd
		assert_equal "$status" 0 "$output"
		assert_equal "$(on_host stat -c '%a %u %g' /etc/pam.d/sshd)" '640 0 5001' "after $part"
		assert_equal "$(on_host python3 -c 'import os; print(os.getxattr("/etc/pam.d/sshd", "trusted.label"))')" "b'x:y'" "after $part"
	done
}

# /usr/lib is a copy for the time of this.
@test "a service that has the distribution's file alone gets one in /etc, and loses it again" {
	on_host_bash '
		mkdir -p /srv/lib && mount -t tmpfs -o mode=0755 tmpfs /srv/lib && mkdir /srv/lib/{upper,work}
		mount -t overlay -o lowerdir=/usr/lib,upperdir=/srv/lib/upper,workdir=/srv/lib/work overlay /usr/lib
		mkdir -p /usr/lib/pam.d && mv /etc/pam.d/nsjail-plain /usr/lib/pam.d/
	'
	modules_again
	logins=() status=0
	for part in none enable disable; do
		[[ $part == none ]] || pam "$part" nsjail-plain
		[[ $part != enable ]] || {
			before=$(on_host nsjailctl pam status nsjail-plain)
			on_host cp -a /usr/lib/pam.d/nsjail-plain /srv/newer
			echo '# newer' >>"$HOST_ROOT/usr/lib/pam.d/nsjail-plain"
			after=$(on_host nsjailctl pam status nsjail-plain)
			on_host cp -a /srv/newer /usr/lib/pam.d/nsjail-plain
		}
		logins+=("$part $status $(place_of on_host "$LOGINS" nsjail-plain alice 1 /bin/sh -c 'readlink /proc/self/ns/mnt')")
		logins+=("$(on_host ls /etc/pam.d | grep nsjail-plain || true)")
	done
	same=$(on_host cmp /usr/lib/pam.d/nsjail-plain /srv/before/nsjail-plain 2>&1 || true)
	on_host umount -l /usr/lib /srv/lib
	assert_equal "${logins[*]}" "none 0 host  enable 0 jail nsjail-plain disable 0 host " "logins"
	assert_equal "$same" ""
	[[ $before != *notice* ]] || fail "$before"
	assert_match "$after" "notice: /etc/pam.d/nsjail-plain: service 'nsjail-plain': takes the place of '/usr/lib/pam.d/nsjail-plain', which is another one"
}

@test "many calls at a time lose nothing" {
	on_host_bash 'for i in {1..20}; do cp /etc/pam.d/sshd "/etc/pam.d/nsjail-$i"; done; rm -rf /srv/many; cp -a /etc/pam.d /srv/many'
	on_host_bash 'for i in {1..20}; do nsjailctl pam enable "nsjail-$i" sshd >"/srv/out.$i" 2>&1 & pids+=($!); done
		for pid in "${pids[@]}"; do wait "$pid" || echo failed; done' >"$HOST_DIR/many"
	assert_equal "$(<"$HOST_DIR/many")" ""
	assert_equal "$(on_host_bash 'cat /srv/out.* | grep -c "^nsjail-[0-9]*: enabled$"')" 20
	assert_equal "$(on_host_bash 'cat /srv/out.* | grep -c "^sshd: enabled$"')" 1 "who was the first"
	assert_equal "$(on_host_bash 'grep -c "^session required pam_nsjail.so # nsjailctl$" /etc/pam.d/{sshd,nsjail-{1..20}} | grep -cv ":1$"')" 0
	on_host_bash 'for i in {1..20}; do nsjailctl pam disable "nsjail-$i" >/dev/null & pids+=($!); done; nsjailctl pam disable sshd
		for pid in "${pids[@]}"; do wait "$pid" || echo failed; done'
	assert_equal "$(on_host diff -r /srv/many /etc/pam.d)" ""
}

# small DIRECTORY: a full file system there, with what it holds
small() {
	on_host_bash 'mkdir -p /srv/small "$1"; rm -rf /srv/small; cp -a "$1" /srv/small; mount -t tmpfs -o size=256k,mode=0755 tmpfs "$1"
		cp -a /srv/small/. "$1/"; dd if=/dev/zero of="$1/filler~" bs=4k 2>/dev/null; true' "$1"
}

@test "a full disk loses nothing, wherever it is full" {
	small /etc/pam.d
	pam enable sshd su
	on_host rm '/etc/pam.d/filler~'
	assert_equal "$status" 1 "$output"
	assert_match "$output" '/etc/pam.d/sshd: No space left on device'
	assert_match "$output" $'sshd: unchanged\nsu: unchanged'
	is_as_before
	on_host umount /etc/pam.d
	small /var/lib/pam_nsjail
	pam enable sshd
	on_host umount /var/lib/pam_nsjail
	assert_equal "$status" 1 "$output"
	assert_match "$output" 'No space left on device'
	is_as_before
	enabled sshd
	small /etc/pam.d
	on_host cp /etc/pam.d/sshd /srv/enabled
	pam disable sshd
	assert_equal "$status" 1 "$output"
	on_host cmp /srv/enabled /etc/pam.d/sshd
	on_host rm '/etc/pam.d/filler~'
	disabled sshd
	is_as_before
}

@test "a call that is killed leaves the one file or the other, and the next one works" {
	for call in fchmod fsync:when=1 fsync:when=3 renameat unlinkat:when=3; do
		run on_host strace -f -o /dev/null -e trace="${call%%:*}" -e "inject=${call/:/:signal=KILL:}$([[ $call == *:* ]] || echo :signal=KILL)" \
			nsjailctl pam enable sshd
		((status != 0)) || fail "$call: it was not killed: $output"
		on_host_bash 'cmp -s /srv/before/sshd /etc/pam.d/sshd || grep -q "pam_nsjail.so # nsjailctl" /etc/pam.d/sshd' || fail "after $call"
		enabled sshd
		assert_equal "$(by_ssh alice)" jail "after $call"
		disabled sshd
		is_as_before
	done
}

@test "a dry run shows the change as a patch, and makes none" {
	pam enable --dry-run sshd sudo
	assert_equal "$status" 0 "$output"
	is_as_before
	[[ ! -e $HOST_ROOT/var/lib/pam_nsjail ]] || fail "it has made a directory"
	on_host_bash 'rm -rf /srv/patched; mkdir -p /srv/patched/etc; cp -a /etc/pam.d /srv/patched/etc/'
	printf '%s\n' "$output" | on_host git -C /srv/patched apply -p0 --unsafe-paths --directory=/srv/patched
	enabled sshd sudo
	assert_equal "$(on_host diff -r /srv/patched/etc/pam.d /etc/pam.d)" ""
	pam disable --dry-run sshd
	assert_match "$output" $'\n-session required pam_nsjail.so # nsjailctl'
	pam enable --dry-run sshd
	assert_equal "$status: $output" "0: "
}

@test "status: who jails, by what, and what is wrong there" {
	enabled sshd su
	on_host_bash 'echo "session optional pam_nsjail.so" >>/etc/pam.d/cron'
	pam status
	assert_equal "$status" 1
	assert_match "$output" 'SERVICE +FILE +JAILS +CHECK'
	assert_match "$output" '(^|'$'\n'')sshd +/etc/pam.d/sshd +yes +ok'
	assert_match "$output" 'su-l +/etc/pam.d/su-l +by /etc/pam.d/su +ok'
	assert_match "$output" 'cron +/etc/pam.d/cron +by hand +1 errors, 0 warnings'
	assert_match "$output" 'login +/etc/pam.d/login +no +0 errors, 1 warnings'
	assert_match "$output" 'goes on without one'
	pam status sshd su-l
	assert_equal "$status" 0 "$output"
	pam status sshd login
	assert_equal "$status" 1
	pam status nsjail-none
	assert_equal "$status" 1
	assert_match "$output" "service 'nsjail-none': there is no file of that name"
	assert_equal "$(ctl_json '.services[] | "\(.service) \(.file) \(.jails) \(.state) \(.findings | length)"' pam status sshd su-l login)" \
		$'sshd /etc/pam.d/sshd true yes 0\nsu-l /etc/pam.d/su-l true by /etc/pam.d/su 0\nlogin /etc/pam.d/login false no 1'
	assert_equal "$(on_host nsjailctl pam disable --json su | jq -c '[.ok, .services]')" \
		'[true,[{"service":"su","file":"/etc/pam.d/su","result":"disabled","by":null}]]'
}

# What apt does with --force-confnew.
@test "a package that puts its own file back is noticed" {
	enabled sshd su
	assert_equal "$(check_errors)" ""
	on_host cp /srv/before/sshd /etc/pam.d/sshd
	assert_equal "$(check_errors)" "/etc/pam.d/sshd: service 'sshd' opens sessions without a jail: it was enabled, and the lines of nsjailctl are gone"
	pam status
	assert_equal "$status" 1
	assert_match "$output" 'sshd +/etc/pam.d/sshd +no +1 errors'
	enabled sshd
	assert_equal "$(by_ssh alice)" jail
	disabled sshd su
	assert_equal "$(check_errors)" ""
	is_as_before
}

@test "words that make no sense" {
	for words in '' 'enable' 'disable' 'start sshd' 'status --dry-run' 'enable --conf x sshd' "enable --conf /a[b sshd"; do
		# shellcheck disable=SC2086 # several words
		pam $words
		assert_equal "$status" 2 "pam $words ($output)"
	done
	pam enable $'\033[2Jsshd'
	assert_equal "$status" 1
	assert_clean "$output"
	is_as_before
}

@test "another configuration stands in all of its lines" {
	on_host_bash 'mkdir -p /etc/other; cp "$1" /etc/other/jails.conf' "$CONFIG_PATH"
	enabled --conf /etc/other/jails.conf sshd sudo
	assert_equal "$(on_host_bash 'grep -h pam_nsjail /etc/pam.d/{sshd,sudo} | grep -vc "conf=/etc/other/jails.conf # nsjailctl$"')" 0
	assert_equal "$(by_ssh alice)" jail
	assert_equal "$(check_errors)" ""
	disabled sshd sudo
	on_host rm -r /etc/other
	is_as_before
}

# docs/pam-order.md
@test "from the profile of pam-auth-update to a line of its own, without a login in between that has no jail" {
	on_host_bash 'for file in common-session common-session-noninteractive; do
		sed -i "/pam_systemd/d" "/etc/pam.d/$file"
		printf "session\t%s\n" "[success=1 ignore=ignore default=3]	pam_nsjail.so jailed" "[default=4]	pam_permit.so" \
			"[success=ignore ignore=ignore default=1]	pam_limits.so" "[success=done default=bad]	pam_nsjail.so" \
			"[default=reset]	pam_permit.so" "[default=die]	pam_nsjail.so refuse" "optional	pam_systemd.so" >>"/etc/pam.d/$file"
	done'
	assert_equal "$(by_ssh alice)" jail "with the profile"
	assert_match "$(ctl_json '.services[0].state' pam status sshd)" 'by pam-auth-update'
	enabled sshd sudo
	assert_equal "$(check_errors)" ""
	assert_equal "$(by_ssh alice)" jail "with both"
	assert_equal "$(by_ssh carol)" host "with both"
	assert_equal "$(by_sudo alice)" jail "with both"
	on_host cp /srv/before/common-session /srv/before/common-session-noninteractive /etc/pam.d/
	assert_equal "$(by_ssh alice)" jail "without the profile"
	assert_equal "$(by_sudo alice)" jail "without the profile"
	assert_equal "$(by_su alice)" host "what was not named"
	disabled sshd sudo
	is_as_before
}
