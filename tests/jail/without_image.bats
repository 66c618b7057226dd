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

# Of the host's /etc, by what is in it: whatever the jail can read of its files, everybody can read on the host,
# and nobody but root can write.
shown() {
	jail_login alice "find /etc -xdev -mindepth 1 -maxdepth 1 ! -type l; find /etc -mindepth 2 ! -type l"
	grep -vxE '/etc/(passwd|group|hosts|nsswitch\.conf|resolv\.conf|localtime|timezone)' <<<"$output"
}

@test "@usr: nothing else of the host's /etc, no secrets, nothing of the host's other directories" {
	echo secret-of-the-host >"$HOST_ROOT/etc/private-thing"
	chmod 0640 "$HOST_ROOT/etc/private-thing"
	mkdir -p "$HOST_ROOT/etc/ssl/private"
	echo secret-of-the-host >"$HOST_ROOT/etc/ssl/private/key.pem"
	for directory in srv root var/log home/bob; do
		echo secret-of-the-host >"$HOST_ROOT/$directory/secret"
	done
	for mode in readonly overlay volatile; do
		config @usr "rootfs_mode = $mode"
		found=$(shown)
		((${#found} > 200)) || fail "next to nothing of /etc is shown ('$found')"
		assert_equal "$(while read -r path; do
			find "$HOST_ROOT$path" -maxdepth 0 \( -type f -o -type d \) -user root ! -perm /022 -perm -004
		done <<<"$found" | sed "s|^$HOST_ROOT||" | sort)" "$(sort <<<"$found")" "in /etc what is not everybody's ($mode)"
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

# secrets_make: files of the host's /etc that say "secret-of-the-host", whatever their names and modes are
secrets_make() {
	on_host_bash 'umask 022; cd /etc
		say() { mkdir -p "$(dirname "$2")" && echo secret-of-the-host >"$2" && chmod "$1" "$2" && SAID+=("$2"); }
		say 0644 ssl/private/open.pem; chmod 0755 ssl/private
		say 0640 tool/token; chgrp project tool/token; say 0644 tool/tool.conf.bak; say 0600 tool/deep/down/closed
		say 0644 ssh/ssh_host_test_key; say 0644 ssh/sshd_config.d/extra.conf; say 0644 tool/server.key
		say 0644 machine-id; say 0644 shadow-; say 0644 cron.d/job; say 0644 letsencrypt/renewal/site.conf
		say 0644 served/served.conf; say 0644 systemd/system/served.service; say 0644 php/8.9/fpm/pool.d/tenant.conf
		say 0664 writable; say 0644 of-alice; chown alice of-alice; say 0644 closed/open; chmod 0700 closed
		echo a-setting >tool/tool.conf; echo a-setting >tool/deep/more.conf; echo a-setting >ssh/ssh_config.d/test.conf
		printf "%s\n" "${SAID[@]}" >/srv/said'
}

secrets_remove() {
	on_host_bash 'cd /etc && xargs rm -f </srv/said && rm -rf tool served closed letsencrypt php/8.9 ssh/ssh_config.d/test.conf
		rmdir --ignore-fail-on-non-empty ssl/private; echo 0123456789abcdef0123456789abcdef >machine-id'
}

# Some of the names are of those that a tenant may look for.
MODES_OF_USR=('user_namespace = no' 'user_namespace = yes' 'user_namespace = yes;rootfs_mode = overlay')

@test "@usr: no secret of the host's /etc, whatever its mode, and no open door to one" {
	secrets_make
	for mode in "${MODES_OF_USR[@]}"; do
		IFS=';' read -ra lines <<<"$mode"
		config @usr "${lines[@]}"
		jail_login alice 'grep -rsl secret-of-the-host /etc; cat /etc/tool/tool.conf /etc/tool/deep/more.conf; ls /etc/tool/deep/down
			cd /etc && ls -d tool/* tool/deep/* ssh/* closed served writable of-alice shadow* ssl/private 2>/dev/null | xargs'
		assert_equal "$output" $'a-setting\na-setting\nssh/ssh_config ssh/ssh_config.d tool/deep tool/deep/down tool/deep/more.conf tool/tool.conf' "$mode"
	done
	secrets_remove
}

@test "control: where the host's /etc is bound whole, everybody's secrets and those of his groups are read" {
	secrets_make
	config @usr 'bind = /etc:/mnt/etc'
	jail_login alice 'grep -rsl secret-of-the-host /mnt/etc | sort | xargs'
	for path in ssl/private/open.pem tool/token ssh/ssh_host_test_key machine-id cron.d/job letsencrypt/renewal/site.conf; do
		assert_match " $output " " /mnt/etc/$path "
	done
	secrets_remove
}

@test "@usr: a setting that appears is there at the next login, one that is closed is not" {
	for mode in "${MODES_OF_USR[@]}"; do
		IFS=';' read -ra lines <<<"$mode"
		config @usr "${lines[@]}"
		on_host_bash 'mkdir -m 0755 /etc/tool && echo one >/etc/tool/one && chmod 0644 /etc/tool/one'
		jail_login alice 'cd /etc && ls tool | xargs; cat tool/one'
		assert_equal "$output" $'one\none' "$mode"
		# By now it is noted, and the next ones have to find out.
		on_host touch -d '1 hour ago' /etc/tool
		sleep 2.1
		jail_login alice true
		on_host_bash 'echo two >/etc/tool/two && chmod 0640 /etc/tool/two; chgrp project /etc/tool/two; echo new >/etc/newtoolrc; chmod 0644 /etc/newtoolrc'
		jail_login alice 'cd /etc && ls tool | xargs; cat newtoolrc'
		assert_equal "$output" $'one\nnew' "$mode, a closed one appears"
		sleep 2.1
		jail_login alice true
		on_host chmod 0640 /etc/tool/one /etc/newtoolrc
		on_host chmod 0644 /etc/tool/two
		jail_login alice 'cd /etc && ls tool newtoolrc 2>/dev/null | xargs'
		assert_equal "$output" 'tool: two' "$mode, modes change"
		on_host rm -rf /etc/tool /etc/newtoolrc
		jail_login alice 'ls -d /etc/tool /etc/newtoolrc 2>/dev/null'
		assert_equal "$output" '' "$mode, they go"
	done
}

# A directory that was open when the jail was made gets a file that is not: permissions are all that is left.
@test "@usr: neither a setuid program nor a root of his own reads what is closed while he is in" {
	on_host_bash 'umask 022; mkdir -p /etc/tool && echo a-setting >/etc/tool/one
		cp /usr/bin/cat /usr/local/bin/rootcat && chmod 4755 /usr/local/bin/rootcat'
	close_one='umask 077; echo secret-of-the-host >/etc/tool/new'
	config @usr
	jail_hold one alice
	assert_equal "$(jail_ask one 'rootcat() { /usr/local/bin/rootcat "$@"; }; rootcat /etc/tool/one')" a-setting
	on_host_bash "$close_one"
	assert_match "$(jail_ask one '/usr/local/bin/rootcat /etc/tool/new 2>&1')" '^[^ ]*rootcat: /etc/tool/new: Permission denied$'
	jail_release one
	# The control: on the host the same program does what it is for.
	assert_equal "$(on_host setpriv --reuid 1001 --regid 1001 --clear-groups /usr/local/bin/rootcat /etc/tool/new)" secret-of-the-host
	on_host rm /etc/tool/new /usr/local/bin/rootcat
	config @usr 'user_namespace = yes'
	on_host "$LOGINS" -r nsjail alice 1 /bin/sh -c 'id -u; cat /etc/tool/one; until ls /etc/tool | grep -q new; do sleep 0.1; done; cat /etc/tool/new 2>&1' \
		>"$HOST_DIR/root.out" &
	root=$!
	eventually grep -q a-setting "$HOST_DIR/root.out"
	on_host_bash "$close_one"
	wait "$root" || true
	on_host rm -r /etc/tool
	assert_equal "$(head -n 2 "$HOST_DIR/root.out")" $'0\na-setting'
	assert_match "$(cat "$HOST_DIR/root.out")" 'new: Permission denied'
}

@test "@usr: binds of the configuration take their places in /etc, and masks cover" {
	on_host_bash 'umask 022; mkdir -p /etc/tool.d && echo host | tee /etc/tool.d/a /etc/toolrc /etc/othertoolrc >/dev/null'
	for private in no yes; do
		config @usr "user_namespace = $private" 'bind = /srv/canary/file:/etc/tool.d/own' 'bind = /srv/canary/file:/etc/toolrc' \
			'mask = /etc/othertoolrc'
		jail_login alice 'cd /etc; cat tool.d/a tool.d/own toolrc; cat othertoolrc 2>&1 | grep -c host'
		assert_equal "$output" $'host\nuntouched\nuntouched\n0' "private: $private"
	done
	on_host rm -rf /etc/tool.d /etc/toolrc /etc/othertoolrc
}

@test "@usr: what a tenant's root has put there before the host had it stays his" {
	printf '%s\n' '[default]' 'rootfs = @usr' 'user_namespace = yes' 'rootfs_mode = overlay' | host_config
	jail_login alice 'true'
	upper=$HOST_ROOT/var/lib/pam_nsjail/1001/upper
	mkdir -p "$upper/etc/toolrc"
	ln -s /home/alice "$upper/etc/tool.d"
	chown -hR "$(stat -c %u:%g "$upper")" "$upper/etc"
	on_host_bash 'umask 022; mkdir -p /etc/tool.d && echo host >/etc/tool.d/a; echo host >/etc/toolrc'
	jail_login alice 'cd /etc; readlink tool.d; stat -c %F toolrc; grep -c /etc/services /proc/self/mountinfo'
	assert_equal "$output" $'/home/alice\ndirectory\n1'
	on_host rm -rf /etc/tool.d /etc/toolrc
}

# What ssh's configuration includes has to be root's or the user's, or ssh does not start.
@test "@usr: programs see the host's settings" {
	on_host_bash 'umask 022; mkdir -p /etc/ssh/ssh_config.d; printf "%s\n" "Host host" "Port 2022" >/etc/ssh/ssh_config.d/port.conf'
	for private in no yes; do
		config @usr "user_namespace = $private"
		jail_login alice 'getent services https; getent protocols udp; . /etc/os-release; echo "$ID"; ssh -G host 2>/dev/null | grep -E "^(port|sendenv) "'
		wanted=$(on_host_bash 'getent services https; getent protocols udp; . /etc/os-release; echo "$ID"
			setpriv --reuid 1001 --clear-groups ssh -G host 2>/dev/null | grep -E "^(port|sendenv) "')
		assert_match "$wanted" 'port 2022'
		[[ $private == no ]] || wanted=${wanted/port 2022/port 22}
		assert_equal "$output" "$wanted" "private: $private"
	done
	on_host rm /etc/ssh/ssh_config.d/port.conf
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
