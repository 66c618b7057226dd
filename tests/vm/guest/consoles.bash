# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Logins on consoles: agetty and the release's own login on a serial line (ttyS2) and on a virtual one
# (hvc0), typed at from the other ends of the two lines (ttyS3, hvc1), and on a virtual terminal (tty2),
# which has a keyboard and a screen.

# The other end of a console.
declare -A ends=([ttyS2]=ttyS3 [hvc0]=hvc1 [tty2]='')

has_screen()
{
	[ -z "${ends[$1]}" ]
}

# What is on the screen of a virtual terminal (vcs(4)), line by line, until it is ended.
watch_screen()
{
	# shellcheck disable=SC2016 # perl's
	exec perl -e '
		my ($terminal, $path) = @ARGV;
		while (1) {
			open my $screen, "<", "/dev/vcs" . $terminal =~ s/\D//gr or die;
			sysread $screen, my $text, 100000;
			open my $file, ">", $path or die;
			print $file map { s/ *$/ \n/r } $text =~ /.{1,80}/gs;
			close $file;
			select undef, undef, undef, 0.3;
		}' "$1" "/run/$1"
}

# What a screen shows is gone before what is typed is on it.
wipe()
{
	if has_screen "$1"; then
		printf '\033[2J\033[H' >"/dev/$1"
		sleep 1
	else
		: >"/run/$1"
	fi
}

# keys CONSOLE BYTES
keys()
{
	if has_screen "$1"; then
		# shellcheck disable=SC2016 # perl's
		perl -MFcntl -e 'sysopen my $keys, "/dev/$ARGV[0]", O_RDWR | O_NOCTTY or die;
			ioctl $keys, 0x5412, $_ or die for split //, $ARGV[1] # TIOCSTI' "$1" "$2"
	else
		printf '%s' "$2" >"/dev/${ends[$1]}"
	fi
}

watch_line()
{
	within 30 test -c "/dev/${ends[$1]}"
	: >"/run/$1"
	cat "/dev/${ends[$1]}" >>"/run/$1" &
	echo $! >"/run/reader-$1"
	# While it is open: hvc forgets this with its last user.
	sleep 1
	stty -F "/dev/${ends[$1]}" raw -echo clocal
}

# As systemd has it, but for the device's unit: without udev none appears.
write_getty()
{
	local unit=/run/systemd/system/console@.service

	[ ! -e "$unit" ] || return 0
	mkdir -p /run/systemd/system
	sed '/dev-%i\.device/d' /lib/systemd/system/serial-getty@.service >"$unit"
	systemctl daemon-reload
	modprobe -q virtio_console || true
	# Of a minute: in emulation, on a busy host, a password is asked for later than that.
	sed -i 's/^LOGIN_TIMEOUT.*/LOGIN_TIMEOUT 600/' /etc/login.defs
	for name in tina una vera wim; do
		echo "$name:secret of $name"
	done | chpasswd
}

# consoles_begin CONSOLE...: what they show is in /run/CONSOLE, and nobody is left at them afterwards.
consoles_begin()
{
	local console

	trap consoles_end EXIT
	write_getty
	for console in "$@"; do
		if has_screen "$console"; then
			watch_screen "$console" &
			echo $! >"/run/reader-$console"
		else
			watch_line "$console"
		fi
		systemctl start "console@$console"
		shows "$console" 'vm login: '
	done
}

consoles_end()
{
	local reader

	systemctl stop 'console@*' || true
	for reader in /run/reader-*; do
		kill "$(<"$reader")" 2>/dev/null || true
		tr -d '\r\033\000' <"/run/${reader#/run/reader-}" | grep . || true
	done
	rm -f /run/reader-*
}

# shows CONSOLE REGEX: since what was typed there last.
shows()
{
	within 300 grep -q -a -E -- "$2" "/run/$1"
}

type()
{
	wipe "$1"
	keys "$1" "$2"$'\r'
}

# log_in CONSOLE USER
log_in()
{
	type "$1" "$2"
	shows "$1" 'Password: '
	type "$1" "secret of $2"
	shows "$1" '\$ $'
}

# The next one is greeted.
log_out_of()
{
	type "$1" exit
	shows "$1" 'vm login: '
}

# answers CONSOLE COMMAND REGEX: what the terminal echoes has another number of dollars.
answers()
{
	type "$1" "echo answer: \$(($RANDOM + 1)) $2 ."
	shows "$1" "answer: [0-9]+ $3 [.]"
}

# works_on CONSOLE USER: in his jail, at a terminal that leads where its path says, and that stops what runs.
works_on()
{
	log_in "$1" "$2"
	answers "$1" '$(hostname) $(tty) $(whoami)' "$2 $(path_seen "$1") $2"
	type "$1" 'sleep 777'
	within 60 pgrep -x -f 'sleep 777'
	keys "$1" $'\003'
	shows "$1" '\$ $'
	not pgrep -x -f 'sleep 777'
}

# Shadow's login goes on with the descriptors that it came with, which have no path in a jail of scope = user.
path_seen()
{
	if login_is_shadows; then echo '(/dev/console|not a tty)'; else echo "/dev/$1"; fi
}

login_is_shadows()
{
	! grep -q "FATAL: can't reopen tty" /bin/login
}

# The log-in, the log-out, what is left, and that getty has the line back; and all that once more.
session_on()
{
	consoles_begin "$1"
	for _ in 1 2; do
		works_on "$1" "$2"
		log_out_of "$1"
		within 60 no_jails
		same "$(stat -c %u "/dev/$1")" 0 "owner of the line"
	done
}

test_serial_login_plain_session() { session_on ttyS2 tina; }
test_serial_login_plain_user() { session_on ttyS2 una; }
test_serial_login_private_session() { session_on ttyS2 vera; }
test_serial_login_private_user() { session_on ttyS2 wim; }
test_terminal_login_plain_session() { session_on tty2 tina; }
test_terminal_login_plain_user() { session_on tty2 una; }
test_terminal_login_private_session() { session_on tty2 vera; }
test_terminal_login_private_user() { session_on tty2 wim; }

# In a namespace of the tenant's own the serial line is tied to a file of his, opened, and once more when
# its session is over.
tie_line()
{
	type "$1" 'rm -rf d; mkdir d; touch d/f; unshare -rm sh -c "mount --bind /dev/ttyS2 d/f && : <d/f && echo tied; until [ -e d/gone ]; do sleep 0.2; done; : <d/f && echo opened" >d/log 2>&1 &'
	shows "$1" '\$ $'
	answers "$1" '$(until [ -s d/log ]; do sleep 0.2; done; cat d/log)' tied
}

untie_line()
{
	answers "$1" '$(touch d/gone; until [ "$(wc -l <d/log)" -gt 1 ]; do sleep 0.2; done; cat d/log)' 'tied .*Permission denied'
}

# A jail that was up without a terminal gets two of them, and each goes with its session.
two_consoles_in_a_jail()
{
	consoles_begin ttyS2 hvc0
	hold_su "$1"
	within 60 eval '[ "$(jails | wc -l)" -eq 1 ]'
	works_on ttyS2 "$1"
	works_on hvc0 "$1"
	same "$(jails | wc -l)" 1 "number of jails"
	answers hvc0 '$(cd /dev; echo ttyS* hvc*)' 'ttyS2 hvc0'
	# The other one is his own, as on the host.
	answers hvc0 '$( (: </dev/ttyS2) 2>&1; echo opened)' opened
	tie_line hvc0
	log_out_of ttyS2
	answers hvc0 '$(cd /dev; echo ttyS* hvc*)' 'ttyS[*] hvc0'
	untie_line hvc0
	works_on ttyS2 "$1"
	# A caller that is killed takes its terminal along.
	kill -KILL "$(systemctl show --property MainPID --value console@ttyS2)"
	shows ttyS2 'vm login: '
	answers hvc0 '$(until [ ! -e /dev/ttyS2 ]; do sleep 0.2; done; cd /dev; echo ttyS* hvc*)' 'ttyS[*] hvc0'
	log_out_of hvc0
	log_out "$1"
	within 60 no_jails
}

test_two_consoles_in_a_plain_jail() { login_is_shadows || two_consoles_in_a_jail una; }
test_two_consoles_in_a_private_jail() { login_is_shadows || two_consoles_in_a_jail wim; }

# Another user on the line after him: each has it in his own jail, and only while he is there.
test_the_line_is_the_next_users()
{
	consoles_begin ttyS2
	hold_su una
	hold_su wim
	works_on ttyS2 una
	log_out_of ttyS2
	works_on ttyS2 wim
	not test -e "/proc/$(jail_pid una)/root/dev/ttyS2"
	test -e "/proc/$(jail_pid wim)/root/dev/ttyS2"
	log_out_of ttyS2
	log_out una
	log_out wim
	within 60 no_jails
}

# A process of the user's that hold_su has begun.
jail_pid()
{
	local uid base

	uid=$(id -u "$1")
	base=$(sed -n "s/^$1:\([0-9]*\):.*/\1/p" /etc/subuid)
	pgrep -x -n -u "$((${base:-0} + uid))" sleep
}

# login of util-linux hangs its terminal up first: script(1) and its like take that for the end.
login_on_a_pty()
{
	# shellcheck disable=SC2016 # perl's
	perl -MPOSIX -e '
		open my $master, "+<", "/dev/ptmx" or die;
		my $number = pack "i", 0;
		ioctl $master, 0x40045431, $number or die; # TIOCSPTLCK
		ioctl $master, 0x80045430, $number or die; # TIOCGPTN
		my $path = "/dev/pts/" . unpack "i", $number;
		print "on $path\n";
		if (!fork) {
			POSIX::setsid;
			close $master;
			close STDIN;
			open STDIN, "+<", $path and open STDOUT, ">&STDIN" and open STDERR, ">&STDIN" or die;
			exec "login", "-f", $ARGV[0];
		}
		my ($seen, $asked, $end) = ("", 0, time + 60);
		while (time < $end) {
			if (sysread $master, my $bytes, 4096) {
				print $bytes;
				$seen .= $bytes;
				syswrite $master, "hostname; exit\r" if $seen =~ /\$ $/ and !$asked++;
			} else {
				last if waitpid(-1, WNOHANG) > 0;
				sleep 1;
			}
		}' "$1"
}

# The jail has a pseudo terminal of that number, which is somebody's; the host's has no path in there.
test_login_on_a_pseudo_terminal()
{
	local begin

	begin=$(date +%s)
	# shellcheck disable=SC2154 # lib.bash has it
	timeout 900 "${ssh[@]/-n/-tt}" una@127.0.0.1 'tty; sleep 1000' < <(sleep 900) >/run/held-una.log 2>&1 &
	echo $! >/run/held-una
	within 60 grep /dev/pts/0 /run/held-una.log
	login_on_a_pty una >/run/output
	cat /run/output
	grep 'on /dev/pts/0' /run/output
	if login_is_shadows; then
		grep -a -E $'(^|\r)una\r$' /run/output # behind what bash tells a terminal
	else
		refusals "$begin" "login opens its terminal '/dev/pts/0' by path"
	fi
	pgrep -x -f 'sleep 1000'
	release una
	within 60 no_jails
}
