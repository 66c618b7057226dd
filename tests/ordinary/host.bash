# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# The private host in which rows are typed: a user who is jailed, one who is not, and a world outside with a
# web server and a resolver.
# It must never: leave anything of a row to the next one, or reach beyond this private host.
#
# ordinary_host [TREE]            starts it, from a tree or as this machine is
# profile_config PROFILE LINE...  nsjail.conf for plain, private or @usr
# typed USER ROW                  what USER sees who types it at a terminal over ssh: SEEN; true if it is what must be printed
# forget_row                      after it

ORDINARY=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/lib/session.bash
. "$ORDINARY/../lib/session.bash"

# Seconds that one login of a row may take.
LOGIN_LIMIT=${LOGIN_LIMIT:-120}
PASSWORD=tenants-password
BASE=/srv/rootfs/base
SEEN=''

ordinary_host()
{
	if [[ -n ${1:-} ]]; then
		HOST_BOOT=$ORDINARY/../callers/boot.bash CALLERS_TREE=$1 CALLERS_BASE=$BASE private_host_start || return
	else
		BASE=@usr
		private_host_start || return
	fi
	ordinary_account alice 1001 tenants:5001 docker:5009
	ordinary_account carol 1004 tenants:5001 exempt:5003 docker:5009
	# As an installed Debian has them after its start.
	on_host_bash 'umask 022; mkdir -p -m 1777 /run/screen /run/lock; : >/run/utmp
		ln -sfn /usr/share/zoneinfo/Europe/Berlin /etc/localtime; echo Europe/Berlin >/etc/timezone'
	profile_config plain
	on_host_bash 'mkdir /srv/accounts; cp -a /etc/{passwd,shadow,group} /srv/accounts/'
	host_jail_service sshd
	host_sshd_start
}

ordinary_account()
{
	host_account "$@"
	sed -i "/^$1:/s,/bin/sh\$,/bin/bash," "$HOST_ROOT/etc/passwd"
	on_host chpasswd -c SHA512 <<<"$1:$PASSWORD"
}

# The daemons of the host that users speak to, jobs jailed like logins.
ordinary_daemons()
{
	host_jail_service cron atd
	on_host cron
	on_host atd
	on_host_bash 'mkdir /srv/docker
		dockerd --bridge=none --iptables=false --data-root /srv/docker >/srv/docker/log 2>&1 &' 3>&-
}

# What a jail with a network of its own can reach; pings as an administrator allows them.
ordinary_world()
{
	on_host_bash '
		set -e
		ip netns add world
		ip link add up0 type veth peer name up1 netns world
		ip address add 198.51.100.2/24 dev up0
		ip link set up0 up
		ip route add default via 198.51.100.1
		ip -n world address add 198.51.100.1/24 dev up1
		ip -n world link set up1 up
		ip -n world link set lo up
		mkdir /dev/net
		mknod -m 0666 /dev/net/tun c 10 200
		mknod -m 0666 /dev/fuse c 10 229
		echo 0 2147483647 >/proc/sys/net/ipv4/ping_group_range
		echo nameserver 198.51.100.1 >/etc/resolv.conf
	'
	on_host ip netns exec world setsid python3 - <"$ORDINARY/world.py" >/dev/null 2>&1 3>&- &
}

profile_config()
{
	local rootfs=$BASE lines=()

	case $1 in
	private) lines=('rootfs_mode = overlay' 'user_namespace = yes') ;;
	@usr) rootfs=@usr ;;
	esac
	printf '%s\n' '[default]' "rootfs = $rootfs" "${lines[@]}" "${@:2}" '' '[group exempt]' 'jail = no' | host_config
}

# A terminal of no size would have every program ask for a key.
limited_ssh()
{
	on_host timeout --kill-after=5 "$LOGIN_LIMIT" ssh -F /srv/host/ssh_config -tt "$1@host" "stty rows 24 columns 80; $2"
}

typed()
{
	local script

	SEEN=
	for script in "${ROW[$2.types]}" "${ROW[$2.later]:-}"; do
		[[ -n $script ]] || continue
		SEEN+=$(limited_ssh "$1" "$script" </dev/null 2>&1 3>&- | sed 's/\r//g; s/\x1b\[[0-9;?]*[a-zA-Z]//g; s/\x1b[=>]//g')$'\n'
	done
	grep -qE -- "${ROW[$2.prints]}" <<<"$SEEN"
}

forget_row()
{
	on_host nsjailctl kill alice >/dev/null 2>&1
	on_host_bash 'pkill -KILL -u carol; pkill -KILL -u alice
		find /home/alice /home/carol -mindepth 1 -delete
		find /tmp -mindepth 1 -user carol -delete
		cp -a /srv/accounts/* /etc/
		rm -rf /var/lib/pam_nsjail/1001 /var/mail/* /var/spool/cron/crontabs/*' >/dev/null 2>&1
	return 0
}
