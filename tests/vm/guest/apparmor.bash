# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What AppArmor says of jails, enforcing and with the profiles that come with Debian's packages: nothing, after
# all that was done before. It knows pasta, and nobody else of those who make a jail.

denials()
{
	journalctl --sync
	journalctl -q -b -o cat | grep 'apparmor="DENIED"' || true
}

enforced()
{
	grep -E '^pass?ta?( |//).*\(enforce\)$' /sys/kernel/security/apparmor/profiles
}

# A world outside that answers, and the host's way there.
world_begin()
{
	modprobe veth
	modprobe tun
	chmod 0666 /dev/net/tun # which udev would have done
	ip netns add world
	ip link add up0 type veth peer name up1 netns world
	ip address add 198.51.100.2/24 dev up0
	ip link set up0 up
	ip route add default via 198.51.100.1
	ip -n world address add 198.51.100.1/24 dev up1
	ip -n world link set up1 up
	# shellcheck disable=SC2016 # perl's
	ip netns exec world perl -MIO::Socket::INET -e '
		my $listener = IO::Socket::INET->new(LocalAddr => "198.51.100.1", LocalPort => 80, Listen => 5) or die;
		print { $listener->accept } "the world\n" while 1' &
	echo $! >/run/world
}

world_end()
{
	kill "$(</run/world)" 2>/dev/null || true
	ip netns delete world
}

# What the world says to him.
heard_by()
{
	LIMIT=120 as "$1" 'perl -MIO::Socket::INET -e "
		print IO::Socket::INET->new(PeerAddr => q(198.51.100.1), PeerPort => 80, Timeout => 60)->getline"'
}

way_out()
{
	local user

	trap world_end EXIT
	world_begin
	for user in "$@"; do
		printf '%s\n' "[user $user]" 'network = user' >"/etc/security/nsjail.d/$user.conf"
		same "$(heard_by "$user" 2>&1)" 'the world' "what $user hears"
		rm "/etc/security/nsjail.d/$user.conf"
		within 60 no_jails
	done
}

test_apparmor_is_on()
{
	same "$(cat /sys/module/apparmor/parameters/enabled)" Y AppArmor
	enforced
}

test_apparmor_allows_a_network_of_the_users_own()
{
	way_out dora vera
}

test_apparmor_allows_namespaces_in_a_jail()
{
	same "$(su - una -c 'unshare -rm sh -c "mount -t tmpfs none /mnt && echo mounted"')" mounted una
	within 60 no_jails
}

test_apparmor_has_denied_nothing()
{
	same "$(denials)" '' 'what was denied'
}

# The profile says no to another place, and that is seen.
test_control_apparmor_denies_pasta_another_place()
{
	trap world_end EXIT
	world_begin
	ip netns add other
	: >/srv/other
	mount --bind /run/netns/other /srv/other
	# It wants signals as a shell gives them, a unit's are others, and not to be root.
	not setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=+sys_admin,+net_admin,+setpcap \
		--ambient-caps=+sys_admin,+net_admin,+setpcap env --default-signal=PIPE,CHLD pasta --config-net --netns-only --netns /srv/other >/run/output 2>&1
	cat /run/output
	umount /srv/other
	rm /srv/other
	ip netns delete other
	denials | grep '/srv/other'
}
