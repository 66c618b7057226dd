#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What network a jail has, and that it is the tenant's own: his ports and sockets, his address, what
# is left of it, and what is refused.

load ../lib/network

setup_file() {
	network_host
	on_host_bash 'mkdir -p /etc/netns/blue && echo "nameserver 192.0.2.77" >/etc/netns/blue/resolv.conf
		echo "nameserver 192.0.2.53" >/etc/resolv.conf
		ip netns add blue'
	host_listen 127.0.0.1 8080 "the host"
	host_listen 10.77.0.1 8080 "the bridge"
}

teardown() {
	jail_end && eventually no_links
}

both_modes() {
	for private in no yes; do
		"$@" "user_namespace = $private"
	done
}

# Both on the same ports, and each hears himself.
same_ports() {
	jail_hold one alice
	jail_hold two bob
	for where in '0.0.0.0 80' '127.0.0.1 3306' ':: 8081'; do
		# shellcheck disable=SC2086 # an address and a port
		listen_in one $where alice
		# shellcheck disable=SC2086
		listen_in two $where bob
	done
	for tag in one two; do
		for port in 80 3306; do
			assert_equal "$(read_in $tag 127.0.0.1 $port)" "$([[ $tag == one ]] && echo alice || echo bob)" \
				"what $tag hears on port $port"
		done
		assert_equal "$(read_in $tag 127.0.0.1 8080)" none "$tag and the host's loopback"
	done
	assert_equal "$(host_read 127.0.0.1 3306)" none "the host and the tenants' loopbacks"
}

@test "none: two tenants listen on the same ports, and reach neither each other nor the host" {
	none_ports() {
		network_config "$1"
		same_ports
		jail_release one
		jail_release two
	}
	both_modes none_ports
}

@test "veth: two tenants listen on the same ports, and reach neither each other nor the host's loopback" {
	veth_ports() {
		veth_config "$1"
		same_ports
		his=$(jail_address two)
		assert_equal "$(read_in one "$his" 80)" none "alice at bob's address"
		assert_equal "$(read_in one "$(jail_address two 6)" 8081)" none "alice at bob's IPv6 address"
		assert_equal "$(read_in one 10.77.0.1 8080)" "the bridge" "alice at the bridge"
		assert_equal "$(host_read "$his" 80)" bob "the host at bob's address"
		assert_equal "$(host_read "$(jail_address two 6)" 8081)" bob "the host at bob's IPv6 address"
		jail_release one
		jail_release two
	}
	both_modes veth_ports
}

@test "veth_isolated = no: tenants reach each other's addresses, and nothing but those" {
	veth_config 'veth_isolated = no'
	jail_hold one alice
	jail_hold two bob
	listen_in two 0.0.0.0 80 bob
	listen_in two 127.0.0.1 3306 bob
	assert_equal "$(read_in one "$(jail_address two)" 80)" bob
	assert_equal "$(read_in one "$(jail_address two)" 3306)" none
}

# shellcheck disable=SC2016 # perl's
ABSTRACT_LISTEN='perl -MSocket -e '\''socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("\0tenant")) or die "can not bind: $!";
	listen(S, 5); open STDOUT, ">", "/dev/null"; close STDIN; fork and exit; open STDERR, ">", "/dev/null";
	while (accept(C, S)) { syswrite(C, "$ARGV[0]\n"); close C }'\'
# shellcheck disable=SC2016
ABSTRACT_READ='perl -MSocket -e '\''socket(S, AF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un("\0tenant")) or print("none\n"), exit; print <S>'\'

@test "abstract sockets of one tenant are none of another's or the host's" {
	for lines in 'network = none' 'network = veth'; do
		veth_config
		sed -i "s/^network = .*/$lines/" "$HOST_ROOT$CONFIG_PATH"
		jail_hold one alice
		jail_hold two bob
		assert_equal "$(jail_ask one "$ABSTRACT_LISTEN alice")" ""
		assert_equal "$(jail_ask one "$ABSTRACT_READ")" alice "$lines: alice"
		assert_equal "$(jail_ask two "$ABSTRACT_READ")" none "$lines: bob"
		assert_equal "$(on_host_bash "$ABSTRACT_READ")" none "$lines: the host"
		assert_equal "$(jail_ask two "$ABSTRACT_LISTEN bob")" "" "$lines: bob's of the same name"
		jail_release one
		jail_release two
	done
	network_config 'network = host'
	jail_hold one alice
	jail_hold two bob
	jail_ask one "$ABSTRACT_LISTEN alice"
	assert_equal "$(jail_ask two "$ABSTRACT_READ")" alice "control: with the host's network"
}

@test "veth: the address is the uid's own, further jails have others, and all is gone with them" {
	veth_config 'scope = session'
	jail_hold one alice
	assert_equal "$(jail_address one) $(jail_address one 6)" "10.77.3.235 fd77::3eb"
	jail_hold two alice
	assert_equal "$(jail_address two)" 10.77.255.254
	jail_hold three bob
	assert_equal "$(jail_address three)" 10.77.3.236
	assert_equal "$(jail_links | tr '\n' ' ')" "nsj1001 nsj1001.1 nsj1002 "
	jail_release three
	jail_release two
	jail_release one
	eventually no_links
	jail_hold one alice
	assert_equal "$(jail_address one)" 10.77.3.235
}

@test "veth: routes and resolver are those of the bridge" {
	veth_config 'veth_gateway = 10.77.0.9'
	jail_login alice '/usr/sbin/ip route; /usr/sbin/ip -6 route show default; cat /etc/resolv.conf'
	assert_match "$output" 'default via 10\.77\.0\.9 dev eth0'
	assert_match "$output" 'default via fd77::1 dev eth0'
	assert_match "$output" 'nameserver 192\.0\.2\.53'
}

CHANGES='/usr/sbin/ip address add 10.77.9.9/16 dev eth0 && echo changed; /usr/sbin/ip route del default && echo changed'

@test "veth: a plain tenant changes neither address nor route; nor does his root, unless the network is his" {
	veth_config
	jail_login alice "$CHANGES"
	assert_match "$output" 'not permitted'
	[[ $output != *changed* ]]
	veth_config 'user_namespace = yes'
	jail_login alice "$(as_root "$CHANGES")"
	assert_match "$output" 'not permitted'
	[[ $output != *changed* ]]
	on_host_bash 'echo 0 >/proc/sys/net/ipv6/conf/br-nsj/accept_ra'
	veth_config 'user_namespace = yes' 'network_owner = tenant' 'veth_antispoof = no'
	jail_login alice "$CHANGES"
	[[ $output != *changed* ]]
	jail_login alice "$(as_root "$CHANGES")"
	assert_equal "$output" $'changed\nchanged'
}

keeper_pid() {
	on_host pgrep -x nsjail-keeper
}

@test "the keeper is killed: no interface is left two seconds later" {
	both_modes keeper_killed
}

keeper_killed() {
	veth_config "$1"
	jail_hold one alice
	assert_equal "$(jail_links)" nsj1001
	on_host kill -KILL "$(keeper_pid)"
	eventually no_links
	jail_release one
	# In private mode its name stays: the caller can not come back, and the next login removes it, or this.
	on_host "$HELPER_PATH"
}

stale_link() {
	on_host ip link add nsj1001 type bridge
	on_host ip link set nsj1001 alias "$1"
}

@test "an interface that a crash left is collected, one that is not ours is not" {
	veth_config
	stale_link 'pam_nsjail 1001 0badcafe 999999 1 10.77.3.235 -'
	jail_hold one alice
	assert_equal "$(jail_address one)" 10.77.3.235
	assert_match "$(on_host ip -d link show nsj1001)" veth
	jail_release one
	eventually no_links
	stale_link 'of the administrator'
	jail_refuses "interface 'nsj1001' is there that is not ours"
	assert_match "$(on_host ip link show nsj1001)" 'of the administrator'
	on_host ip link del nsj1001
}

@test "veth: what the host can not give is refused by name, and nothing is left" {
	veth_config
	sed -i 's/br-nsj/br-none/' "$HOST_ROOT$CONFIG_PATH"
	jail_refuses "there is no bridge 'br-none'"
	sed -i 's/br-none/lo/' "$HOST_ROOT$CONFIG_PATH"
	jail_refuses "interface 'lo' is not a bridge"
	for address in 10.77.8.0/30 10.77.8.9/16; do
		veth_config
		sed -i "s,^veth_address.*,veth_address = $address," "$HOST_ROOT$CONFIG_PATH"
		jail_hold one alice
		jail_refuses "no address of '$address' is free|address '$address' is another jail's" bob
		assert_equal "$(jail_links | grep -c nsj1002)" 0
		jail_release one
		eventually no_links
	done
}

# 2 to 6 but for what is first for somebody, in a pool of 6: 5 of uid 1001, 6 of 1002, and 7 is for further jails.
@test "veth: one tenant's jails do not take the first address of another, in both modes" {
	for mode in no yes; do
		for address in fd77::/125 10.77.8.0/29; do
			veth_config 'scope = session' "user_namespace = $mode"
			sed -i "s,^veth_address.*,veth_address = $address," "$HOST_ROOT$CONFIG_PATH"
			jail_hold one alice
			first=$(jail_address one 6)$(jail_address one 4)
			jail_hold two alice
			jail_refuses "no address of '$address' is free"
			jail_hold three bob
			[[ $(jail_address three 6)$(jail_address three 4) != "$first" ]]
			jail_release three
			jail_release two
			jail_release one
			eventually no_links
		done
	done
}

@test "veth: an address of the host's own is in no pool, and refused where it is the only one" {
	veth_config
	on_host_bash 'ip address add 10.77.3.235/16 dev br-nsj; ip -6 address add fd77::3eb/64 dev br-nsj nodad'
	jail_hold one alice
	address="$(jail_address one) $(jail_address one 6)"
	jail_release one
	sed -i 's,^veth_address.*,veth_address = 10.77.3.235/16,' "$HOST_ROOT$CONFIG_PATH"
	eventually no_links
	jail_refuses "address '10.77.3.235/16' is the host's own"
	on_host_bash 'ip address del 10.77.3.235/16 dev br-nsj; ip -6 address del fd77::3eb/64 dev br-nsj'
	assert_match "$address" '^10\.77\.255\.254 fd77::[0-9a-f:]+$'
	[[ $address != *fd77::3eb ]]
}

@test "veth: without its program, or when it hangs, the login is refused" {
	veth_config
	program=$HOST_ROOT${HELPER_PATH%/*}/pam_nsjail_veth
	mv "$program" "$program.kept"
	jail_refuses "pam_nsjail_veth.*does not exist"
	printf '#!/bin/sh\nexec sleep 30\n' >"$program"
	chmod 0755 "$program"
	REFUSAL_MS=9000 jail_refuses "no answer from.*pam_nsjail_veth.*timed out"
	chmod 0777 "$program"
	jail_refuses "pam_nsjail_veth.*writable"
	mv "$program.kept" "$program"
}

# What runs for the helper ends it, right after its work.
program_that_kills() {
	mv "$1" "$1.kept"
	printf '#!/bin/sh\n"$0.kept" "$@" >/dev/null\nkill -KILL $PPID\n' >"$1"
	chmod 0755 "$1"
}

@test "veth: the helper dies when the interface stands and nobody is in: refused, and nothing is left" {
	program=$HOST_ROOT${HELPER_PATH%/*}/pam_nsjail_veth
	program_that_kills "$program"
	for private in no yes; do
		veth_config "user_namespace = $private"
		jail_refuses "helper"
		eventually no_links
	done
	mv "$program.kept" "$program"
	jail_login alice '/usr/sbin/ip -o link show eth0'
	assert_match "$output" eth0
}

@test "netns: the namespace is joined as it is, with its own resolver file" {
	blue=$(on_host ip netns exec blue readlink /proc/self/ns/net)
	netns_joined() {
		network_config 'network = netns:blue' "$1"
		jail_login alice 'readlink /proc/self/ns/net; /usr/sbin/ip -o link; cat /etc/resolv.conf; /usr/sbin/ip link set lo up'
		assert_equal "${lines[0]}" "$blue"
		assert_match "${lines[1]}" 'lo: <LOOPBACK> .*DOWN'
		assert_equal "${lines[2]}" "nameserver 192.0.2.77"
		assert_match "${lines[3]}" 'not permitted'
	}
	both_modes netns_joined
	network_config 'network = netns:blue' 'user_namespace = yes'
	jail_login alice "$(as_root '/usr/sbin/ip link set lo up || echo not his')"
	assert_match "$output" 'not his'
	assert_match "$(on_host ip netns list)" blue
}

@test "netns: what is not there or not the host's own is refused" {
	network_config 'network = netns:red'
	jail_refuses "network namespace 'red': No such file"
	on_host_bash ': >/run/netns/red'
	jail_refuses "'/run/netns/red' is not a network namespace"
	on_host chmod 0666 /run/netns/red
	jail_refuses "network namespace 'red'.*writable"
	on_host rm /run/netns/red
	network_config 'network = netns:../../proc/1/ns/net'
	jail_refuses "can not be the name of a network namespace"
}

@test "resolv.conf names nobody without a network, and the host's servers with the host's" {
	network_config
	jail_login alice 'cat /etc/resolv.conf; nslookup example.org 2>&1 | tail -n 1'
	assert_match "$output" '^# This jail has no network'
	[[ $output != *nameserver* ]]
	network_config 'network = host'
	jail_login alice 'cat /etc/resolv.conf'
	assert_equal "$output" 'nameserver 192.0.2.53'
}
