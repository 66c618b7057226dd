# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the tests of networks share, on top of jail.bash: a bridge and a neighbour outside, listeners in
# jails and on the host, and the look at what is left of interfaces.
# It must never: touch an interface outside the private host.
#
# network_host                      the private host with a bridge br-nsj and a root file system with perl
# network_config LINE...            that root file system, and LINEs in [default]
# veth_config LINE...               the same with network = veth on br-nsj and pools for both families
# listen_in TAG ADDRESS PORT WORD   a listener in a held jail that says WORD to whoever connects
# read_in TAG ADDRESS PORT          what is said there to somebody in a held jail
# host_listen, host_read            the same on the private host
# jail_address TAG [4|6]            the address of the jail's eth0
# jail_links                        the host's ends of jails
# as_root SCRIPT                    SCRIPT as the root of a jail with a user namespace, for jail_ask

NETWORK_TESTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/lib/jail.bash
. "$NETWORK_TESTS/jail.bash"

NETWORK_ROOTFS=/srv/rootfs/network

# shellcheck disable=SC2016 # perl's
PERL_LISTEN='perl -MIO::Socket::IP -e '\''
	$s = IO::Socket::IP->new(LocalHost => shift, LocalPort => shift, Listen => 9, ReuseAddr => 1) or die "can not listen: $@";
	open STDOUT, ">", "/dev/null"; close STDIN;
	$0 = "listener"; fork and exit;
	open STDERR, ">", "/dev/null";
	while ($c = $s->accept) { print $c "$ARGV[0]\n"; close $c }'\'
# shellcheck disable=SC2016
PERL_READ='perl -MIO::Socket::IP -e '\''
	$s = IO::Socket::IP->new(PeerHost => shift, PeerPort => shift, Timeout => 2) or print("none\n"), exit;
	alarm 3; print <$s>'\'

network_host()
{
	jail_host ip nft perl
	host_rootfs "$NETWORK_ROOTFS"
	host_rootfs_program "$NETWORK_ROOTFS" /usr/bin/perl /usr/bin/setpriv /usr/sbin/ip
	on_host_bash '
		set -e
		cp -a --parents /usr/lib/*/perl-base "$1"
		chmod u+s "$1/usr/bin/setpriv"
		ip link add br-nsj address 02:00:00:00:00:01 type bridge
		ip address add 10.77.0.1/16 dev br-nsj
		ip -6 address add fd77::1/64 dev br-nsj nodad
		ip link set br-nsj up
	' "$NETWORK_ROOTFS"
}

network_config()
{
	session_config "rootfs = $NETWORK_ROOTFS" "$@"
	sed -i "0,/^rootfs = /{/^rootfs = /d}" "$HOST_ROOT$CONFIG_PATH"
}

veth_config()
{
	network_config 'network = veth' 'veth_bridge = br-nsj' 'veth_address = 10.77.0.0/16 fd77::/64' "$@"
}

listen_in()
{
	assert_equal "$(jail_ask "$1" "$PERL_LISTEN '$2' '$3' '$4'")" "" "listener on $2 port $3"
}

read_in()
{
	jail_ask "$1" "$PERL_READ '$2' '$3'"
}

host_listen()
{
	on_host_bash "$PERL_LISTEN"' "$@"' "$@" 3>&-
}

host_read()
{
	on_host_bash "$PERL_READ"' "$@"' "$@"
}

jail_address()
{
	jail_ask "$1" "/usr/sbin/ip -${2:-4} -o address show dev eth0 scope global" | grep -oE '[0-9a-f.:]+/[0-9]+' | head -n 1 | cut -d/ -f1
}

jail_links()
{
	on_host_bash 'ip -o link | grep -o "nsj[0-9][0-9.]*" | sort -u'
}

no_links()
{
	[[ -z $(jail_links) ]]
}

as_root()
{
	printf '%s' "/usr/bin/setpriv --reuid 0 --regid 0 --clear-groups sh -c '$1'"
}
