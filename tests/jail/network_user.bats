#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# network = user: out through pasta, to where the host's routes lead, and to nothing of the host's own
# loopback; gone with the jail.

load ../lib/network

setup_file() {
	need passt || return 0
	network_host
	# A world outside, and the device that pasta needs, as any host has it.
	on_host_bash '
		set -e
		ip netns add world
		ip link add up0 type veth peer name up1 netns world
		ip address add 198.51.100.2/24 dev up0
		ip link set up0 up
		ip route add default via 198.51.100.1
		ip -n world address add 198.51.100.1/24 dev up1
		ip -n world link set up1 up
		mkdir /dev/net
		mknod -m 0666 /dev/net/tun c 10 200
	'
	on_host_bash "ip netns exec world $PERL_LISTEN 198.51.100.1 80 'the world'" 3>&-
	host_listen 127.0.0.1 8080 "the host's loopback"
	host_listen 198.51.100.2 8081 "the host"
}

pasta_pid() {
	on_host pgrep -f '^pasta '
}

no_pasta() {
	! pasta_pid >/dev/null
}

way_out() {
	assert_equal "$(host_read 127.0.0.1 8080)" "the host's loopback" "control"
	network_config 'network = user' "$1"
	jail_hold one alice
	assert_equal "$(read_in one 198.51.100.1 80)" "the world"
	for address in 127.0.0.1 198.51.100.2 198.51.100.1; do
		assert_equal "$(read_in one $address 8080)" none "at $address"
	done
	assert_equal "$(read_in one 198.51.100.2 8081)" none "at the address that both have"
	listen_in one 0.0.0.0 7070 alice
	assert_equal "$(read_in one 127.0.0.1 7070)" alice
	assert_equal "$(host_read 127.0.0.1 7070)" none "the host at the tenant's port"
	assert_equal "$(host_read 198.51.100.2 7070)" none "the host at the tenant's port"
	if [[ $1 == *yes ]]; then
		assert_match "$(jail_ask one "$(as_root "$AWAY")")" 'not permitted'
		assert_equal "$(read_in one 198.51.100.2 8081)" none "at the address that both have, by his root"
	fi
	jail_release one
	eventually no_pasta
}

# The host's address away from eth0, so that it can be reached through it.
AWAY='/usr/sbin/ip address del 198.51.100.2/24 dev eth0 && /usr/sbin/ip address add 198.51.100.77/24 dev eth0 && /usr/sbin/ip route replace default via 198.51.100.1 dev eth0 && /usr/sbin/ip route add 198.51.100.2 via 198.51.100.1'

@test "network_owner = tenant: his root reaches what is at the host's own address" {
	network_config 'network = user' 'user_namespace = yes' 'network_owner = tenant'
	jail_hold one alice
	assert_equal "$(jail_ask one "$(as_root "$AWAY")")" ''
	assert_equal "$(read_in one 198.51.100.2 8081)" "the host"
}

@test "out into the world, not to the host's loopback, and no port is opened on the host" {
	for private in no yes; do
		way_out "user_namespace = $private"
	done
	network_config
	jail_hold one alice
	assert_equal "$(read_in one 198.51.100.1 80)" none "control: without a network"
}

# logind's directory: what AppArmor's profile of pasta allows is below it.
@test "pasta is given a place that its profile for AppArmor knows, where there is one" {
	on_host mkdir -p -m 0755 /run/user/1001
	for private in no yes; do
		way_out "user_namespace = $private"
	done
	jail_hold one alice
	assert_match "$(on_host pgrep -a -f '^pasta ')" '--netns /run/user/0/netns/jail'
	jail_release one
	eventually no_pasta
	assert_equal "$(on_host ls -A /run/user)" 1001 "what is left"
	on_host rmdir /run/user/1001 /run/user
}

@test "a resolver at the host's own address is warned of, and none that can be reached" {
	for private in no yes; do
		network_config 'network = user' "user_namespace = $private"
		on_host_bash 'printf "nameserver 198.51.100.1\nnameserver 198.51.100.2\n" >/etc/resolv.conf'
		: >"$HOST_LOG"
		jail_login alice 'cat /etc/resolv.conf'
		assert_equal "$output" $'nameserver 198.51.100.1\nnameserver 198.51.100.2'
		host_log_flush
		assert_equal "$(grep -o 'the resolver at [^ ]* is at the host.s own address' "$HOST_LOG")" \
			"the resolver at 198.51.100.2 is at the host's own address" "user_namespace = $private"
	done
	network_config 'network = host'
	: >"$HOST_LOG"
	jail_login alice true
	host_log_flush
	assert_equal "$(grep -c 'the resolver at' "$HOST_LOG")" 0 "network = host"
}

@test "pasta runs as the user, confined, and is not seen in the jail" {
	network_config 'network = user'
	jail_hold one alice
	pid=$(pasta_pid)
	status=$(on_host cat "/proc/$pid/status")
	assert_match "$status" $'Uid:\t1001\t1001\t1001\t1001'
	assert_match "$status" $'Gid:\t1001\t1001\t1001\t1001'
	assert_match "$status" $'NoNewPrivs:\t1'
	assert_match "$status" $'Seccomp:\t2'
	[[ $(jail_ask one 'ps') != *pasta* ]]
	[[ $(on_host readlink "/proc/$pid/ns/pid") != "$(on_host readlink /proc/1/ns/pid)" ]]
}

@test "pasta is gone when the keeper is killed" {
	network_config 'network = user'
	jail_hold one alice
	pasta_pid
	on_host kill -KILL "$(on_host pgrep -x nsjail-keeper)"
	eventually no_pasta
	jail_release one
}

@test "without pasta, or without a way out, the login is refused with the reason" {
	network_config 'network = user'
	on_host mount --bind /dev/null /usr/bin/passt
	jail_refuses "program '/usr/bin/passt'"
	on_host umount /usr/bin/passt
	on_host ip route del default
	jail_refuses "network 'user': the host has no default route"
	on_host ip route add default via 198.51.100.1
	on_host chmod 0600 /dev/net/tun
	jail_refuses "network 'user': .*tun"
	on_host chmod 0666 /dev/net/tun
	no_pasta
}
