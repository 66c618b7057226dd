# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# The first process of a private host, in fresh namespaces: hides what is the machine's behind
# copies, then becomes host_init. It must never: mount where propagation is not private yet.

set -e
umask 022

# This is still the machine's /proc, so the number is the one that the starter needs.
read -r pid _ </proc/self/stat

copied_tmpfs()
{
	local staging=/proc/self/fd/9

	exec 9<"$1"
	mount -t tmpfs -o mode=0755 tmpfs "$1"
	cp -a "$staging/." "$1/"
	exec 9<&-
}

private_dev()
{
	local node

	# The old nodes are needed no more once the new ones are made, so they may be hidden at once.
	mount -t tmpfs -o mode=0755,nosuid tmpfs /dev
	mkdir /dev/pts /dev/shm
	mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5,nosuid,noexec devpts /dev/pts
	mount -t tmpfs -o mode=1777 tmpfs /dev/shm
	for node in null:3 zero:5 full:7 random:8 urandom:9; do
		mknod -m 0666 "/dev/${node%:*}" c 1 "${node#*:}"
	done
	mknod -m 0666 /dev/tty c 5 0
	ln -s pts/ptmx /dev/ptmx
	ln -s /proc/self/fd /dev/fd
	ln -s fd/0 /dev/stdin
	ln -s fd/1 /dev/stdout
	ln -s fd/2 /dev/stderr
}

# The machine's own people stay away from the numbers and names of the tests.
private_accounts()
{
	local names='root|alice|bob|eve|carol|[a-z]*_test|exempt|project|audit'

	sed -i -E "/^($names):/d; /^[^:]*:[^:]*:(10[0-9][0-9]|50[0-9][0-9]):/d" /etc/passwd /etc/group
	sed -i -E "/^($names):/d" /etc/shadow
	sed -i '1i root:x:0:0:root:/root:/bin/sh' /etc/passwd
	sed -i '1i root:x:0:' /etc/group
	sed -i '1i root:*:19000:0:99999:7:::' /etc/shadow
	rm -f /etc/nologin
	: >/etc/subuid
	: >/etc/subgid
}

# A refusal is one line to the user: the machine's greetings would hide that.
private_greetings()
{
	rm -rf /etc/update-motd.d/* /etc/motd.d
	: >/etc/motd
}

# The services of Debian 12 by what they do; what the machine has of them is its administrator's.
private_services()
{
	local service

	rm -rf /etc/pam.d /etc/pam.conf
	mkdir /etc/pam.d
	printf '%s required pam_deny.so\n' auth account password session >/etc/pam.d/other
	printf 'auth %s\n' '[success=1 default=ignore] pam_unix.so nullok' 'requisite pam_deny.so' >/etc/pam.d/common-auth
	printf 'account %s\n' '[success=1 new_authtok_reqd=done default=ignore] pam_unix.so' 'requisite pam_deny.so' \
		>/etc/pam.d/common-account
	printf 'password %s\n' '[success=1 default=ignore] pam_unix.so' 'requisite pam_deny.so' >/etc/pam.d/common-password
	for service in auth account password; do
		echo "$service required pam_permit.so" >>"/etc/pam.d/common-$service"
	done
	printf 'session %s\n' 'optional pam_umask.so' 'required pam_unix.so' |
		tee /etc/pam.d/common-session >/etc/pam.d/common-session-noninteractive
	private_callers
}

# service SERVICE LINE...: its lines, between the common ones
service()
{
	printf '%s\n' '@include common-auth' '@include common-account' "${@:2}" >"/etc/pam.d/$1"
}

private_callers()
{
	local base

	service sshd 'account required pam_nologin.so' 'session required pam_loginuid.so' \
		'session optional pam_keyinit.so force revoke' '@include common-session' \
		'session optional pam_motd.so noupdate' 'session optional pam_mail.so standard noenv' \
		'session required pam_limits.so' 'session required pam_env.so'
	service login 'auth optional pam_group.so' 'session required pam_loginuid.so' 'session required pam_env.so' \
		'session required pam_limits.so' 'session optional pam_keyinit.so force revoke' '@include common-session'
	service cron 'session required pam_loginuid.so' 'session required pam_env.so' \
		'@include common-session-noninteractive' 'session required pam_limits.so'
	for base in su runuser; do
		service "$base" 'session required pam_env.so' 'session optional pam_mail.so nopen' 'session required pam_limits.so' '@include common-session'
		sed -i '1i auth sufficient pam_rootok.so' "/etc/pam.d/$base"
		printf '%s include '$base'\n' auth account session >"/etc/pam.d/$base-l"
		sed -i '1i session optional pam_keyinit.so force revoke' "/etc/pam.d/$base-l"
	done
}

private_programs()
{
	mkdir /srv/host
	cp "$1/pam_nsjail.so" /srv/host/
	cp -r "$1/tools" /srv/host/
	install -m 0755 "$1/pam_nsjail_helper" "$HELPER_PATH"
	install -m 0755 "$1"/pam_nsjail_{subids,groups,veth,scope} "$1/nsjailctl" "${HELPER_PATH%/*}/"
	[[ ! -e $1/pam_nsjail_audit ]] || install -m 0755 "$1/pam_nsjail_audit" "${HELPER_PATH%/*}/"
	chown -R 0:0 /srv/host
	rm -rf "$CONFIG_PATH" "${CONFIG_PATH%.conf}.d"
}

# Nothing is created on the machine, not even an empty directory.
private_directory()
{
	local existing=$1

	while [[ ! -d $existing ]]; do
		existing=${existing%/*}
	done
	[[ -n $existing ]] || { echo "there is no place to hide for '$1'" >&2; exit 1; }
	copied_tmpfs "$existing"
	mkdir -p "$1"
}

# A rootfs that lies on the machine shows up read-only, where no directory above it matters.
given_rootfs()
{
	mkdir -p /srv/rootfs/given
	mount --no-canonicalize -o bind,ro "$1" /srv/rootfs/given
}

# What comes from the machine must be held before /home, /root and the like are hidden.
exec 8<"$BUILD" 7<"${HOST_ROOTFS_GIVEN:-/}"
private_directory /etc
private_directory "${HELPER_PATH%/*}"
# /var/lib, because overlays keep their changes there.
for directory in /run /home /srv /var/log /var/lib; do
	[[ -d $directory ]] && mount -t tmpfs -o mode=0755 tmpfs "$directory"
done
for directory in /var/spool/cron /var/mail; do
	[[ -d $directory ]] && mount -t tmpfs -o mode=0755 tmpfs "$directory"
done
mount -t tmpfs -o mode=0700 tmpfs /root
mount -t tmpfs -o mode=1777 tmpfs /tmp
private_dev
private_accounts
private_services
private_greetings
private_programs /proc/self/fd/8
[[ -z ${HOST_ROOTFS_GIVEN:-} ]] || given_rootfs /proc/self/fd/7
exec 8<&- 7<&-
mount -t proc -o nosuid,nodev,noexec proc /proc
ip link set lo up 2>/dev/null || busybox ifconfig lo up
hostname private-host
cd /
exec /srv/host/tools/host_init /srv/host/log "$pid"
