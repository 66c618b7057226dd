#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Private mode, overlay: passwd and group of the tenant's follow the base and the host, and what his root
# has changed in them stays.

# shellcheck disable=SC2034 # of session.bash
JAIL_MODE=private
load ../lib/jail

BASE=/srv/rootfs/accounts

setup_file() {
	jail_host
	on_host_bash 'rm -rf "$2" && cp -a "$1" "$2" && echo games:x:5:60:games:/usr/games:/bin/sh >>"$2/etc/passwd"
		cp "$2/etc/passwd" "$2/etc/passwd.first"; cp "$2/etc/group" "$2/etc/group.first"' "$HOST_ROOTFS" "$BASE"
	install -m 4755 "$BUILD/tools/prober" "$HOST_ROOT$BASE/bin/prober"
	cp "$HOST_ROOT/etc/passwd" "$HOST_DIR/passwd"
}

setup() {
	session_begin
	printf '%s\n' '[default]' "rootfs = $BASE" 'rootfs_mode = overlay' 'user_namespace = yes' | host_config
	on_host_bash 'cp "$1/etc/passwd.first" "$1/etc/passwd"; cp "$1/etc/group.first" "$1/etc/group"' "$BASE"
}

teardown() {
	cp "$HOST_DIR/passwd" "$HOST_ROOT/etc/passwd"
	on_host rm -rf /var/lib/pam_nsjail
	jail_end
}

no_overlay() {
	[[ ! -e $HOST_ROOT/var/lib/pam_nsjail/1001 ]] || flock -n "$HOST_ROOT/var/lib/pam_nsjail/1001" true
}

# Each login has a jail of its own, when the last one's overlay is gone.
login() {
	eventually no_overlay && jail_login alice "$1"
	assert_equal "$status" 0 "status ($output)"
}

as_his_root() {
	login "prober root sh -c '$1'"
}

base_adds() {
	echo "$1" >>"$HOST_ROOT$BASE/etc/passwd"
}

# account FIELD TEXT: what the host says of alice; fields 6 and 7 are home and shell
account() {
	sed -i -E "/^alice:/s|^(([^:]*:){$(($1 - 1))})[^:]*|\1$2|" "$HOST_ROOT/etc/passwd"
}

@test "what the base gets later arrives, as long as nobody has changed the files" {
	login 'cat /etc/passwd'
	base_adds later:x:77:77::/srv:/bin/sh
	echo later:x:77: >>"$HOST_ROOT$BASE/etc/group"
	login 'cat /etc/passwd; echo; cat /etc/group'
	assert_match "$output" $'\nlater:x:77:77::/srv:/bin/sh\n.*\nlater:x:77:\n'
	assert_match "$output" $'\nalice:\*:1001:1001:'
}

@test "after the tenant has added and removed accounts: his stay, what is new and free arrives" {
	as_his_root 'echo friend:x:2000:2000::/home/friend:/bin/sh >>/etc/passwd; sed -i /^games:/d /etc/passwd; echo friends:x:2000:alice >>/etc/group'
	base_adds later:x:77:77::/srv:/bin/sh
	base_adds taken:x:2000:77::/srv:/bin/sh
	base_adds friend:x:78:78::/srv:/bin/sh
	login 'cut -d: -f1,3 /etc/passwd | xargs; id -nG friend; grep friends /etc/group'
	assert_equal "$output" $'root:0 alice:1001 friend:2000 later:77\nfriends\nfriends:x:2000:alice'
	login 'cut -d: -f1,3 /etc/passwd | xargs'
	assert_equal "$output" 'root:0 alice:1001 friend:2000 later:77' "once more"
}

@test "his home and shell are the host's, the shell unless he has chosen another" {
	mkdir -p "$HOST_ROOT/home/moved" && chown 1001 "$HOST_ROOT/home/moved"
	for changed in no yes; do
		cp "$HOST_DIR/passwd" "$HOST_ROOT/etc/passwd"
		login true
		[[ $changed == no ]] || as_his_root 'echo friend:x:2000:2000::/home/friend:/bin/sh >>/etc/passwd'
		account 6 /home/moved
		account 7 /bin/ash
		login 'grep ^alice /etc/passwd | cut -d: -f6,7; echo ~alice'
		assert_equal "$output" $'/home/moved:/bin/ash\n/home/moved' "changed: $changed"
	done
	as_his_root 'sed -i "/^alice:/s|:[^:]*\$|:/bin/hush|" /etc/passwd'
	account 7 /bin/sh
	login 'grep ^alice /etc/passwd | cut -d: -f6,7'
	assert_equal "$output" /home/moved:/bin/hush
}

@test "root follows no path of the tenant's: what he leaves there leads nowhere" {
	as_his_root 'ln -s /srv/canary/file /etc/.pam_nsjail.new; rm /etc/.pam_nsjail.made; ln -s /proc/1/root/srv/canary/file /etc/.pam_nsjail.made'
	base_adds later:x:77:77::/srv:/bin/sh
	login 'grep -c ^later /etc/passwd'
	assert_equal "$output" 1
	as_his_root 'rm /etc/.pam_nsjail.made; mkfifo /etc/.pam_nsjail.made'
	login 'test -f /etc/.pam_nsjail.made && echo file'
	assert_equal "$output" file
}
