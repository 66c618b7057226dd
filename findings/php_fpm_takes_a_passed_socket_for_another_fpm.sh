#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# PHP-FPM of Debian 12 (8.2.32): a listening socket that is handed over as systemd does it, LISTEN_FDS=1, LISTEN_PID and
# descriptor 3, is not taken. It finds that somebody listens at its path, takes that for another FPM, and ends, although
# it is built with libsystemd for Type=notify. It takes the same descriptor from a variable of its own,
# FPM_SOCKETS=PATH=NUMBER.
#
# Prints:
#   seen: php-fpm 8.2.32, LISTEN_FDS: Another FPM instance seems to already listen on /run/web.sock
#   seen: php-fpm 8.2.32, FPM_SOCKETS: using inherited socket fd=3, "/run/web.sock"

. "$(dirname "$0")/debian.bash"

# says VARIABLES: the first words of its log, with a socket that listens as descriptor 3
says()
{
	: >"$ROOT/run/log"
	LC_ALL=C inside "$ROOT" /usr/bin/perl /run/pass \
		"exec 3<&\$1; export $1; exec /usr/sbin/php-fpm8.2 -R -n -y /run/fpm.conf" >"$WORK/said" 2>&1
	sed -n '1s/^\[[^]]*\] [A-Z]*: //p' "$ROOT/run/log"
}

ROOT=$WORK/bookworm
root bookworm "$ROOT" php8.2-fpm=8.2.32-1~deb12u1 perl-base
printf '%s\n' '[global]' 'error_log = /run/log' 'daemonize = no' '[www]' 'user = root' 'group = root' \
	'listen = /run/web.sock' 'pm = static' 'pm.max_children = 1' >"$ROOT/run/fpm.conf"
cat >"$ROOT/run/pass" <<'END'
use Socket;
use Fcntl;

unlink "/run/web.sock";
socket(my $listener, AF_UNIX, SOCK_STREAM, 0) or die;
bind($listener, pack_sockaddr_un("/run/web.sock")) && listen($listener, 5) &&
	fcntl($listener, F_SETFD, 0) or die;
my $child = fork // die;
exec "/bin/sh", "-c", $ARGV[0], "sh", fileno($listener) if $child == 0;
# It has said it by then, and may have ended.
for (1 .. 100) {
	last if -s "/run/log";
	select undef, undef, undef, 0.1;
}
kill "TERM", $child;
waitpid $child, 0;
END
# shellcheck disable=SC2016 # the variable is the inner shell's
saw 'php-fpm 8.2.32, LISTEN_FDS' "$(says 'LISTEN_FDS=1 LISTEN_PID=$$')" \
	'Another FPM instance seems to already listen on /run/web.sock'
saw 'php-fpm 8.2.32, FPM_SOCKETS' "$(says 'FPM_SOCKETS=/run/web.sock=3')" 'using inherited socket fd=3, "/run/web.sock"'
