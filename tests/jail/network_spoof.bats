#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A tenant's root owns his network and gives himself another's addresses: with the shipped rules the
# host does not believe him; without them it does, which shows that he tried.

load ../lib/network

RULES=$PRIVATE_HOST_SOURCE/etc/nsjail-antispoof.nft.example

setup_file() {
	network_host
	on_host nft -c -f - <"$RULES" || older_nft || return 1
}

# What the comment in the rules says; the other sort has to load them.
older_nft() {
	[[ $(on_host nft --version) == *' v0.'* ]] || return 1
	export SESSION_LACKS="needs nftables 1.0"
}

setup() {
	jail_begin
	veth_config 'user_namespace = yes' 'veth_isolated = no' 'network_owner = tenant' 'veth_antispoof = no'
	on_host_bash 'echo 0 >/proc/sys/net/ipv6/conf/br-nsj/accept_ra'
}

teardown() {
	[[ -z ${SESSION_LACKS:-} ]] || return 0
	witness_end
	on_host nft flush ruleset
	jail_end && eventually no_links
}

rules_load() {
	on_host nft -f - <"$RULES"
}

# Listens on the host for datagrams and writes down who has sent what, until the next one begins.
witness() {
	witness_end
	# shellcheck disable=SC2016 # perl's
	WITNESS=$(on_host_bash 'perl -MIO::Socket::IP -e '\''
		$s = IO::Socket::IP->new(LocalHost => shift, LocalPort => 9, Type => SOCK_DGRAM) or die $@;
		$pid = fork and print("$pid\n"), exit;
		open STDOUT, ">", "/tmp/heard"; open STDERR, ">", "/dev/null"; close STDIN;
		while ($s->recv($m, 99)) { print $s->peerhost, " says $m\n"; STDOUT->flush }'\'' "$1"' "$1")
	eventually heard
}

witness_end() {
	[[ -z ${WITNESS:-} ]] || on_host kill "$WITNESS"
	on_host rm -f /tmp/heard
	WITNESS=
}

# shellcheck disable=SC2016
SAY='perl -MIO::Socket::IP -e '\''$s = IO::Socket::IP->new(LocalHost => shift, PeerHost => shift, PeerPort => 9, Type => SOCK_DGRAM) or die "can not speak: $@";
	for (1 .. 10) { $s->send($ARGV[0]); select undef, undef, undef, 0.05 }'\'

heard() {
	on_host sort -u /tmp/heard
}

has_heard() {
	[[ $(heard) == *"$1"* ]]
}

root_ask() {
	jail_ask "$1" "/usr/bin/setpriv --reuid 0 --regid 0 --clear-groups sh <<'END'
$2
END"
}

# Alice takes what is bob's: his IPv4 address, his IPv6 address, or his hardware address as well.
spoof4() {
	root_ask one "/usr/sbin/ip address add 10.77.3.236/32 dev eth0 2>&1"
	root_ask one "$SAY 10.77.3.236 10.77.0.1 'I am bob'"
}

spoof6() {
	root_ask one "/usr/sbin/ip -6 address add fd77::3ec/128 dev eth0 nodad 2>&1"
	root_ask one "$SAY fd77::3ec fd77::1 'I am bob'"
}

spoof_mac() {
	root_ask one "/usr/sbin/ip link set eth0 down; /usr/sbin/ip link set eth0 address 02:6e:0a:4d:03:ec; /usr/sbin/ip link set eth0 up; /usr/sbin/ip route add default via 10.77.0.1"
	root_ask one "$SAY 10.77.3.235 10.77.0.1 'I am bob'"
}

both_up() {
	jail_hold one alice
	jail_hold two bob
}

@test "what is true is let through: both families, to the host and to a neighbour" {
	rules_load
	both_up
	listen_in two :: 80 bob
	host_listen :: 80 "the host"
	assert_equal "$(read_in one "$(jail_address two)" 80)" bob
	assert_equal "$(read_in one "$(jail_address two 6)" 80)" bob
	assert_equal "$(read_in one 10.77.0.1 80)" "the host"
	assert_equal "$(read_in one fd77::1 80)" "the host"
	on_host pkill -x listener
}

@test "a forged IPv4 address: believed without the rules, not with them" {
	both_up
	witness 10.77.0.1
	spoof4
	eventually has_heard '10.77.3.236 says I am bob'
	rules_load
	jail_release one
	jail_hold one alice
	witness 10.77.0.1
	spoof4
	root_ask one "$SAY $(jail_address one) 10.77.0.1 'I am alice'"
	eventually has_heard 'I am alice'
	assert_equal "$(heard)" "10.77.3.235 says I am alice"
}

@test "a forged IPv6 address: believed without the rules, not with them" {
	both_up
	witness fd77::1
	spoof6
	eventually has_heard 'fd77::3ec says I am bob'
	rules_load
	jail_release one
	jail_hold one alice
	witness fd77::1
	spoof6
	root_ask one "$SAY fd77::3eb fd77::1 'I am alice'"
	eventually has_heard 'I am alice'
	assert_equal "$(heard)" "fd77::3eb says I am alice"
}

@test "a forged hardware address: believed without the rules, not with them" {
	both_up
	witness 10.77.0.1
	spoof_mac
	eventually has_heard '10.77.3.235 says I am bob'
	jail_release one
	rules_load
	jail_hold one alice
	witness 10.77.0.1
	spoof_mac
	sleep 0.5
	assert_equal "$(heard)" ""
}

# What the host has learnt about an address, from whoever answers for it.
neighbour() {
	on_host ip neighbour show dev br-nsj "$1" | grep -oE '02:6e[0-9a-f:]+' || true
}

@test "alice does not answer for bob's address, neither by ARP nor by a neighbour advertisement" {
	for rules in true rules_load; do
		$rules
		jail_hold one alice
		root_ask one '/usr/sbin/ip address add 10.77.3.236/16 dev eth0; /usr/sbin/ip -6 address add fd77::3ec/64 dev eth0 nodad'
		on_host ip neighbour flush dev br-nsj
		host_read 10.77.3.236 80
		host_read fd77::3ec 80
		wanted=$([[ $rules == true ]] && echo 02:6e:0a:4d:03:eb || true)
		assert_equal "$(neighbour 10.77.3.236)" "$wanted" "$rules: who is 10.77.3.236"
		assert_equal "$(neighbour fd77::3ec)" "$wanted" "$rules: who is fd77::3ec"
		jail_release one
		eventually no_links
	done
}

@test "what was entered for a jail that is gone goes with the next login" {
	rules_load
	jail_login alice true
	eventually no_links
	assert_match "$(on_host nft list set bridge nsjail jail_macs)" nsj1001
	jail_login bob true
	set=$(on_host nft list ruleset)
	[[ $set != *nsj1001* ]]
	assert_match "$set" 'nsj1002" \. 10\.77\.3\.236'
}

@test "with a table that does not fit the login is refused" {
	on_host nft 'add table bridge nsjail; add set bridge nsjail jail_macs { type ether_addr; }'
	jail_refuses "can not enter 'nsj1001' in the nftables table 'nsjail'"
	assert_equal "$(jail_links)" ""
}
