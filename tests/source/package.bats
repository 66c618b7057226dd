#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The tarball, the Debian package and the RPM spec. The package is installed on a copy of this machine
# with real logins over sshd: what nsjailctl pam makes of Debian's own files, what becomes of the profile for
# pam-auth-update that an older version had, and that no removal locks anybody out.
#
# Begins first: it builds, then installs again and again

load ../lib/session

export HOST_BOOT="$PRIVATE_HOST_TESTS/spare_host_boot.bash"
SOURCE=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

# The flags of the make that runs us are not for another build.
make_in() {
	local directory=$1

	shift
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make --no-print-directory -s -C "$directory" "$@"
}

setup_file() {
	export PACKAGES=$BATS_FILE_TMPDIR/packages
	export HELPER_PATH=/usr/sbin/pam_nsjail_helper CONFIG_PATH=/etc/security/nsjail.conf
	need sudo sshd ssh ssh-keygen dpkg-buildpackage dh lintian pam-auth-update || return 0
	# Not optimised: as a package it is the same, and is made in half the time.
	[[ ${LONG:-} ]] || options='nocheck noopt noautodbgsym'
	DEB_BUILD_OPTIONS=${options:-} make_in "$SOURCE" deb BUILD="$PACKAGES" \
		>"$BATS_FILE_TMPDIR/deb.log" 2>&1 || { tail -n 40 "$BATS_FILE_TMPDIR/deb.log" >&2; return 1; }
	private_host_start
	cp "$PACKAGES"/libpam-nsjail_*.deb "$HOST_ROOT/srv/host/nsjail.deb"
	older_deb
	on_host_bash '
		set -e
		for name in alice bob; do
			useradd --create-home --shell /bin/sh --uid "$((1001 + number++))" "$name"
		done
		# Leaves a line in the log whenever it is run, in a jail, too.
		echo "session optional pam_warn.so" >>/etc/pam.d/sshd
		cp -r /etc/pam.d /srv/host/pam.d
		find /usr /etc /lib ! -path "/etc/pam.d/*" \( -name "*nsjail*" -o -path "*/nsjail*" \) >/srv/host/before
	'
	host_sshd_start
}

setup() {
	[[ -z ${SESSION_LACKS:-} ]] || skip "$SESSION_LACKS"
	: >"$HOST_LOG"
}

teardown() {
	[[ -z ${HOST_ROOT:-} ]] || rm -f "$HOST_ROOT/etc/pam.d/nsjail-test"
}

dpkg_in() {
	on_host env DEBIAN_FRONTEND=noninteractive dpkg "$@"
}

deb_install() {
	dpkg_in --install /srv/host/nsjail.deb
}

# This one, as it was with a profile.
older_deb() {
	local tree=$BATS_FILE_TMPDIR/older

	dpkg-deb -R "$PACKAGES"/libpam-nsjail_*.deb "$tree"
	rm "$tree/DEBIAN/preinst"
	sed -i 's/^Version: .*/Version: 0.0.9/' "$tree/DEBIAN/control"
	install -D -m 0644 "$PRIVATE_HOST_LIB/old_profile" "$tree/usr/share/pam-configs/nsjail"
	dpkg-deb --root-owner-group -Znone -b "$tree" "$HOST_ROOT/srv/host/older.deb" >/dev/null
}

auth_update() {
	on_host env DEBIAN_FRONTEND=noninteractive pam-auth-update --package "$@"
}

is_installed() {
	[[ $(on_host dpkg-query -W -f '${db:Status-Status}' libpam-nsjail) == installed ]]
}

jail_alice() {
	host_config <<<$'[user alice]\nrootfs = @usr'
}

is_on() {
	grep -q pam_nsjail "$HOST_ROOT/etc/pam.d/common-session"
}

# named enable|disable: with su-l where that is a stack of its own, as in Debian testing
named() {
	local services=(sshd su sudo)

	grep -q '^session.*include' "$HOST_ROOT/etc/pam.d/su-l" || services+=(su-l)
	on_host nsjailctl pam "$1" "${services[@]}"
}

# The package, the services that have it, and one tenant.
with_services() {
	[[ $(on_host dpkg-query -W -f '${Version}' libpam-nsjail 2>/dev/null) == 0.1.0 ]] && is_installed || deb_install
	! is_on || auth_update --disable nsjail-kept
	named enable
	jail_alice
}

# An older version, with its profile on.
with_older() {
	[[ ! -e $HOST_ROOT/usr/sbin/nsjailctl ]] || named disable
	! is_installed 2>/dev/null || dpkg_in --purge libpam-nsjail
	dpkg_in --install /srv/host/older.deb
	auth_update --enable nsjail
	jail_alice
}

# This version, which was installed over that.
with_profile() {
	is_installed 2>/dev/null && is_on && [[ -e $HOST_ROOT/usr/share/pam-configs/nsjail-kept ]] || {
		with_older
		deb_install
	}
	jail_alice
}

# where NAME [su]: "jail" or "host"; nothing if the login, over ssh or by su, is refused.
where() {
	local namespace

	if [[ ${2:-ssh} == su ]]; then
		namespace=$(on_host su "$1" -c 'readlink /proc/self/ns/mnt') || return 1
	else
		namespace=$(host_ssh "$1" readlink /proc/self/ns/mnt) || return 1
	fi
	if [[ $namespace == "$(on_host readlink /proc/1/ns/mnt)" ]]; then
		echo host
	else
		echo jail
	fi
}

everybody_gets_in() {
	local name

	for name in root alice bob; do
		assert_equal "$(where "$name")" host "where $name comes in"
		assert_equal "$(where "$name" su)" host "where su brings $name"
	done
}

pam_is_as_before() {
	on_host diff -r /srv/host/pam.d /etc/pam.d
}

# How often a module that stands after the profile was run.
runs_after() {
	host_log_flush
	grep -ac 'pam_warn(sshd:session)' "$HOST_LOG" || true
}

@test "the tarball holds what git knows, and makes itself again" {
	mkdir "$BATS_TEST_TMPDIR/out"
	tar -C "$BATS_TEST_TMPDIR/out" -xf "$PACKAGES"/pam_nsjail-*.tar.gz
	cd "$BATS_TEST_TMPDIR"/out/pam_nsjail-*
	make_in "$PWD" dist BUILD="$BATS_TEST_TMPDIR/again"
	cmp "$PACKAGES"/pam_nsjail-*.tar.gz "$BATS_TEST_TMPDIR"/again/pam_nsjail-*.tar.gz
	[[ -e $SOURCE/.git ]] || skip "this is no repository, there is nothing to compare"
	[ -x tests/run ]
	assert_equal "$(find . -type f -printf '%P\n' | LC_ALL=C sort)" \
		"$(git -C "$SOURCE" ls-files | LC_ALL=C sort)" "the list of files"
}

@test "the versions of Makefile, package and spec are one" {
	cd "$SOURCE"
	version=$(sed -n 's/^VERSION := //p' Makefile)
	[ -n "$version" ]
	assert_equal "$(dpkg-parsechangelog -l etc/debian/changelog -S Version)" "$version" "etc/debian/changelog"
	assert_equal "$(sed -n 's/^Version: *//p' etc/pam_nsjail.spec)" "$version" "etc/pam_nsjail.spec"
}

@test "lintian finds neither error nor warning, and each override has a reason" {
	run lintian --allow-root --fail-on error,warning "$PACKAGES"/deb/*.changes
	assert_equal "$output" ""
	assert_equal "$status" 0
	awk '/^#/ { reason = 1; next } NF && !reason { exit 1 } { reason = 0 }' \
		"$SOURCE/etc/debian/libpam-nsjail.lintian-overrides"
}

@test "installed, it jails nobody, touches no PAM file, and has no profile" {
	deb_install
	is_installed
	[[ -z $(on_host find /usr/share/pam-configs -name '*nsjail*') ]]
	pam_is_as_before
	everybody_gets_in
	dpkg-deb --fsys-tarfile "$HOST_ROOT/srv/host/nsjail.deb" | tar -xO ./usr/share/man/man8/pam_nsjail.8.gz |
		gzip -d | grep -q '/usr/sbin/pam_nsjail_helper'
}

@test "named services jail whom the configuration names, over ssh, su and sudo, and others do not" {
	with_services
	errors=$(on_host nsjailctl check --json | jq -r '.findings[] | select(.severity == "error") | .message' |
		grep -E "service '(sshd|su|su-l|login|cron|sudo|sudo-i)'" || true)
	assert_equal "$errors" "" "what nsjailctl check finds"
	for way in ssh su; do
		assert_equal "$(where alice "$way")" jail "$way"
		assert_equal "$(where bob "$way")" host "$way"
		assert_equal "$(where root "$way")" host "$way"
	done
	assert_equal "$(on_host sudo -u alice readlink /proc/self/ns/mnt | grep -c "$(on_host readlink /proc/1/ns/mnt)")" 0
	named disable
	pam_is_as_before
	everybody_gets_in
}

@test "it is not removed while a named service has its lines, and with the command that it tells it is" {
	with_services
	run dpkg_in --remove libpam-nsjail
	[ "$status" -ne 0 ]
	assert_match "$output" '/etc/pam.d/sshd:[0-9]+:session required pam_nsjail.so # nsjailctl'
	assert_match "$output" 'nsjailctl pam disable SERVICE'
	is_installed
	assert_equal "$(where alice)" jail
	named disable
	dpkg_in --remove libpam-nsjail
	pam_is_as_before
	everybody_gets_in
}

@test "an upgrade from the version with a profile: at no moment is anybody without a jail who had one" {
	with_older
	assert_equal "$(where alice)" jail "before"
	dpkg_in --unpack /srv/host/nsjail.deb
	[[ ! -e $HOST_ROOT/usr/share/pam-configs/nsjail ]]
	assert_equal "$(where alice)" jail "with the files of both versions"
	# As another package does that comes in the same run.
	auth_update
	assert_equal "$(where alice)" jail "when another package has run pam-auth-update"
	assert_equal "$(where bob)" host
	run dpkg_in --configure libpam-nsjail
	assert_match "$output" 'nsjailctl pam enable sshd su su-l sudo'
	assert_equal "$(where alice)" jail "after"
	assert_equal "$(grep -c pam_nsjail "$HOST_ROOT/etc/pam.d/common-session")" 3 "lines of one profile"
	assert_match "$(on_host nsjailctl check || true)" 'warning: /etc/pam.d/common-session:[0-9]+.*jails each service that includes'
	# What the package tells to do.
	on_host nsjailctl pam enable sshd sudo
	assert_equal "$(where alice)" jail "with both"
	auth_update --disable nsjail-kept
	assert_equal "$(where alice)" jail "without the profile"
	assert_equal "$(where alice su)" host "by what was not named"
	deb_install
	[[ ! -e $HOST_ROOT/usr/share/pam-configs/nsjail-kept ]]
	assert_equal "$(where alice)" jail "after the next upgrade"
	on_host nsjailctl pam disable sshd sudo
	pam_is_as_before
}

@test "an upgrade from the version with a profile that is off leaves nothing of it" {
	with_older
	auth_update --disable nsjail
	deb_install
	[[ -z $(on_host find /usr/share/pam-configs -name '*nsjail*') ]]
	pam_is_as_before
	everybody_gets_in
}

@test "the kept profile jails whom the configuration names, over ssh and su" {
	with_profile
	assert_equal "$(where alice)" jail
	assert_equal "$(where bob)" host
	assert_equal "$(where root)" host
	# The machine's own users and other services are not what is asked for.
	errors=$(on_host nsjailctl check --json | jq -r '.findings[] | select(.severity == "error") | .message' |
		grep -E "service '(sshd|su|su-l|login|cron|sudo|sudo-i)'" || true)
	assert_equal "$errors" "" "what nsjailctl check finds"
	assert_equal "$(where alice su)" jail
	assert_equal "$(where bob su)" host
}

@test "nothing comes after the jail, and for others all comes as before" {
	with_profile
	assert_equal "$(where alice)" jail
	assert_equal "$(runs_after)" 0
	assert_equal "$(where bob)" host
	assert_equal "$(runs_after)" 2
}

@test "nothing comes after the jail if a required module has failed before, either" {
	with_profile
	sed -i '1i session required pam_deny.so' "$HOST_ROOT/etc/pam.d/sshd"
	run host_ssh alice true
	alice_status=$status
	sed -i 1d "$HOST_ROOT/etc/pam.d/sshd"
	assert_equal "$alice_status" 254
	assert_equal "$(runs_after)" 0
}

@test "a jail that can not be made refuses her and nobody else, and nothing comes after" {
	with_profile
	host_config <<<$'[user alice]\nrootfs = /nowhere'
	run host_ssh alice true
	assert_equal "$status" 254
	assert_equal "$(runs_after)" 0
	assert_equal "$(where bob)" host
}

# Debian's own file has pam_limits first.
@test "nor does sudo go on when the line for limits in its own file has failed, too" {
	with_profile
	assert_equal "$(on_host sudo -u alice readlink /proc/self/ns/mnt | grep -c "$(on_host readlink /proc/1/ns/mnt)")" 0
	grep -q '^session  *required  *pam_limits.so$' "$HOST_ROOT/etc/pam.d/sudo"
	cp "$HOST_ROOT/etc/pam.d/sudo" "$HOST_ROOT/srv/host/sudo"
	sed -i 's/pam_limits.so/pam_debug.so open_session=session_err/' "$HOST_ROOT/etc/pam.d/sudo"
	host_config <<<$'[user alice]\nrootfs = /nowhere'
	run on_host sudo -u alice echo went on
	auth_update --disable nsjail-kept
	control=$(on_host sudo -u alice echo went on)
	auth_update --enable nsjail-kept
	mv "$HOST_ROOT/srv/host/sudo" "$HOST_ROOT/etc/pam.d/sudo"
	[[ $status != 0 && $output != *'went on'* ]] || fail "status $status: $output"
	assert_match "$control" 'went on' "control: sudo after PAM_SESSION_ERR"
}

@test "tenants' limits of limits.conf hold in the jail" {
	with_profile
	echo 'alice hard nofile 321' >"$HOST_ROOT/etc/security/limits.d/alice.conf"
	limit=$(host_ssh alice 'ulimit -H -n')
	rm "$HOST_ROOT/etc/security/limits.d/alice.conf"
	assert_equal "$limit" 321
}

@test "the kept profile goes out again and leaves the PAM files as they were" {
	with_profile
	auth_update --disable nsjail-kept
	pam_is_as_before
	everybody_gets_in
}

@test "an upgrade changes neither services nor kept profile nor configuration" {
	with_profile
	deb_install
	assert_equal "$(where alice)" jail
	auth_update --disable nsjail-kept
	with_services
	deb_install
	assert_equal "$(where alice)" jail
	named disable
}

@test "it is not removed while a line by hand names the module, and nothing has changed then" {
	with_profile
	echo 'session required pam_nsjail.so' >"$HOST_ROOT/etc/pam.d/nsjail-test"
	run dpkg_in --remove libpam-nsjail
	[ "$status" -ne 0 ]
	assert_match "$output" '/etc/pam.d/nsjail-test:1:session required pam_nsjail.so'
	is_installed
	assert_equal "$(where alice)" jail
	assert_equal "$(where root)" host
	run dpkg_in --purge libpam-nsjail
	[ "$status" -ne 0 ]
	is_installed
}

@test "it is not removed while a line is in a file that pam-auth-update does not touch any more" {
	with_profile
	cp "$HOST_ROOT/etc/pam.d/common-session" "$HOST_ROOT/srv/host/common-session"
	sed -i 's/\[.*pam_limits.*/optional pam_limits.so/' "$HOST_ROOT/etc/pam.d/common-session"
	run dpkg_in --remove libpam-nsjail
	[ "$status" -ne 0 ]
	assert_match "$output" '/etc/pam.d/common-session:[0-9]+:session'
	is_installed
	assert_equal "$(where root)" host
	assert_equal "$(where bob)" host
	mv "$HOST_ROOT/srv/host/common-session" "$HOST_ROOT/etc/pam.d/common-session"
	assert_equal "$(where alice)" jail
}

@test "removed with the kept profile on, it locks nobody out" {
	with_profile
	dpkg_in --remove libpam-nsjail
	[[ $(on_host dpkg-query -W -f '${db:Status-Status}' libpam-nsjail) == config-files ]]
	pam_is_as_before
	everybody_gets_in
	[ -e "$HOST_ROOT/etc/security/nsjail.conf" ]
}

@test "purged, it leaves the tenants' own data and nothing else" {
	with_profile
	mkdir -p "$HOST_ROOT/var/lib/pam_nsjail/1001"
	on_host_bash 'echo "session required pam_permit.so" >/etc/pam.d/nsjail-test; nsjailctl pam enable nsjail-test; nsjailctl pam disable nsjail-test; rm /etc/pam.d/nsjail-test'
	dpkg_in --purge libpam-nsjail
	pam_is_as_before
	everybody_gets_in
	on_host_bash 'find /usr /etc /lib ! -path "/etc/pam.d/*" \( -name "*nsjail*" -o -path "*/nsjail*" \) |
		diff /srv/host/before -'
	assert_equal "$(ls -A "$HOST_ROOT/var/lib/pam_nsjail")" 1001
}

@test "make uninstall refuses, too, while a PAM line names the module" {
	mkdir -p "$BATS_TEST_TMPDIR/etc/pam.d"
	printf 'session required \\\n  pam_nsjail.so\n' >"$BATS_TEST_TMPDIR/etc/pam.d/sshd"
	run make_in "$SOURCE" uninstall DESTDIR="$BATS_TEST_TMPDIR"
	[ "$status" -ne 0 ]
	assert_match "$output" 'etc/pam.d/sshd:2:'
	printf '#session required pam_nsjail.so\n' >"$BATS_TEST_TMPDIR/etc/pam.d/sshd"
	make_in "$SOURCE" uninstall DESTDIR="$BATS_TEST_TMPDIR"
}

@test "the RPM spec can be read, and rpmlint finds nothing but what is explained" {
	command -v rpmspec >/dev/null && command -v rpmlint >/dev/null || skip "no rpmspec or rpmlint"
	cd "$SOURCE"
	rpmspec -P etc/pam_nsjail.spec >/dev/null
	# rpm has had no need of a build root for long; the source is no download, but `make dist` makes it; and
	# most tests need root and namespaces, which rpmbuild does not have.
	echo "Filters = ['no-buildroot-tag', 'invalid-url Source0', 'no-%check-section']" >"$BATS_TEST_TMPDIR/explained.toml"
	run rpmlint -c "$BATS_TEST_TMPDIR/explained.toml" etc/pam_nsjail.spec
	assert_match "$output" '0 errors, 0 warnings'
}

@test "rpmbuild makes an RPM of the tarball" {
	[[ ${LONG:-} ]] || skip "make check-long runs this: it builds everything once more"
	rpmbuild --nodeps --define "_topdir $BATS_TEST_TMPDIR/rpm" -ta "$PACKAGES"/pam_nsjail-*.tar.gz \
		>"$BATS_TEST_TMPDIR/log" 2>&1 || { tail -n 40 "$BATS_TEST_TMPDIR/log" >&2; return 1; }
	run rpm -qlp "$BATS_TEST_TMPDIR"/rpm/RPMS/*/pam_nsjail-0*.rpm
	assert_match "$output" '/security/pam_nsjail.so'
	assert_match "$output" '/sbin/pam_nsjail_helper'
	assert_match "$(rpm -qp --scripts "$BATS_TEST_TMPDIR"/rpm/RPMS/*/pam_nsjail-0*.rpm)" 'pam_lines >&2'
}
