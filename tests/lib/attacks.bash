# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the drivers of the attacks share, on top of jail.bash: the prober in the three kinds of jail and in
# one that protects nothing. It must never: change what the machine has outside of the private host.
#
# attacks_host                      the private host with sshd, su and login, and the prober in its rootfs
# attacks_config LINE...            session_config of $JAIL_MODE, with what the probes want to look at
# probe_as ACTOR [ID...]            the prober as plain, plain-root, private, private-root, by a login
# probe_weak [ID...]                the prober in weak jails, as the host's root and as a user
# weak_jail WAY PROGRAM...          any program in one: namespaces of pids and mounts, a chroot(2) or
#                                   pivot_root(2), and nothing else

ATTACKS_LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/lib/jail.bash
. "$ATTACKS_LIB/jail.bash"

PROBER=/bin/attack_prober
PROBER_SETUID=/bin/attack_prober_setuid

attacks_host()
{
	[[ ${EUID} == 0 ]] || { echo "attacks: needs root" >&2; return 1; }
	session_host sshd su login || return 1
	printf '%s\n' "session required /srv/host/pam_nsjail.so" >"$HOST_ROOT/etc/pam.d/nsjail"
	host_sshd_start || return 1
	install -m 0755 "$BUILD/tools/attack_prober" "$HOST_ROOT$HOST_ROOTFS$PROBER"
	install -m 4755 "$BUILD/tools/attack_prober" "$HOST_ROOT$HOST_ROOTFS$PROBER_SETUID"
}

attacks_config()
{
	session_config 'sysfs = yes' "$@"
}

# ssh runs the prober at once, so sshd's process is its parent; uid 0 of plain mode is no login.
probe_as()
{
	local actor=$1

	shift
	case $actor in
	plain-root) on_host "$LOGINS" -r nsjail alice 1 "$PROBER" "$actor" "$@" ;;
	private-root) host_ssh alice "exec $PROBER_SETUID root $PROBER $actor $*" ;;
	plain) host_ssh alice "exec $PROBER_SETUID $actor $*" ;;
	*) host_ssh alice "exec $PROBER $actor $*" ;;
	esac
}

# Runs in the private host. weak_boot WAY ROOTFS PROGRAM...: a chroot(2), which can be left and in which
# the kernel makes no user namespaces, or a pivot_root(2) that leaves the old root where it was put.
weak_boot()
{
	local way=$1 rootfs=$2 name

	shift 2
	mount --bind "$rootfs" "$rootfs" && cd "$rootfs" || return 1
	[[ $way == pivot ]] || mount --make-shared .
	mount -t proc proc proc
	mount -t binfmt_misc none proc/sys/fs/binfmt_misc 2>/dev/null
	mount --bind proc/sys proc/sys
	mount --bind dev/null proc/keys 2>/dev/null || mount --bind proc/version proc/keys
	mount --rbind /sys sys
	mount --rbind /run run
	mount -t tmpfs tmpfs tmp
	chmod 1777 tmp
	mount -t tmpfs tmpfs dev
	mkdir dev/pts
	: >dev/ptmx
	for name in null:3 zero:5; do
		mknod -m 0666 "dev/${name%:*}" c 1 "${name#*:}"
	done
	exec 9<"$rootfs"
	if [[ $way == pivot ]]; then
		busybox pivot_root . mnt
		exec chroot . "$@"
	fi
	exec setpriv --inh-caps +chown --ambient-caps +chown chroot . "$@"
}

# A process 1 that reaps nobody, which is a fault, too.
weak_jail()
{
	local way=$1

	shift
	on_host unshare --mount --propagation private --pid --fork --kill-child bash -c \
		"$(declare -f weak_boot)"'; weak_boot "$@"' bash "$way" "$HOST_ROOTFS" "$PROBER" idle-init "$@"
}

probe_weak()
{
	weak_jail chroot "$PROBER" with-key "$PROBER" weak "$@"
	weak_jail pivot "$PROBER" weak "$@"
	weak_jail chroot "$PROBER" uid 1001 "$PROBER_SETUID" weak "$@"
}
