# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# A private host on this machine: namespaces of its own with copies of /etc and the account files, in
# which a real sshd, su, login and cron meet the module. It must never: change a file, an account, a
# mount or a process of the machine.
#
# private_host_start                 starts it and sets HOST_PID, HOST_ROOT, HOST_DIR, HOST_LOG
# private_host_stop                  ends it with all that runs in it
# on_host COMMAND...                 runs COMMAND in it as root, in /
# on_host_bash SCRIPT [ARG...]       the same for a text of bash
# host_account NAME UID [GROUP...]   an account that only the private host knows; GROUP as name:gid
# host_group NAME GID [MEMBER...]    a group of it
# host_rootfs [DIR]                  a rootfs from busybox-static (default: /srv/rootfs/busybox)
# host_rootfs_program DIR PROGRAM... adds programs of the machine with their libraries
# host_config [FILE]                 nsjail.conf from standard input
# host_jail_service SERVICE...       puts the module last into the session lines of PAM services
# host_log_flush                     returns when what was logged before is in $HOST_LOG
# host_sshd_start                    a real sshd on the private loopback, and keys for host_ssh
# host_ssh [OPTION...] NAME [COMMAND...]   ssh -F of a generated configuration, in the private host
#
# HOST_BOOT is what makes it, if it is not private_host_boot.bash: spare_host_boot.bash makes one to
# install packages in. Files of the private host are seen from outside below $HOST_ROOT. Its own things
# are in /srv/host.

PRIVATE_HOST_LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PRIVATE_HOST_SOURCE=$(cd "$PRIVATE_HOST_LIB/../.." && pwd)

BUILD=${BUILD:-build}
[[ $BUILD == /* ]] || BUILD=$PRIVATE_HOST_SOURCE/$BUILD
HELPER_PATH=${HELPER_PATH:-/usr/local/sbin/pam_nsjail_helper}
CONFIG_PATH=${CONFIG_PATH:-/etc/security/nsjail.conf}
STATE_DIR=${STATE_DIR:-/run/pam_nsjail}
HOST_ROOTFS=/srv/rootfs/busybox
HOST_SSH_PORT=2222
# Without a private host nothing below it is there: what is written must not land on the machine.
NO_HOST_ROOT=/proc/0/root
HOST_ROOT=${HOST_ROOT:-$NO_HOST_ROOT}

private_host_start()
{
	local file

	for file in pam_nsjail.so pam_nsjail_helper nsjailctl tools/host_init; do
		[[ -e $BUILD/$file ]] || { echo "private host: '$BUILD/$file' is not built" >&2; return 1; }
	done
	HOST_DIR=$(mktemp -d "${TMPDIR:-/tmp}/private_host.XXXXXX") || return 1
	mkfifo "$HOST_DIR/ready"
	# Everything dies with its first process, and that one with whoever started it.
	BUILD=$BUILD HELPER_PATH=$HELPER_PATH CONFIG_PATH=$CONFIG_PATH \
		setpriv --pdeathsig KILL \
		unshare --mount --propagation private --pid --fork --kill-child --net --uts --ipc \
		bash "${HOST_BOOT:-$PRIVATE_HOST_LIB/private_host_boot.bash}" \
		>"$HOST_DIR/ready" 2>"$HOST_DIR/errors" </dev/null 3>&- 4>&- &
	HOST_STARTER=$!
	HOST_PID='' HOST_ROOT=$NO_HOST_ROOT
	read -r HOST_PID <"$HOST_DIR/ready"
	if [[ -z $HOST_PID ]]; then
		echo "private host: did not start" >&2
		cat "$HOST_DIR/errors" >&2
		private_host_stop
		return 1
	fi
	HOST_ROOT=/proc/$HOST_PID/root
	HOST_LOG=$HOST_ROOT/srv/host/log
	export HOST_DIR HOST_STARTER HOST_PID HOST_ROOT HOST_LOG
}

private_host_stop()
{
	# One that is stopped before it has told its number goes with its starter.
	[[ -n ${HOST_STARTER:-} ]] && kill -KILL "${HOST_PID:-$HOST_STARTER}" 2>/dev/null
	[[ -n ${HOST_STARTER:-} ]] && wait "$HOST_STARTER" 2>/dev/null
	[[ -n ${HOST_DIR:-} ]] && rm -rf "$HOST_DIR"
	unset HOST_PID HOST_STARTER HOST_DIR HOST_ROOT HOST_LOG
}

# Bats and others leave descriptors open that must not be taken for ours.
on_host()
(
	for fd in /proc/self/fd/*; do
		fd=${fd##*/}
		((fd > 2)) && eval "exec $fd>&-"
	done
	exec nsenter --target "$HOST_PID" --mount --pid --net --uts --ipc -- \
		env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root TERM="${TERM:-dumb}" LC_ALL=C "$@"
)

on_host_bash()
{
	local script=$1

	shift
	on_host bash -c "$script" bash "$@"
}

host_account()
{
	local name=$1 uid=$2 group

	shift 2
	echo "$name:x:$uid:$uid:$name of the tests:/home/$name:/bin/sh" >>"$HOST_ROOT/etc/passwd"
	echo "$name:*:19000:0:99999:7:::" >>"$HOST_ROOT/etc/shadow"
	host_subids "$name" "$uid"
	host_group "$name" "$uid"
	for group in "$@"; do
		host_group "${group%:*}" "${group#*:}" "$name"
	done
	mkdir -m 0700 "$HOST_ROOT/home/$name"
	chown "$uid:$uid" "$HOST_ROOT/home/$name"
}

# Ranges that lie side by side, so that a step beyond one's own is a step into a neighbour's.
host_subids()
{
	local line="$1:$((1000000 + $2 % 1000 * 65536)):65536"

	echo "$line" >>"$HOST_ROOT/etc/subuid"
	echo "$line" >>"$HOST_ROOT/etc/subgid"
}

# One that is there gets the members added.
host_group()
{
	local name=$1 gid=$2 file=$HOST_ROOT/etc/group members

	shift 2
	members=$(IFS=,; echo "$*")
	if ! grep -q "^$name:" "$file"; then
		echo "$name:x:$gid:$members" >>"$file"
	elif [[ -n $members ]]; then
		sed -i -e "/^$name:/s/\$/,$members/" -e "/^$name:/s/:,/:/" "$file"
	fi
}

host_rootfs()
{
	on_host_bash '
		set -e
		umask 022
		mkdir -p "$1"
		cd "$1"
		mkdir -p bin dev etc home lib mnt proc root run sys usr/bin usr/lib usr/sbin var/log
		mkdir -p -m 1777 tmp var/tmp
		ln -sfn bin sbin
		cp "$(command -v busybox)" bin/busybox
		chroot . /bin/busybox --install -s /bin
		rm -f bin/mount.* bin/init
		echo root:x:0:0:root:/root:/bin/sh >etc/passwd
		printf "%s\n" root:x:0: tty:x:5: nogroup:x:65534: >etc/group
		printf "%s: files\n" passwd group shadow hosts >etc/nsswitch.conf
		echo 127.0.0.1 localhost >etc/hosts
		echo "a rootfs of the tests" >etc/rootfs-mark
	' "${1:-$HOST_ROOTFS}"
}

host_rootfs_program()
{
	on_host_bash '
		set -e
		umask 022
		cd "$1"
		shift
		for program; do
			mkdir -p ".${program%/*}"
			rm -f ".$program"
			cp -L "$program" ".$program"
			# Before glibc 2.34 the files were a plug-in of the name service.
			{ ldd "$program" 2>/dev/null; ldconfig -p | grep libnss_files; } | grep -o "/[^ ]*" | while read -r library; do
				mkdir -p ".${library%/*}"
				[[ -e .$library ]] || cp -L "$library" ".$library"
			done
		done
	' "$@"
}

host_config()
{
	local file=$HOST_ROOT${1:-$CONFIG_PATH}

	mkdir -p "${file%/*}" && rm -f "$file" && (umask 022 && cat >"$file")
}

# Lines come into the log in the order in which they were sent.
host_log_flush()
{
	local mark="flush $BASHPID $RANDOM$RANDOM" tries

	on_host busybox logger "$mark"
	for tries in {1..500}; do
		grep -aq "$mark" "$HOST_LOG" && return 0
		sleep 0.02
	done
	echo "private host: its log does not work after $tries looks" >&2
	return 1
}

host_jail_service()
{
	local service

	for service in "$@"; do
		echo "session required /srv/host/pam_nsjail.so ${HOST_MODULE_ARGUMENTS:-}" \
			>>"$HOST_ROOT/etc/pam.d/$service"
	done
}

host_sshd_start()
{
	local server

	for server in /usr/lib/openssh/sftp-server /usr/libexec/openssh/sftp-server \
		/usr/libexec/sftp-server /usr/lib/ssh/sftp-server; do
		[[ -x $HOST_ROOT$server ]] && break
	done
	on_host_bash "$(declare -f write_sshd_files)"'; write_sshd_files "$@"' \
		"$HOST_SSH_PORT" "$server" || return 1
	[[ -n ${1:-} ]] && cat >>"$HOST_ROOT/srv/host/sshd_config" <<<"$1"
	on_host "$(on_host which sshd)" -f /srv/host/sshd_config
}

# Runs in the private host: keys of this run alone, and both configurations.
write_sshd_files()
{
	local port=$1 server=$2

	set -e
	umask 022
	mkdir -p /run/sshd
	cd /srv/host
	ssh-keygen -q -t ed25519 -N "" -f host_key
	ssh-keygen -q -t ed25519 -N "" -f client_key
	cp client_key.pub authorized_keys
	echo "host $(cat host_key.pub)" >known_hosts
	cat >sshd_config <<-END
		ListenAddress 127.0.0.1:$port
		HostKey /srv/host/host_key
		AuthorizedKeysFile /srv/host/authorized_keys
		PidFile /run/sshd.pid
		UsePAM yes
		PasswordAuthentication no
		KbdInteractiveAuthentication no
		PermitRootLogin prohibit-password
		UseDNS no
		PrintMotd no
		MaxStartups 100
		MaxSessions 50
		Subsystem sftp internal-sftp
		Subsystem sftp-server $server
	END
	cat >ssh_config <<-END
		Host host
		Hostname 127.0.0.1
		HostKeyAlias host
		Port $port
		IdentityFile /srv/host/client_key
		IdentitiesOnly yes
		UserKnownHostsFile /srv/host/known_hosts
		StrictHostKeyChecking yes
		BatchMode yes
		ConnectTimeout 20
		KexAlgorithms curve25519-sha256
		LogLevel ERROR
	END
}

# The name stands after the options and means NAME@host.
host_ssh()
{
	local options=()

	while [[ ${1:-} == -* ]]; do
		case $1 in
		-[bceEFiIJlLmoOpQRSwWD]) options+=("$1" "$2"); shift 2 ;;
		*) options+=("$1"); shift ;;
		esac
	done
	on_host ssh -F /srv/host/ssh_config "${options[@]}" "$1@host" "${@:2}"
}
