#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Names that a mount option, a configuration or a message could take for something else: each is used
# exactly as it is, or refused with a reason.

load ../lib/jail

setup_file() {
	jail_host
	on_host_bash 'set -e; umask 022; mkdir -p /srv/odd /srv/sources /srv/changes; mkdir -m 1777 "$1/common"' "$HOST_ROOTFS"
}

teardown() {
	rm -rf "$HOST_ROOT"/srv/{odd,sources,changes}/* "$HOST_ROOT"/home/odd*
	jail_end
}

NAMES=('with space' 'colon:colon' 'comma,comma' 'back\slash' 'back\\slashes\' 'percent%name' 'per%%u%U' "quote'd" 'double"quote'
	'semi;colon' 'hash#hash' ' leading' $'tab\ttab' 'equal=sign' 'ünïcödé→' 'x,upperdir=y,workdir=z' 'a:b:rw' '[brackets]'
	'$(id)`id`' '*?' '-rf' '...' 'a\040b' 'userxattr' '@usr' '{}' '!')

# in_config TEXT: as it is to be written in nsjail.conf
in_config() {
	printf '%s' "${1//%/%%}"
}

# in_bind TEXT: the same in a value with fields
in_bind() {
	local text=${1//\\/\\\\}

	in_config "${text//:/\\:}"
}

# make NAME: a rootfs, a source and a place for changes of this name
make() {
	on_host_bash 'set -e; mv -T "$2" "/srv/odd/$1"; mkdir "/srv/sources/$1"; printf %s "$1" >"/srv/sources/$1/file"' \
		"$1" "$HOST_ROOTFS"
}

unmake() {
	on_host_bash 'mv -T "/srv/odd/$1" "$2"' "$1" "$HOST_ROOTFS"
}

@test "rootfs, overlay_dir and bind: exactly as they are" {
	for name in "${NAMES[@]}"; do
		make "$name"
		printf '%s\n' '[default]' "rootfs = /srv/odd/$(in_config "$name")" 'rootfs_mode = overlay' \
			"overlay_dir = /srv/changes/$(in_config "$name")" \
			"bind = /srv/sources/$(in_bind "$name"):/opt/$(in_bind "$name")/place" | host_config
		jail_login alice 'cat /etc/rootfs-mark /opt/*/place/file /opt/..?*/place/file 2>/dev/null; find /opt -mindepth 1 -maxdepth 1 | cut -b6-; echo hers >/common/kept'
		unmake "$name"
		assert_equal "$output" $'a rootfs of the tests\n'"$name$name" "'$name' (status $status, $(tail -n 1 "$HOST_LOG"))"
		assert_equal "$(ls -A "$HOST_ROOT/srv/changes")" "$name" "directory of the changes"
		assert_equal "$(cat "$HOST_ROOT/srv/changes/$name/upper/common/kept")" hers "'$name'"
		rm -rf "$HOST_ROOT/srv/changes/$name" "$HOST_ROOT/srv/sources/$name"
	done
}

# set_home PATH: fred's home, made for him
set_home() {
	on_host_bash 'set -e; HOME_OF_FRED=$1 perl -pi -e "s,^fred:.*,fred:x:1005:1005:fred:\$ENV{HOME_OF_FRED}:/bin/sh," /etc/passwd
		mkdir -p "$1"; chown 1005:1005 "$1"; chmod 0700 "$1"' "$1"
}

@test "home: exactly as it is, bound, in memory, and with a bind below it" {
	for name in "${NAMES[@]}"; do
		[[ $name != *[:$'\t']* ]] || continue
		set_home "/home/odd$name"
		session_config
		jail_login fred 'pwd; echo his >here'
		assert_equal "$output" "/home/odd$name" "'$name' (status $status, $(tail -n 1 "$HOST_LOG"))"
		assert_equal "$(cat "$HOST_ROOT/home/odd$name/here")" his
		session_config 'bind = /etc/hostname:%h/name' 'home = tmpfs'
		jail_login fred 'pwd; ls; stat -c "%u %a" .'
		assert_equal "$output" "/home/odd$name"$'\nname\n1005 700' "'$name' (status $status, $(tail -n 1 "$HOST_LOG"))"
		rm -r "$HOST_ROOT/home/odd$name"
	done
	assert_equal "$(cd "$HOST_ROOT/home" && echo odd*)" 'odd*' "homes that nobody has made"
}

@test "homes that name the system or lead astray are refused" {
	for home in / /etc /proc/x /dev/x /usr /home/../srv relative; do
		on_host_bash 'HOME_OF_FRED=$1 perl -pi -e "s,^fred:.*,fred:x:1005:1005:fred:\$ENV{HOME_OF_FRED}:/bin/sh," /etc/passwd' "$home"
		jail_refuses home fred
	done
}

@test "4,000 characters work, 4,096 are refused, in every key" {
	name=$(printf 'n%.0s' {1..199})
	long=
	for ((i = 0; i < 19; i++)); do
		long+=/$name
	done
	long+=/$(printf 'e%.0s' {1..150})
	make x
	on_host_bash 'set -e; mkdir -p "/srv/odd/long$1" && rmdir "/srv/odd/long$1" && mv -T /srv/odd/x "/srv/odd/long$1"
		mkdir -p "/srv/sources/long$1"; echo far >"/srv/sources/long$1/file"' "$long"
	assert_match "$(( $(wc -c <<<"/srv/odd/long$long") ))" '^39[5-9][0-9]$|^40[0-4][0-9]$' "length"
	printf '%s\n' '[default]' "rootfs = /srv/odd/long$long" | host_config
	jail_login alice 'cat /etc/rootfs-mark'
	assert_equal "$output" "a rootfs of the tests" "long rootfs (status $status)"
	printf '%s\n' '[default]' "rootfs = /srv/odd/long$long" 'rootfs_mode = volatile' \
		"bind = /srv/sources/long$long:/opt/long$long" "tmpfs = /var/long$long" | host_config
	jail_login alice "cat /opt/long$long/file; stat -c %a /var/long$long"
	assert_equal "$output" $'far\n1777' "long bind (status $status)"
	printf '%s\n' '[default]' "rootfs = /srv/odd/long$long" 'rootfs_mode = overlay' "overlay_dir = /srv/changes/long$long" | host_config
	jail_login alice 'echo hers >/common/kept; cat /common/kept'
	assert_equal "$output" hers "long overlay_dir (status $status)"
	assert_equal "$(cat "$HOST_ROOT/srv/changes/long$long/upper/common/kept")" hers
	on_host mv -T "/srv/odd/long$long" "$HOST_ROOTFS"

	too_long=$long/$(printf 'f%.0s' {1..150})
	for line in "overlay_dir = /srv/changes/long$too_long" "bind = /srv/canary:/opt/long$too_long" "mask = /opt/long$too_long" \
		"bind = /srv/sources/long$too_long:/opt/x"; do
		session_config 'rootfs_mode = overlay' "$line"
		jail_refuses 'long|name|File name too long'
	done
	printf '%s\n' '[default]' "rootfs = /srv/odd/long$too_long" | host_config
	jail_refuses 'long|File name too long'
}

@test "a home of 4,000 characters, and one that is too long" {
	name=$(printf 'h%.0s' {1..199})
	long=/home/odd
	for ((i = 0; i < 19; i++)); do
		long+=/$name
	done
	set_home "$long"
	session_config
	jail_login fred 'pwd; echo his >here'
	if [[ $status == 254 ]]; then
		assert_refused "$output" 'home|long'
	else
		assert_equal "$output" "$long"
		assert_equal "$(cd "$HOST_ROOT/home/odd" && find . -name here | wc -l)" 1 "files at home"
	fi
	: >"$HOST_LOG"
	on_host_bash 'HOME_OF_FRED=$1 perl -pi -e "s,^fred:.*,fred:x:1005:1005:fred:\$ENV{HOME_OF_FRED}:/bin/sh," /etc/passwd' "$long/$name"
	jail_login fred 'echo inside'
	assert_equal "$status" 254 status
	assert_refused "$output" 'fred'
}

@test "invalid UTF-8 and control bytes in the configuration are refused with their line" {
	for bytes in '\xff' '\xc3' '\xed\xa0\x80' '\xc0\xaf'; do
		for key in rootfs overlay_dir bind; do
			printf '%s\n%b\n' '[default]' "$key = /srv/a$bytes/b" | host_config
			jail_refuses 'nsjail.conf:2: invalid UTF-8'
		done
	done
	printf '[default]\nrootfs = /srv/a\x01b\n' | host_config
	jail_refuses 'nsjail.conf:2: control byte'
	printf '[default]\nrootfs = /srv/a\nb\n' | host_config
	jail_refuses 'nsjail.conf:3:'
	printf '[default]\nrootfs = /srv/a\rb\n' | host_config
	jail_refuses 'nsjail.conf:2: carriage return'
}

@test "a home with invalid UTF-8 or control bytes: exact, or refused" {
	for bytes in $'\xff\xfe' $'\t' $'\x01' $'\x1b[31m' $'\r'; do
		: >"$HOST_LOG"
		set_home "/home/odd$bytes"
		session_config
		jail_login fred 'echo his >here; echo inside'
		if [[ $status == 254 ]]; then
			assert_refused "$output" 'home'
		else
			assert_equal "$output" inside
			assert_equal "$(cat "$HOST_ROOT/home/odd$bytes/here")" his
		fi
		rm -r "$HOST_ROOT/home/odd$bytes"
	done
}
