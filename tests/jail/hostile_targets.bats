#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A rootfs that fights back: what stands where the jail mounts is a link, a FIFO, a file, or changes
# while the jail is built. The host's mounts and its canary directory stay as they are.

load ../lib/jail

setup_file() {
	jail_host busybox perl
	export BASE=/srv/rootfs/hostile
	host_rootfs "$BASE"
	on_host_bash 'mkdir -p /srv/data && echo data >/srv/data/file'
}

setup() {
	jail_begin
	config readonly
	host_state >"$HOST_DIR/state"
	assert_equal "$(grep -c '^/srv/canary' "$HOST_DIR/state")" 2 "names in the canary directory"
}

teardown() {
	jail_end && assert_host_untouched
}

# config MODE [LINE...]
config() {
	printf '%s\n' '[default]' "rootfs = $BASE" "rootfs_mode = $1" "overlay_dir = /srv/changes/%U" "${@:2}" | host_config
}

# What the host has mounted, and what is in the canary directory.
host_state() {
	on_host_bash 'grep -v " /run/pam_nsjail/template" /proc/1/mountinfo | cut -d" " -f3-; find /srv/canary -printf "%p %y %m %s %i %D\n"'
}

assert_host_untouched() {
	host_state | diff "$HOST_DIR/state" - || fail "the host has changed"
}

# What may stand in the place of TARGET, relative to the rootfs; runs in the private host.
place() {
	cd "$BASE" && rm -rf "./$2" || return
	case $1 in
	absolute) ln -s /srv/canary "$2" ;;
	relative) ln -s ../../../../srv/canary "$2" ;;
	chain) ln -s ../../../../../../../../../../../../../../../../srv/canary/. "$2" ;;
	inner) mkdir -p elsewhere; ln -s elsewhere "$2" ;;
	magic) ln -s /proc/1/root/srv/canary "$2" ;;
	self-magic) ln -s /proc/self/cwd "$2" ;;
	dangling) ln -s /nowhere/at/all "$2" ;;
	loop) ln -s "${2##*/}" "$2" ;;
	fifo) mkfifo "$2" ;;
	socket) perl -MSocket -e "socket(S, PF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un(shift)) or die" "$2" ;;
	file) echo text >"$2" ;;
	device) mknod "$2" c 1 3 ;;
	missing) : ;;
	directory) mkdir "$2" ;;
	file-link) ln -s /srv/canary/file "$2" ;;
	esac
}

# put FORM TARGET
put() {
	on_host_bash "BASE=$BASE; $(declare -f place)"'; place "$@"' "$@"
}

# put_back TARGET...
put_back() {
	local target

	for target in "$@"; do
		put directory "$target"
	done
	on_host chmod 1777 "$BASE/tmp" "$BASE/var/tmp"
}

FORMS='absolute relative chain inner magic self-magic dangling loop fifo socket file device missing'

# try_forms POINT TARGET FORM...: one login for each form in the place of TARGET; a line for each outcome
# that is neither a refusal with one reasoned line in the log nor a login that has a mount on POINT, and
# for each trace on the host, and for each that took too long. Runs in the private host. Ends with the
# number of logins.
try_forms() {
	local point=$1 target=$2 form output status refusals before begin now

	before=$(grep -v ' /run/pam_nsjail/template' /proc/1/mountinfo)
	shift 2
	for form; do
		place "$form" "$target"
		# A machine that is busy gets three attempts.
		for _ in 1 2 3; do
			: >/srv/host/log
			machine_ms begin
			output=$(/srv/host/tools/logins nsjail alice 1 /bin/sh -c "id -un; grep -qF ' $point ' /proc/self/mountinfo && echo mounted")
			status=$?
			machine_ms now
			((now - begin > REFUSAL_MS)) || break
		done
		((now - begin <= REFUSAL_MS)) || echo "$target is $form: $((now - begin)) ms"
		for _ in {1..50}; do
			refusals=$(grep -acE "refused \[[0-9a-f]{8}\] user 'alice': .*[a-z]" /srv/host/log)
			((status == 254 && refusals == 0)) || break
			sleep 0.02
		done
		case $status/$refusals/$output in
		254/1/Login\ refused*) ;;
		0/0/$'alice\nmounted') ;;
		*) echo "$target is $form: status $status, $refusals lines: '$output' $(</srv/host/log)" ;;
		esac
		[[ $(grep -v ' /run/pam_nsjail/template' /proc/1/mountinfo) == "$before" ]] || echo "$target is $form: the host's mounts have changed"
		[[ $(find /srv/canary -type d -printf d -o -type f -size 10c -printf f) == df ]] ||
			echo "$target is $form: the canary directory has changed"
	done
	echo "$# logins"
}

assert_forms() {
	assert_equal "$(on_host_bash "BASE=$BASE REFUSAL_MS=$REFUSAL_MS; $(declare -f machine_ms place try_forms)"'; try_forms "$@"' "$@")" "$(($# - 2)) logins"
}

@test "control: mount(2) by path follows the links to the host" {
	for form in absolute relative chain magic; do
		put $form proc
		on_host busybox mount -t tmpfs control "$BASE/proc"
		landed=$(on_host_bash 'grep -c " /srv/canary .* control " /proc/1/mountinfo; umount /srv/canary' || true)
		assert_equal "$landed" 1 "mounts on the canary directory ($form)"
	done
	put_back proc
}

@test "the places of the system: refused or mounted inside, whatever stands there" {
	for mode in readonly volatile; do
		config $mode 'sysfs = yes'
		for target in proc sys dev tmp run; do
			assert_forms /$target $target $FORMS
			put_back $target
		done
		assert_forms /home/alice home $FORMS
		put_back home
		assert_forms /dev/pts dev/pts absolute fifo
	done
	config readonly
	jail_login alice 'echo inside; grep -c " /proc " /proc/self/mountinfo'
	assert_equal "$output" $'inside\n1' "with all put back"
}

@test "etc: refused or mounted inside, whatever stands there" {
	for mode in readonly volatile; do
		config $mode
		cp -a "$HOST_ROOT$BASE/etc" "$HOST_ROOT/srv/etc-kept"
		assert_forms /etc etc $FORMS
		on_host_bash 'rm -rf "$1/etc" && mv /srv/etc-kept "$1/etc"' "$BASE"
	done
}

@test "etc/passwd and the other files of the host's: refused or covered, never written to" {
	config readonly
	for target in etc/passwd etc/group etc/resolv.conf etc/localtime; do
		assert_forms /etc $target file-link ${FORMS/file/directory}
		on_host rm -rf "$BASE/$target"
	done
	host_rootfs "$BASE"
}

@test "binds, tmpfs and masks: refused or mounted inside, whatever stands there or above it" {
	for line in 'bind = /srv/data:/srv/place' 'tmpfs = /srv/place' 'mask = /srv/place' 'bind = /srv/data:/srv/above/place'; do
		target=srv/place
		[[ $line != *above* ]] || target=srv/above
		on_host mkdir -p "$BASE/srv"
		for mode in readonly volatile; do
			config $mode "$line"
			# What is masked need not be there.
			point=/$target
			[[ $line != mask* ]] || point=/proc
			[[ $line != *above* ]] || point=/srv/above/place
			assert_forms $point $target $FORMS
		done
	done
	on_host rm -rf "$BASE/srv"
}

@test "links are refused as links, and the message names the place" {
	on_host mkdir -p "$BASE/srv"
	put absolute srv/place
	config readonly 'bind = /srv/data:/srv/place'
	jail_refuses "'/srv/place'.*symbolic links"
	put absolute proc
	jail_refuses "proc.*symbolic links"
	put_back proc
	on_host rm -rf "$BASE/srv"
}

@test "a home that holds a link where a bind is to go: the tenant gets nowhere" {
	config readonly 'bind = /srv/data:/home/alice/shared'
	for target in /etc /srv/canary ../../etc /proc/1/root/etc . /proc/self/root; do
		on_host_bash 'rm -rf /home/alice/shared; ln -s "$1" /home/alice/shared; chown -h 1001 /home/alice/shared' "$target"
		jail_refuses "/home/alice/shared.*symbolic links"
		assert_host_untouched
	done
	on_host_bash 'rm /home/alice/shared; mkdir /home/alice/shared; chown 1001 /home/alice/shared'
	jail_login alice 'cat shared/file'
	assert_equal "$output" data
	rm -r "$HOST_ROOT/home/alice/shared"
}

@test "a home that is a link, a file or somebody else's is refused" {
	for form in 'ln -s /srv/canary' 'ln -s /home/bob' mkfifo touch; do
		on_host_bash "rmdir /home/alice; $form /home/alice"
		jail_refuses "home '/home/alice'"
		on_host_bash 'rm /home/alice; mkdir -m 0700 /home/alice; chown 1001:1001 /home/alice'
	done
	on_host chown 1002 /home/alice
	jail_refuses "home '/home/alice' belongs to uid 1002"
	on_host chown 1001 /home/alice
}

# Swaps TARGET (a directory) and a link to the canary as fast as it can; race_end tells how often.
race_begin() {
	local user=$1 place=$2

	on_host_bash 'cd "$1"; rm -rf "$2.link"; mkdir -p "$2"; ln -s /srv/canary "$2.link"; chown -h "$3" . "$2" "$2.link"' \
		"${place%/*}" "${place##*/}" "$user"
	exec {race_in}> >(on_host setpriv --reuid "$user" --regid "$user" --clear-groups \
		/srv/host/tools/exchange "$place" "$place.link" >"$HOST_DIR/exchanges" 2>&1)
	race_pid=$!
}

race_end() {
	echo >&"$race_in"
	exec {race_in}>&-
	wait "$race_pid" || true
	assert_match "$(<"$HOST_DIR/exchanges")" '^[0-9]{3,} exchanges$' "what the racer says"
}

race_rounds() {
	[[ ${LONG:-0} == 1 ]] && echo 2000 || echo 150
}

assert_all_answered() {
	local opened refused

	assert_match "$output" '[0-9]+ opened, [0-9]+ refused' output
	read -r opened _ refused _ < <(tail -n 1 <<<"$output")
	echo "# $opened opened, $refused refused of $1" >&2
	assert_equal "$((opened + refused))" "$1" "logins that ended as they should ($output)"
	((opened > 0 && refused > 0)) || fail "the race was never won or never lost: $opened opened, $refused refused"
}

@test "control: a check and mount(2) by path lose the race to an exchange" {
	race_begin 0 "$BASE/proc"
	# What is mounted on can not be renamed here, so each is taken off where it lies.
	landed=$(on_host_bash '
		for ((i = 0; i < 300; i++)); do
			[[ -d $1 && ! -L $1 ]] && busybox mount -t tmpfs control "$1"
			while read -r _ _ _ _ point _ rest; do
				[[ $rest != *" control "* ]] || { echo "$point"; busybox umount "$point"; }
			done </proc/1/mountinfo
		done | grep -cx /srv/canary' "$BASE/proc" || true)
	race_end
	put_back proc
	rm -rf "$HOST_ROOT$BASE/proc.link"
	((landed > 0)) || fail "no mount of 300 has landed on the canary"
}

@test "a place that is swapped while the jail is built: refused or inside, never on the host" {
	for place in proc tmp; do
		race_begin 0 "$BASE/$place"
		jail_logins alice "$(race_rounds)"
		race_end
		assert_all_answered "$(race_rounds)"
		assert_host_untouched
		on_host rm -rf "$BASE/$place.link" "$BASE/$place"
		put_back $place
	done
}

@test "a bind's place above which is swapped while the jail is built" {
	on_host mkdir -p "$BASE/srv/above/place"
	config readonly 'bind = /srv/data:/srv/above/place'
	race_begin 0 "$BASE/srv/above"
	jail_logins alice "$(race_rounds)"
	race_end
	assert_all_answered "$(race_rounds)"
	assert_host_untouched
	on_host rm -rf "$BASE/srv"
}

@test "a tenant swaps a bind's place in his home during his own logins" {
	config readonly 'bind = /srv/data:/home/alice/shared:rw'
	race_begin 1001 /home/alice/shared
	jail_logins alice "$(race_rounds)"
	race_end
	assert_all_answered "$(race_rounds)"
	assert_host_untouched
	assert_equal "$(ls "$HOST_ROOT/srv/data")" file "the source"
	rm -rf "$HOST_ROOT"/home/alice/shared{,.link}
}
