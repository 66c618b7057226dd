#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# rootfs = @usr and @empty: what there is, what works, and that nothing else of the host shows.

load ../lib/jail

setup_file() {
	jail_host sshd ssh ssh-keygen sftp
	host_jail_service sshd
	host_sshd_start
}

teardown() {
	rm -rf "$HOST_ROOT/var/lib/pam_nsjail"
	jail_end
}

# config ROOTFS [LINE...]
config() {
	printf '%s\n' '[default]' "rootfs = $1" "${@:2}" | host_config
}

need_on_host() {
	local program

	for program in "$@"; do
		on_host test -x "/usr/bin/$program" || skip_or_fail "needs /usr/bin/$program"
	done
}

@test "@usr: bash, git, python3 and gcc from the host's /usr work" {
	need_on_host bash git python3 gcc
	config @usr
	jail_login alice 'set -e; cd
		bash -c "echo bash \$BASH_VERSION; type -t ls"
		python3 -c "import json, ssl, socket, ctypes; print(\"python\", len(ssl.create_default_context().get_ca_certs()) >= 0)"
		git init -q work && cd work && git config user.email a@b && git config user.name alice
		printf "#include <stdio.h>\nint main(void) { puts(\"compiled\"); return 0; }\n" >a.c
		git add a.c && git commit -qm first && git log --format=%an:%s
		gcc -O1 -o a a.c && ./a; cd .. && rm -rf work'
	assert_match "$output" $'^bash [0-9].*\nfile\npython True\nalice:first\ncompiled$'
	assert_equal "$status" 0 status
}

@test "@usr: the certificates are the host's" {
	need_on_host openssl
	[[ -e $HOST_ROOT/etc/ssl/certs/ca-certificates.crt ]] || skip_or_fail "the machine has no certificates"
	config @usr
	jail_login alice 'openssl crl2pkcs7 -nocrl -certfile /etc/ssl/certs/ca-certificates.crt | openssl pkcs7 -print_certs -noout | grep -c subject'
	assert_match "$output" '^[1-9][0-9]+$' "number of certificates"
}

# Every name that may be in /etc; all else is the host's own business.
KNOWN='alternatives bash.bashrc ca-certificates debian_version group gitconfig hosts inputrc ld.so.cache
ld.so.conf ld.so.conf.d locale.alias localtime magic manpath.config mime.types nsswitch.conf passwd perl pki
profile profile.d protocols python3 resolv.conf services shells ssl terminfo timezone'

@test "@usr: nothing else of the host's /etc, no secrets, nothing of the host's other directories" {
	echo secret-of-the-host >"$HOST_ROOT/etc/private-thing"
	mkdir -p "$HOST_ROOT/etc/ssl/private"
	echo secret-of-the-host >"$HOST_ROOT/etc/ssl/private/key.pem"
	for directory in srv root var/log home/bob; do
		echo secret-of-the-host >"$HOST_ROOT/$directory/secret"
	done
	for mode in readonly overlay volatile; do
		config @usr "rootfs_mode = $mode"
		jail_login alice 'ls -A /etc'
		assert_equal "$(comm -23 <(sort <<<"$output") <(tr -s ' \n' '\n' <<<"$KNOWN" | sort))" "" \
			"unknown names in /etc ($mode)"
		jail_login alice 'ls -A / | xargs'
		assert_match "$output" '^bin dev etc home (lib[0-9x]* )*mnt opt proc root run sbin srv sys tmp usr var$'
		jail_login alice 'ls -A /home /mnt /opt /srv /var /var/log | xargs; ls -A /root 2>&1; ls -A /etc/ssl | xargs'
		assert_match "$output" $'^/home: alice /mnt: /opt: /srv: /var: lock log run tmp /var/log:\n.*Permission denied\n(certs )?openssl.cnf$' "$mode"
		jail_login alice 'grep -rs secret-of-the-host /etc /home /mnt /opt /root /run /srv /tmp /var; true'
		assert_equal "$output" "" "secrets in sight ($mode)"
		jail_login alice 'grep -c . /etc/passwd; cut -d: -f1 /etc/passwd /etc/group | sort -u | xargs; cat /etc/shadow 2>&1'
		assert_match "$output" '(No such file|denied)'
		assert_equal "$(grep -c bob <<<"$output")" 0 "other accounts in sight"
	done
	rm -rf "$HOST_ROOT/etc/private-thing" "$HOST_ROOT/etc/ssl/private/key.pem"
}

@test "@usr: /usr is read-only, and in overlay and volatile changes elsewhere stay or go" {
	config @usr
	jail_login alice 'touch /usr/mine /mnt/mine 2>&1; grep " /usr " /proc/self/mountinfo | cut -d" " -f6'
	assert_match "$output" 'Read-only.*ro,nosuid,nodev'
	assert_equal "$(grep -c 'Read-only' <<<"$output")" 2
	for mode in overlay volatile; do
		config @usr "rootfs_mode = $mode"
		jail_login alice 'touch /usr/mine 2>&1; cat /proc/self/mountinfo | grep -c " / / .* overlay "; id -un'
		assert_match "$output" 'Read-only'
		assert_match "$output" $'1\nalice$' "$mode"
	done
	[ ! -e "$HOST_ROOT/usr/mine" ]
}

@test "@usr follows the host: what is changed in /etc shows in the next login" {
	config @usr
	# Written anew, as a package does it.
	on_host_bash 'cp -a /etc/services /etc/services.new; echo "newthing 4242/tcp" >>/etc/services.new
		mv /etc/services.new /etc/services'
	jail_login alice 'grep newthing /etc/services'
	assert_equal "$output" "newthing 4242/tcp"
}

@test "@usr: bob never sees a byte that alice wrote" {
	for mode in readonly overlay volatile; do
		config @usr "rootfs_mode = $mode"
		jail_hold one alice
		marks=$(jail_ask one 'find / -path /proc -prune -o -path /usr -prune -o -type d -print 2>/dev/null | while read -r d; do
			(echo a-byte-of-alice >"$d/mark-of-alice") 2>/dev/null && echo made; done | grep -c made')
		((marks >= 4)) || fail "$mode: she could write to $marks directories only"
		jail_login bob 'find / -path /proc -prune -o -name "mark-of-alice" -print 2>/dev/null'
		assert_equal "$output" "" "$mode"
		jail_release one
		jail_login bob 'find / -path /proc -prune -o -name "mark-of-alice" -print 2>/dev/null'
		assert_equal "$output" "" "$mode, after her session"
	done
}

@test "@usr and @empty can not be writable" {
	for rootfs in @usr @empty; do
		config $rootfs 'rootfs_mode = writable'
		jail_refuses "rootfs|writable"
	done
}

@test "@usr: binds find their places" {
	config @usr 'bind = /srv/canary:/opt/thing' 'bind = /srv/canary/file:/etc/thing.conf' 'tmpfs = /var/cache/deep/one'
	jail_login alice 'cat /opt/thing/file /etc/thing.conf; touch /var/cache/deep/one/x && echo made; echo x >/opt/thing/file'
	assert_match "$output" $'^untouched\nuntouched\nmade\n.*Read-only'
}

@test "a login under sshd in @usr: command, pty, and sftp" {
	config @usr
	run host_ssh alice 'id -un; hostname; ls -d /usr/bin/env'
	assert_equal "$output" $'alice\nalice\n/usr/bin/env'
	run host_ssh -tt alice <<<'tty; exit 3'
	assert_equal "$status" 3 status
	run on_host_bash 'echo "ls /" | sftp -q -F /srv/host/ssh_config -b - alice@host'
	assert_match "$output" '/usr'
}

@test "@empty: internal-sftp at home, without any program in sight" {
	config @empty
	echo "from the host" >"$HOST_ROOT/home/alice/there"
	chmod 0644 "$HOST_ROOT/home/alice/there"
	run on_host_bash 'cd /tmp; printf "%s\n" pwd "put /etc/hostname put-file" "get there got-file" "ls -1" "ls -1 /" \
		"ls -1 /dev" "ls -1 /etc" | sftp -q -F /srv/host/ssh_config -b - alice@host; cat got-file; rm -f got-file'
	assert_match "$output" '/home/alice'
	assert_match "$output" 'put-file'
	assert_match "$output" 'from the host'
	assert_equal "$(grep -acE '^/(bin|sbin|lib|lib64|usr)' <<<"$output")" 0 "programs in sight ('$output')"
	assert_equal "$(cat "$HOST_ROOT/home/alice/put-file")" "$(cat /etc/hostname)" "what was sent"
	assert_equal "$(stat -c %u "$HOST_ROOT/home/alice/put-file")" 1001 "its owner"
	rm -f "$HOST_ROOT"/home/alice/{there,put-file}
	run host_ssh alice 'id'
	[ "$status" -ne 0 ]
}

@test "@empty: a bind is reached by sftp, and sshd's log stays with the host" {
	on_host_bash 'mkdir -p /srv/shared && echo shared >/srv/shared/file && chmod 0644 /srv/shared/file'
	config @empty 'bind = /srv/shared:/srv/data' 'home = none'
	run on_host_bash 'cd /tmp; printf "%s\n" "get /srv/data/file got-file" "ls -1 /home" | sftp -q -F /srv/host/ssh_config -b - alice@host
		cat got-file; rm -f got-file'
	assert_match "$output" 'shared$'
	run on_host_bash 'echo "put /etc/hostname /srv/data/new" | sftp -q -F /srv/host/ssh_config -b - alice@host'
	[ "$status" -ne 0 ]
	[ ! -e "$HOST_ROOT/srv/shared/new" ]
}

@test "@empty: overlay and volatile" {
	for mode in overlay volatile; do
		config @empty "rootfs_mode = $mode"
		run on_host_bash 'cd /tmp; printf "%s\n" "put /etc/hostname /tmp/x" "ls -1 /tmp" "ls -1 /" | sftp -q -F /srv/host/ssh_config -b - alice@host'
		assert_equal "$status" 0 "$mode ('$output')"
		assert_match "$output" '/tmp/x'
	done
}
