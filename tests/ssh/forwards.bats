#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What sshd forwards ends in the jail: ports in its network, sockets in its files, in every mode of
# the network that has one of its own. With the host's network the same ports are the host's.

load ../lib/network

setup_file() {
	need sshd ssh ssh-keygen xauth || return 0
	network_host
	host_jail_service sshd
	host_sshd_start 'X11Forwarding yes'
	host_rootfs_program "$NETWORK_ROOTFS" /usr/bin/xauth
	host_listen 127.0.0.1 8080 "the host"
	host_listen 127.0.0.1 6007 "the client's display"
	on_host ip netns add blue
	on_host ip -n blue link set lo up
}

setup() {
	jail_begin
	MASTERS=()
}

teardown() {
	local name

	for name in "${MASTERS[@]}"; do
		host_ssh -q -S "/tmp/master.$name" -O exit "$name" || true
	done
	on_host_bash 'rm -f /tmp/master.* /tmp/*.sock'
	jail_end && eventually no_links
}

# in_network MODE LINES...: what NAME@host is jailed with
in_network() {
	case $1 in
	veth) veth_config ;;
	*) network_config "network = $1" ;;
	esac
}

master() {
	host_ssh -fNM -S "/tmp/master.$1" "${@:2}" "$1"
	MASTERS+=("$1")
}

inside() {
	host_ssh -S "/tmp/master.$1" "$1" "$2"
}

inside_listen() {
	assert_equal "$(inside alice "$PERL_LISTEN $1 $2 '$3'")" ""
}

OWN='none veth netns:blue'

@test "-L ends in the jail's network, not in the host's" {
	for mode in $OWN; do
		in_network $mode
		master alice -L 7001:127.0.0.1:7000 -L 7002:127.0.0.1:8080
		inside_listen 127.0.0.1 7000 "the jail"
		assert_equal "$(host_read 127.0.0.1 7001)" "the jail" "$mode"
		assert_equal "$(host_read 127.0.0.1 7002)" "" "$mode: the host's listener"
		host_ssh -q -S /tmp/master.alice -O exit alice
		MASTERS=()
	done
	in_network host
	master alice -L 7002:127.0.0.1:8080
	assert_equal "$(host_read 127.0.0.1 7002)" "the host" "control: with the host's network"
}

@test "-R listens in the jail's network, not in the host's" {
	for mode in $OWN; do
		in_network $mode
		master alice -R 7200:127.0.0.1:8080
		assert_equal "$(inside alice "$PERL_READ 127.0.0.1 7200")" "the host" "$mode"
		assert_equal "$(host_read 127.0.0.1 7200)" none "$mode: on the host"
		host_ssh -q -S /tmp/master.alice -O exit alice
		MASTERS=()
	done
	in_network host
	master alice -R 7200:127.0.0.1:8080
	assert_equal "$(host_read 127.0.0.1 7200)" "the host" "control: with the host's network"
}

# One SOCKS 4 request to 127.0.0.1 and a port, then what comes.
socks_read() {
	# shellcheck disable=SC2016 # perl's
	on_host_bash 'perl -MIO::Socket::IP -e '\''
		$s = IO::Socket::IP->new(PeerHost => "127.0.0.1", PeerPort => 7003) or die $@;
		syswrite $s, pack("CCnCCCCx", 4, 1, $ARGV[0], 127, 0, 0, 1);
		alarm 3; read $s, $_, 8; print <$s>'\'' "$1"' "$1"
}

@test "-D goes out from the jail's network" {
	for mode in $OWN; do
		in_network $mode
		master alice -D 7003
		inside_listen 127.0.0.1 7000 "the jail"
		assert_equal "$(socks_read 7000)" "the jail" "$mode"
		assert_equal "$(socks_read 8080)" "" "$mode: the host's listener"
		host_ssh -q -S /tmp/master.alice -O exit alice
		MASTERS=()
	done
}

# shellcheck disable=SC2016 # perl's
UNIX_LISTEN='perl -MIO::Socket::UNIX -e '\''
	$s = IO::Socket::UNIX->new(Local => shift, Listen => 9) or die "can not listen: $!";
	open STDOUT, ">", "/dev/null"; close STDIN; fork and exit; open STDERR, ">", "/dev/null";
	while ($c = $s->accept) { print $c "$ARGV[0]\n"; close $c }'\'
# shellcheck disable=SC2016
UNIX_READ='perl -MIO::Socket::UNIX -e '\''
	$s = IO::Socket::UNIX->new(Peer => shift) or print("none\n"), exit; alarm 3; print <$s>'\'

@test "-L of a socket's path: the path is the jail's" {
	on_host_bash "$UNIX_LISTEN"' /tmp/service.sock "the host"' 3>&-
	for mode in $OWN; do
		in_network $mode
		master alice -L /tmp/client.sock:/tmp/service.sock
		assert_equal "$(on_host_bash "$UNIX_READ"' /tmp/client.sock')" "" "$mode: the host's socket"
		inside alice "$UNIX_LISTEN /tmp/service.sock 'the jail'"
		assert_equal "$(on_host_bash "$UNIX_READ"' /tmp/client.sock')" "the jail" "$mode"
		host_ssh -q -S /tmp/master.alice -O exit alice
		on_host rm -f /tmp/client.sock
		MASTERS=()
	done
	on_host_bash 'kill $(pgrep -f "[s]ervice.sock the host")'
}

@test "-R of a socket's path: the socket is made in the jail" {
	for mode in $OWN; do
		in_network $mode
		master alice -R /tmp/service.sock:127.0.0.1:8080
		assert_equal "$(inside alice "$UNIX_READ /tmp/service.sock")" "the host" "$mode"
		[ ! -e "$HOST_ROOT/tmp/service.sock" ]
		host_ssh -q -S /tmp/master.alice -O exit alice
		MASTERS=()
	done
}

# The beginning of X11, with the cookie that sshd has given out.
# shellcheck disable=SC2016
X11_READ='cookie=$(xauth -q list | sed -n "s/.*  //p" | head -n 1)
perl -MIO::Socket::IP -e '\''
	$s = IO::Socket::IP->new(PeerHost => "127.0.0.1", PeerPort => 6010) or print("none\n"), exit;
	syswrite $s, pack("a1xvvvvx2", "l", 11, 0, 18, 16) . "MIT-MAGIC-COOKIE-1\0\0" . pack("H*", shift);
	alarm 3; print <$s>'\'' "$cookie"'

@test "X11: the display is in the jail's network, its cookie in the jail's home" {
	for mode in $OWN; do
		in_network $mode
		# xauth says on standard error when it makes its file.
		output=$(on_host env DISPLAY=127.0.0.1:7 ssh -Y -F /srv/host/ssh_config alice@host \
			"echo \$DISPLAY; $X11_READ; $PERL_READ 127.0.0.1 6007" 2>/dev/null)
		assert_match "$output" $'localhost:10.0\nthe client\'s display\nnone' "$mode"
		assert_equal "$(host_read 127.0.0.1 6010)" none "$mode: on the host"
	done
}
