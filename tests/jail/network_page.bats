#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The bridge as docs/network.md has it, command by command: the first jail reaches the host and the world
# behind it at once, by IPv4 and by IPv6.

load ../lib/network

setup_file() {
	network_host sysctl
	on_host_bash '
		set -e
		ip link del br-nsj
		ip netns add world
		ip link add up0 type veth peer name up1 netns world
		ip address add 198.51.100.2/24 dev up0
		ip -6 address add 2001:db8:1::2/64 dev up0 nodad
		ip link set up0 up
		ip -n world address add 198.51.100.1/24 dev up1
		ip -n world -6 address add 2001:db8:1::1/64 dev up1 nodad
		ip -n world link set up1 up
		ip -n world link set lo up
	'
	while read -r command; do
		on_host_bash "$command" || fail "the page's '$command'"
	done < <(page_commands)
	on_host_bash "ip netns exec world $PERL_LISTEN :: 80 'the world'" 3>&-
	host_listen :: 8081 "the host"
}

# Of the section on the bridge: what a shell is given.
page_commands() {
	sed -n '/^## veth: the bridge/,/^## user/s/^    \(\(ip\|sysctl\|nft\) .*\)/\1/p' "$PRIVATE_HOST_SOURCE/docs/network.md"
}

page_config() {
	sed -n '/^## veth: the bridge/,/^## user/s/^    \(\(network\|veth_[a-z]*\) = .*\)/\1/p' "$PRIVATE_HOST_SOURCE/docs/network.md"
}

reaches_all() {
	mapfile -t lines < <(page_config)
	((${#lines[@]} == 3)) || fail "lines of the page: ${lines[*]}"
	network_config "${lines[@]}" "user_namespace = $1"
	# A tentative address answers nobody, for two seconds after the first jail has come.
	assert_equal "$(on_host ip -6 address show dev br-jails tentative scope global)" "" "tentative addresses"
	jail_hold one alice
	assert_equal "$(read_in one fd77::1 8081)" "the host" "by IPv6, user_namespace = $1"
	assert_equal "$(read_in one 10.77.0.1 8081)" "the host" "by IPv4"
	assert_equal "$(read_in one 2001:db8:1::1 80)" "the world" "by IPv6"
	assert_equal "$(read_in one 198.51.100.1 80)" "the world" "by IPv4"
	jail_release one
}

@test "plain mode: the host and the world, at once, by both families" {
	reaches_all no
}

@test "private mode: the same" {
	reaches_all yes
}
