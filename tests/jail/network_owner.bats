#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# network_owner: whom the network of a jail with a user namespace belongs to, what his root can do to it
# and to everybody's neighbours, and what is asked of the host before it may be his.

load ../lib/network

RULES=$PRIVATE_HOST_SOURCE/etc/nsjail-antispoof.nft.example

setup_file() {
	network_host
}

setup() {
	jail_begin
	on_host_bash 'echo 0 >/proc/sys/net/ipv6/conf/br-nsj/accept_ra'
}

teardown() {
	on_host nft flush ruleset
	jail_end && eventually no_links
}

root_ask() {
	jail_ask "$1" "$(as_root "$2")"
}

# Whose the network of a held jail is: host, or tenant.
owner_of() {
	# shellcheck disable=SC2016
	on_host_bash 'perl -e '\''
		open F, "<", "/proc/$ARGV[0]/ns/net" or die $!;
		$fd = ioctl(F, 0xb701, 0) or die $!;
		print((stat("/proc/self/fd/" . int($fd)))[1] == (stat("/proc/self/ns/user"))[1] ? "host" : "tenant")'\'' \
		"$(pgrep -x nsjail-init)"'
}

@test "the host's, in every network of the jail's own; tenant gives it to him" {
	local network

	for network in 'network = none' 'network = veth'; do
		veth_config 'user_namespace = yes' "$network"
		[[ $network != *none* ]] || sed -i '0,/^network = veth/{/^network = veth/d}' "$HOST_ROOT$CONFIG_PATH"
		[[ $network != *veth* ]] || sed -i '0,/^network = veth/{/^network = veth/d}' "$HOST_ROOT$CONFIG_PATH"
		jail_hold one alice
		assert_equal "$(owner_of)" host "$network"
		assert_match "$(root_ask one '/usr/sbin/ip link add dummy0 type bridge; /usr/sbin/ip link set lo down; /usr/sbin/ip neigh add 10.77.0.99 lladdr 02:00:00:00:00:99 dev lo')" 'not permitted'
		jail_release one
		sed -i '/^\[default\]/a network_owner = tenant\nveth_antispoof = no' "$HOST_ROOT$CONFIG_PATH"
		jail_hold one alice
		assert_equal "$(owner_of)" tenant "$network"
		assert_equal "$(root_ask one '/usr/sbin/ip link add br0 type bridge && echo added')" added
		jail_release one
	done
}

# Echo requests by a datagram socket (icmp(7)), as ping(8) of iputils makes them.
# shellcheck disable=SC2016
PING='perl -MSocket -e '\''
	socket S, AF_INET, SOCK_DGRAM, 1 or die "no socket: $!\n";
	alarm 3; connect S, pack_sockaddr_in(0, inet_aton(shift)) or die;
	send S, pack("CCnnn", 8, 0, 0, 1, 1) . "x" x 8, 0 or die "$!"; recv S, $m, 99, 0; print "answered\n"'\'

@test "ping and port 80 work without rights, in both modes" {
	local mode

	for mode in no yes; do
		veth_config "user_namespace = $mode"
		jail_hold one alice
		assert_equal "$(jail_ask one "$PING 127.0.0.1")" answered "user_namespace = $mode"
		assert_equal "$(jail_ask one "$PING 10.77.0.1")" answered "user_namespace = $mode"
		listen_in one 0.0.0.0 80 alice
		assert_equal "$(host_read 10.77.3.235 80)" alice
		jail_release one
	done
}

@test "the link has the gateway and nobody else, unless jails are to reach each other" {
	local mode

	for mode in no yes; do
		veth_config "user_namespace = $mode"
		jail_hold one alice
		assert_equal "$(jail_ask one '/usr/sbin/ip -o address show dev eth0' | grep -oE 'inet6? [^ ]+' | xargs)" \
			'inet 10.77.3.235/32 inet6 fd77::3eb/128'
		assert_equal "$(jail_ask one '/usr/sbin/ip route; /usr/sbin/ip -6 route | grep -v "dev lo"' | sed 's/ *$//; s/ proto static//; s/ metric [0-9]*//; s/ pref medium//' | sort | xargs -d '\n' printf '%s; ')" \
			'10.77.0.1 dev eth0 scope link; default via 10.77.0.1 dev eth0; default via fd77::1 dev eth0; fd77::1 dev eth0; fd77::3eb dev eth0 proto kernel; '
		# Whoever is asked for, no neighbour is made but the gateway, which may speak up by itself.
		jail_ask one 'for i in 1 2 3 4 5 6 7 8 9; do for a in 10.77.9.$i fd77::9$i fe80::9$i%eth0; do perl -MIO::Socket::IP -e "IO::Socket::IP->new(PeerHost => shift, PeerPort => 9, Type => SOCK_DGRAM)->send(q(x))" $a 2>/dev/null; done; done'
		assert_equal "$(jail_ask one '/usr/sbin/ip neigh show dev eth0' | grep -cE '^(10\.77\.9\.|fd77::9|fe80::9)')" 0 neighbours
		veth_config "user_namespace = $mode" 'veth_isolated = no'
		jail_hold two alice
		assert_match "$(jail_ask two '/usr/sbin/ip -o address show dev eth0')" 'inet 10.77.255.254/16'
		jail_release two
		jail_release one
	done
}

@test "control: his root, who owns it, fills a table of neighbours" {
	network_config 'user_namespace = yes' 'network_owner = tenant'
	jail_hold one alice
	root_ask one '/usr/sbin/ip link add br0 type bridge; /usr/sbin/ip link set br0 up; for i in 1 2 3 4 5 6 7 8 9; do /usr/sbin/ip neigh add 10.9.9.$i lladdr 02:00:00:00:00:99 nud reachable dev br0; done'
	assert_equal "$(jail_ask one '/usr/sbin/ip neigh show dev br0' | wc -l)" 9
}

@test "his root, who does not own it, makes no neighbour, no interface and no other network" {
	network_config 'user_namespace = yes'
	jail_hold one alice
	assert_match "$(root_ask one '/usr/sbin/ip neigh add 10.9.9.9 lladdr 02:00:00:00:00:99 dev lo')" 'not permitted'
	assert_match "$(root_ask one '/usr/sbin/ip link add br0 type bridge')" 'not permitted'
	assert_match "$(root_ask one 'unshare -n true')" 'No space left'
}

@test "rules against forged addresses are asked for before a network on a bridge is his" {
	veth_config 'user_namespace = yes' 'network_owner = tenant'
	jail_refuses "network 'veth': network_owner = tenant needs the rules of nsjail-antispoof.nft.example, and the nftables table 'bridge nsjail' is not loaded"
	# Sets alone judge nothing.
	on_host nft -f - <<<'table bridge nsjail {
		set jail_macs { type ifname . ether_addr; }
		set jail_ipv4 { type ifname . ipv4_addr; }
		set jail_ipv6 { type ifname . ipv6_addr; }
	}'
	jail_refuses "table 'bridge nsjail' is not loaded"
	on_host nft flush ruleset
	[[ $(on_host nft --version) != *' v0.'* ]] || skip "needs nftables 1.0"
	on_host nft -f - <"$RULES"
	jail_login alice 'echo in'
	assert_equal "$output" in "with the rules"
	on_host nft flush ruleset
	veth_config 'user_namespace = yes' 'network_owner = tenant' 'veth_antispoof = no'
	jail_login alice 'echo in'
	assert_equal "$output" in "without, as is wanted"
	veth_config 'user_namespace = yes'
	jail_login alice 'echo in'
	assert_equal "$output" in "the host's network needs none"
}

@test "a bridge that takes router advertisements is refused to a tenant who can send them" {
	local value

	veth_config 'user_namespace = yes' 'network_owner = tenant' 'veth_antispoof = no'
	for value in 1 2; do
		on_host_bash 'echo "$1" >/proc/sys/net/ipv6/conf/br-nsj/accept_ra' "$value"
		jail_refuses "bridge 'br-nsj' takes router advertisements .accept_ra is $value."
	done
	on_host_bash 'echo 1 >/proc/sys/net/ipv6/conf/br-nsj/disable_ipv6'
	sed -i 's, fd77::/64,,' "$HOST_ROOT$CONFIG_PATH"
	jail_login alice 'echo in'
	on_host_bash 'echo 0 >/proc/sys/net/ipv6/conf/br-nsj/disable_ipv6; ip -6 address add fd77::1/64 dev br-nsj nodad'
	assert_equal "$output" in "a bridge without IPv6"
	on_host_bash 'echo 1 >/proc/sys/net/ipv6/conf/br-nsj/accept_ra'
	veth_config 'user_namespace = yes'
	jail_login alice 'echo in'
	assert_equal "$output" in "the host's network"
}
