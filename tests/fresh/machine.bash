# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# A machine on which nobody has worked yet: a root from mmdebstrap, which is kept as a tarball by its list
# of packages, with namespaces of its own and a clone of the commit in /root/pam_nsjail.
# It must never: leave a process, a mount or a root behind; what SIGKILL leaves of a root goes with the next.
#
# machine_make SUITE KIND    sets MACHINE; what went wrong is the last line of $BUILD/fresh/SUITE-KIND.log
# machine_run COMMAND        in the clone, as root
# machine_versions NAME...   of packages that are installed there, in one line
# machine_remove             ends it, too

declare -A MACHINE_PACKAGES=(
	[bare]='make git ca-certificates'
	# What a developer has, and what only looks like the headers that are needed.
	[developer]='make git ca-certificates gcc clang nettle-dev linux-libc-dev libseccomp2 build-essential'
)
# Releases that lack packages: what needs them is skipped.
# shellcheck disable=SC2034 # check says it
declare -A MACHINE_LACKS=([bullseye]='libsubid, passt')
MACHINE=
MACHINE_PID=

machine_make()
{
	local tarball log=$BUILD/fresh/$1-$2.log

	machine_remove
	machines_sweep
	{
		tarball=$(machine_tarball "$1" "${MACHINE_PACKAGES[$2]}") &&
			MACHINE=$(mktemp -d "$BUILD/fresh/machine.$$.XXXXXX") &&
			chmod 0755 "$MACHINE" &&
			tar -C "$MACHINE" -xf "$tarball" --numeric-owner &&
			git clone --quiet --no-hardlinks "$SOURCE" "$MACHINE/root/pam_nsjail" &&
			cp -L /etc/resolv.conf "$MACHINE/etc/resolv.conf" &&
			{ cat /etc/hosts && echo '127.0.1.1 fresh'; } >"$MACHINE/etc/hosts"
	} >"$log" 2>&1
}

# Of those who had no time to remove them.
machines_sweep()
{
	local machine pid

	for machine in "$BUILD"/fresh/machine.*.*; do
		pid=${machine#"$BUILD"/fresh/machine.}
		[[ ! -d $machine || -e /proc/${pid%.*} ]] || rm -rf --one-file-system "$machine"
	done
}

# machine_options SUITE MIRROR: Debian 11 has /usr as its installer makes it, which mmdebstrap does only from
# bookworm on, and that release's bats: its own lacks what the tests are written in.
# shellcheck disable=SC2016 # expanded there
machine_options()
{
	MACHINE_OPTIONS=()
	[[ $1 == bullseye ]] || return 0
	MACHINE_OPTIONS=(
		--setup-hook='for name in bin sbin lib lib32 lib64 libx32; do
			mkdir -p "$1/usr/$name" && ln -s "usr/$name" "$1/$name" || exit; done'
		--customize-hook='export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG
			later=$1/etc/apt/sources.list.d/later.list
			echo "deb '"$2"' bookworm main" >"$later"
			apt-get -q update && apt-get -q -y --no-install-recommends -t bookworm install bats || exit
			rm "$later"; apt-get -q update'
	)
}

# The release's own sources go on with how its packages were fetched.
machine_tarball()
{
	local mirror tarball

	mirror=$(debian_mirror "$1") || return
	tarball=$BUILD/fresh/$1-$(printf '%s\n' "$1" "$mirror" "$2" | sha256sum | cut -c1-16).tar
	if [[ ! -e $tarball ]]; then
		rm -f "$BUILD/fresh/new.tar"
		machine_options "$1" "$mirror"
		debian_mmdebstrap "$1" "$BUILD/fresh/new.tar" --variant=apt --include="${2// /,}" \
			"${MACHINE_OPTIONS[@]}" >&2 || return
		mv "$BUILD/fresh/new.tar" "$tarball"
	fi
	echo "$tarball"
}

# A chroot would not do: who is in one can not make user namespaces. The machine may lack umount.
# shellcheck disable=SC2016 # expanded there
MACHINE_ENTER='
	exec 9<"$(command -v busybox)" &&
	mount --bind "$1" "$1" && cd "$1" &&
	mount -t proc proc proc && mount --rbind /sys sys && mount --rbind /dev dev &&
	hostname fresh && busybox pivot_root . . &&
	(exec -a busybox /proc/self/fd/9 umount -l .) && exec 9<&- && cd /root/pam_nsjail &&
	exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
		TERM=dumb ${MUST_WORK:+"MUST_WORK=$MUST_WORK"} bash -c "$2"'

# A trap has to wait for what runs in the foreground, and unshare does not go by SIGTERM.
machine_run()
{
	local status=0

	setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child --uts --ipc \
		bash -c "$MACHINE_ENTER" bash "$MACHINE" "$1" </dev/null &
	MACHINE_PID=$!
	wait "$MACHINE_PID" || status=$?
	MACHINE_PID=
	return "$status"
}

machine_versions()
{
	local name

	for name in $1; do
		case $name in
		debian) printf 'Debian %s, ' "$(<"$MACHINE/etc/debian_version")" ;;
		*) dpkg-query --admindir="$MACHINE/var/lib/dpkg" -W -f "\${Package} \${Version}, " "$name" \
			2>/dev/null ;;
		esac
	done | sed 's/, $//'
}

machine_remove()
{
	if [[ -n $MACHINE_PID ]]; then
		# Its first process goes when all the others have; before it is there, who is to start it goes.
		pkill -KILL -P "$MACHINE_PID" || kill -KILL "$MACHINE_PID"
		wait "$MACHINE_PID"
	fi 2>/dev/null
	MACHINE_PID=
	[[ -z $MACHINE ]] || rm -rf --one-file-system "$MACHINE"
	MACHINE=
}
