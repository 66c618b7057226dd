#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# One time zone for all programs of a jail, the host's, by name: some read localtime, some where it leads,
# some /etc/timezone. Europe/Berlin has the rules of Arctic/Longyearbyen, which comes first.

load ../lib/jail

setup_file() {
	jail_host python3
	[[ -e $HOST_ROOT/usr/share/zoneinfo/Europe/Berlin ]] || fail "needs tzdata"
	on_host python3 -c 'import tzlocal' || fail "needs tzlocal of python3"
	host_zone Europe/Berlin
	on_host_bash '
		for rootfs; do
			cp -a /srv/rootfs/busybox "$rootfs"
			mkdir -p "$rootfs/usr/share/zoneinfo/Europe"
			cp -L /usr/share/zoneinfo/Europe/Berlin "$rootfs/usr/share/zoneinfo/Europe/"
			echo Etc/UTC >"$rootfs/etc/timezone"
		done
		rm "$2/usr/share/zoneinfo/Europe/Berlin" "$2/etc/timezone"
		chown 1003 "$3/usr/share/zoneinfo/Europe"
	' /srv/rootfs/zones /srv/rootfs/none /srv/rootfs/foreign
}

setup() {
	session_begin
	host_zone Europe/Berlin
}

host_zone() {
	on_host_bash 'ln -sfn "/usr/share/zoneinfo/$1" /etc/localtime; echo "$1" >/etc/timezone' "$1"
}

# in_all_modes ROOTFS CHECK: for each mode, private or not, with the rootfs
in_all_modes() {
	local private mode

	for private in no yes; do
		for mode in readonly overlay volatile; do
			printf '%s\n' '[default]' "rootfs = $1" "rootfs_mode = $mode" "user_namespace = $private" | host_config
			on_host rm -rf /var/lib/pam_nsjail
			"$2" || fail "user_namespace = $private, $mode" || return
		done
	done
}

# The last jail's overlay is gone: its directory's lock is free.
no_overlay() {
	[[ ! -e $HOST_ROOT/var/lib/pam_nsjail/1001 ]] || flock -n "$HOST_ROOT/var/lib/pam_nsjail/1001" true
}

# Some take the name from where localtime leads at last (python, ICU since 73), some from the text of the one
# link (java, ICU before), after the first zoneinfo/ in it.
ONE_STEP='link=$(readlink /etc/localtime); echo "${link#*/zoneinfo/}"'
LOOK="realpath /etc/localtime; $ONE_STEP; cat /etc/timezone; date +%Z"
# The zone by its rules alone: localtime leads to no zone's file.
COPY='case $(realpath /etc/localtime) in */zoneinfo/*) echo a link ;; *) date +%Z ;; esac'
PYTHON='/usr/bin/python3 -c "import tzlocal; print(getattr(tzlocal, \"get_localzone_name\", tzlocal.get_localzone)())"'

in_winter_or_summer() {
	assert_match "$1" "^/usr/share/zoneinfo/Europe/Berlin"$'\n'"Europe/Berlin"$'\n'"Europe/Berlin"$'\n'"CES?T${2:-}\$"
}

usr_has_it() {
	jail_login alice "$LOOK; $PYTHON"
	in_winter_or_summer "$output" $'\n'Europe/Berlin
}

rootfs_has_it() {
	jail_login alice "$LOOK"
	in_winter_or_summer "$output"
}

@test "@usr: date, a link in one step and in all, /etc/timezone, and python's tzlocal" {
	in_all_modes @usr usr_has_it
}

@test "a rootfs with the zone's file: a link, and its /etc/timezone is the host's" {
	in_all_modes /srv/rootfs/zones rootfs_has_it
}

has_copy() {
	jail_login alice "$COPY; ls /etc/timezone 2>/dev/null"
	assert_match "$output" '^CES?T$'
}

# A jail that nobody joins has the link itself.
@test "scope = session: localtime is the link, in one step" {
	for private in no yes; do
		printf '%s\n' '[default]' 'rootfs = @usr' 'scope = session' "user_namespace = $private" | host_config
		jail_login alice 'readlink /etc/localtime; cat /etc/timezone'
		assert_equal "$output" $'/usr/share/zoneinfo/Europe/Berlin\nEurope/Berlin' "user_namespace = $private"
	done
}

@test "a rootfs without it: a copy, and no file that it has not" {
	in_all_modes /srv/rootfs/none has_copy
}

@test "plain mode: a zone's file that is not root's alone is not led to" {
	printf '%s\n' '[default]' 'rootfs = /srv/rootfs/foreign' | host_config
	jail_login alice "$COPY; cat /etc/timezone"
	assert_match "$output" $'^CES?T\nEurope/Berlin$'
}

@test "the next jail has the host's next zone, in the tenant's own /etc, too" {
	for mode in overlay volatile; do
		printf '%s\n' '[default]' 'rootfs = @usr' "rootfs_mode = $mode" 'user_namespace = yes' | host_config
		on_host rm -rf /var/lib/pam_nsjail
		host_zone Europe/Berlin
		jail_login alice "$LOOK"
		eventually no_overlay
		host_zone Asia/Tokyo
		jail_login alice "$LOOK; $PYTHON"
		assert_equal "$output" $'/usr/share/zoneinfo/Asia/Tokyo\nAsia/Tokyo\nAsia/Tokyo\nJST\nAsia/Tokyo'
	done
}

@test "a host whose localtime is a file: a copy, and /etc/timezone as the host has it" {
	on_host_bash 'rm /etc/localtime; cp -L /usr/share/zoneinfo/Asia/Tokyo /etc/localtime; echo Asia/Tokyo >/etc/timezone'
	printf '%s\n' '[default]' 'rootfs = /srv/rootfs/zones' | host_config
	jail_login alice "cat /etc/timezone; $COPY"
	assert_equal "$output" $'Asia/Tokyo\nJST'
}

@test "localtime = no leaves both as the rootfs has them" {
	printf '%s\n' '[default]' 'rootfs = /srv/rootfs/zones' 'localtime = no' | host_config
	jail_login alice 'ls /etc/localtime 2>/dev/null; cat /etc/timezone'
	assert_equal "$output" Etc/UTC
}

# As on the host: php has a zone of its own there, too, if its configuration names none.
@test "long: node, java and php as on the host" {
	local script='node -e "console.log(Intl.DateTimeFormat().resolvedOptions().timeZone)"
		php -r "echo date_default_timezone_get(), \"\n\";"
		cd /tmp && rm -f keys && keytool -genkeypair -keystore keys -storepass secret -alias one -keyalg RSA -dname CN=one >/dev/null 2>&1
		keytool -list -v -keystore keys -storepass secret | grep -o "^Valid from.* [A-Z]*T 20.* until" | grep -o "CES*T"; rm keys'

	[[ ${LONG:-0} != 0 ]] || skip "'make check-long' runs this"
	host=$(on_host sh -c "$script")
	on_host rm -rf /tmp/hsperfdata_root
	assert_match "$host" $'^Europe/Berlin\n.*\nCES?T$' "the host's"
	for private in no yes; do
		printf '%s\n' '[default]' 'rootfs = @usr' "user_namespace = $private" "bind = $(echo /etc/java-*-openjdk)" | host_config
		jail_login alice "$script"
		assert_equal "$output" "$host" "user_namespace = $private"
	done
}
