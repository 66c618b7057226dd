#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Homes that are directories of the system: refused by what they are, in both trust modes. The socket of a
# service in /run stands for all that a home of /run would show.

load ../lib/jail

setup_file() {
	jail_host perl
	on_host_bash '
		mkdir -p /run/dbus /run/sshd /home/of-root /srv/bind
		chown -R root: /run/dbus /run/sshd /srv/bind
		chmod 0755 /run/dbus /run/sshd /home/of-root /srv/bind
		mount --bind /run /srv/bind
		perl -MIO::Socket::UNIX -e "
			my \$server = IO::Socket::UNIX->new(Local => q(/run/dbus/socket), Listen => 1) or die;
			chmod 0666, q(/run/dbus/socket);
			fork and exit; close STDIN; close STDOUT; close STDERR; 1 while \$server->accept"
	'
	[[ -S $HOST_ROOT/run/dbus/socket ]]
}

setup() {
	session_begin
	host_config <<-END
		[default]
		rootfs = $HOST_ROOTFS
		[user bob]
		user_namespace = yes
	END
}

teardown() {
	home_of alice /home/alice
	home_of bob /home/bob
	jail_end
}

# home_of NAME PATH
home_of() {
	sed -i -E "/^$1:/s|:[^:]*:([^:]*)\$|:$2:\1|" "$HOST_ROOT/etc/passwd"
}

# In plain mode and in private mode.
both_refused() {
	local name

	for name in alice bob; do
		home_of "$name" "$1"
		jail_refuses "home '$1' is a directory of the system, set home = none" "$name"
	done
}

@test "the system's own directories, in plain mode and in private mode" {
	for place in /run /tmp /var/tmp /home /var/log /var/lib /srv /mnt /root /run/sshd /usr/bin; do
		both_refused "$place"
	done
}

@test "by what they are: a bind of one, at a path that looks like a home" {
	both_refused /srv/bind
}

CONNECT='perl -MIO::Socket::UNIX -e "print IO::Socket::UNIX->new(Peer => q(/run/dbus/socket)) ? q(reached) : q(out of reach), qq(\n)"'

@test "no jail has the host's sockets for a home; with home = none there is a session" {
	for mode in no yes; do
		host_config <<<$'[default]\nrootfs = @usr\nhome = none\nuser_namespace = '"$mode"
		home_of alice /run
		jail_login alice "$CONNECT"
		assert_equal "$output" 'out of reach'
		host_config <<<$'[default]\nrootfs = @usr\nuser_namespace = '"$mode"
		jail_refuses "home '/run' is a directory"
	done
}

@test "control: a service's socket in a bind of the administrator's is reached" {
	host_config <<<$'[default]\nrootfs = @usr\nbind = /run/dbus:/run/dbus'
	jail_login alice "$CONNECT"
	assert_equal "$output" reached
}

@test "a directory of his own, and one of root's further down, are homes" {
	for name in alice bob; do
		on_host_bash 'install -d -o "$1" -g "$1" -m 0755 "/run/of-$1"' "$name"
		for place in "/run/of-$name" /home/of-root; do
			home_of "$name" "$place"
			jail_login "$name" 'cd ~ && pwd'
			assert_equal "$output" "$place"
		done
	done
}
