#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# PAM modules of Debian's that stand before ours and have something to do when the session is closed, with the
# jail's files before them: libkrb5 loads what krb5.conf names, which is the control, without the filter. With it
# none of them loads anything, and each session ends well. JAIL_MODE=private for the other mode.

load ../lib/session

# Package, module, and where it stands in a stack.
modules() {
	cat <<-'END'
		libpam-krb5 pam_krb5.so auth,session
		libpam-sss pam_sss.so auth,session
		libpam-mount pam_mount.so auth,session
		libpam-wtmpdb pam_wtmpdb.so session
	END
}

# What this release has of them, and what they need that is not installed, is unpacked and not installed.
fetch_modules() {
	local packages

	packages=$(modules | while read -r package _; do apt-cache show "$package" 2>/dev/null | sed -n 's/^Package: //p'; done | sort -u)
	[[ $packages == *libpam-krb5* ]] || return 1
	[[ ! -d $UNPACKED ]] || return 0
	rm -rf "$UNPACKED.new"
	mkdir -p "$UNPACKED.new/archives/partial"
	# shellcheck disable=SC2086 # words
	apt-get -q -y --no-install-recommends --download-only -o Dir::Cache::archives="$UNPACKED.new/archives" \
		-o Debug::NoLocking=1 install $packages >"$UNPACKED.log" 2>&1 || return 1
	for archive in "$UNPACKED.new"/archives/*.deb; do
		dpkg-deb --extract "$archive" "$UNPACKED.new/root" || return 1
	done
	mv "$UNPACKED.new" "$UNPACKED"
}

setup_file() {
	export UNPACKED=$BUILD/caller_modules
	need sshd ssh ssh-keygen su strace apt-get dpkg-deb ldconfig || return 0
	# Both modes may be tested at one time.
	flock "$BUILD" bash -c "$(declare -f modules fetch_modules); fetch_modules" || { export SESSION_LACKS="apt has no libpam-krb5"; return 0; }
	session_host sshd su
	cp -r "$UNPACKED/root" "$HOST_ROOT/srv/modules"
	on_host_bash '
		set -e
		chown -R 0:0 /srv/modules
		find /srv/modules -name "lib*.so*" -printf "%h\n" | sort -u >/etc/ld.so.conf.d/modules.conf
		ldconfig
		[[ ! -e /srv/modules/etc/security ]] || cp -r /srv/modules/etc/security/. /etc/security/
		cp /etc/pam.d/su /srv/su.pam
		cp /etc/pam.d/sshd /srv/sshd.pam
		mkdir -m 0755 /srv/evil "$1/evil"
		cp /srv/host/tools/libnss_evil.so /srv/evil/library.so
		: >/srv/evil/mark
		chmod 0666 /srv/evil/mark
		chown 1001:1001 /srv/evil/mark
		echo "module /evil/library.so:nothing" >"$1/etc/krb5.conf"
	' "$HOST_ROOTFS"
	host_sshd_start
}

setup() {
	session_begin
	session_config 'bind = /srv/evil:/evil:rw'
	: >"$HOST_ROOT/srv/evil/mark"
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	rm -f "$HOST_ROOT/tmp/trace"
	session_end
}

# with_module NAME PLACES: in front of the stacks of su and sshd.
with_module() {
	on_host_bash '
		path=$(find /srv/modules -name "$1") || exit
		for service in su sshd; do
			for place in ${2//,/ }; do echo "$place optional $path"; done | cat - "/srv/$service.pam" >"/etc/pam.d/$service"
		done' "$@"
}

# Code that is mapped from a file, once the caller is in the jail.
loaded() {
	on_host awk '/^setns\(.*= 0$/ { inside = 1 } inside && /^mmap\(/ && /PROT_EXEC/ && !/MAP_ANONYMOUS/ && /= 0x/' /tmp/trace
}

su_traced() {
	run on_host strace -o /tmp/trace -e trace=setns,mmap,seccomp "$@" su alice -c 'id -un; exit 7'
	assert_equal "$status $(tail -n 1 <<<"$output")" "7 alice"
	assert_match "$(grep -c '^setns(.*= 0$' "$HOST_ROOT/tmp/trace")" '^[1-9]' "joins in the trace"
}

monitor_is_gone() {
	! on_host pgrep -f "$(sshd_monitor alice)" >/dev/null
}

assert_ended() {
	eventually on_host_bash '! pgrep -x nsjail-init'
	host_log_flush
	assert_match "$(<"$HOST_LOG")" 'closed session'
}

each_module() {
	local package name places

	while read -r package name places; do
		[[ -n $(find "$UNPACKED/root" -name "$name") ]] || continue
		with_module "$name" "$places"
		: >"$HOST_LOG"
		"$@" || fail "with $package: $(<"$HOST_LOG")"
	done < <(modules)
}

su_loads_nothing() {
	su_traced || return
	assert_equal "$(loaded)" "" "code that su has mapped in the jail" || return
	assert_ended
}

sshd_ends_well() {
	run host_ssh alice 'id -un; exit 7' </dev/null
	assert_equal "$status $output" "7 alice" || return
	eventually monitor_is_gone || return
	assert_ended
}

@test "su: with none of them is anything loaded, and the session ends well" {
	each_module su_loads_nothing
	assert_equal "$(<"$HOST_ROOT/srv/evil/mark")" "" "who has loaded the tenant's library"
}

@test "sshd: the same" {
	each_module sshd_ends_well
	assert_equal "$(<"$HOST_ROOT/srv/evil/mark")" "" "who has loaded the tenant's library"
}

@test "control: without the filter libkrb5 loads what the jail's krb5.conf names" {
	with_module pam_krb5.so auth,session
	session_config 'bind = /srv/evil:/evil:rw' 'seccomp = off'
	su_traced -e inject=seccomp:retval=0:when=1
	assert_match "$(loaded)" 'PROT_EXEC'
	assert_match "$(<"$HOST_ROOT/srv/evil/mark")" 'nss uid 0'
}
