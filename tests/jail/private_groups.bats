#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Groups of the host in private mode: what is a tenant's own, or his group's, in his home and in binds,
# is his as on the host; no file can be made for a group that the host does not give him.

load ../lib/private

WWW=33
FAR=200513

setup_file() {
	need sshd ssh ssh-keygen || return 0
	private_host
	on_host mount -t tmpfs -o mode=0755 tmpfs /var/lib
	host_group www-data $WWW alice
	host_group strangers $FAR alice bob
	host_group clerks 200600 alice
	on_host_bash 'umask 022; mkdir -p /srv/{project,strangers,open} "$1"/srv/{project,strangers,open}
		chown 0:5001 /srv/project; chown 0:'$FAR' /srv/strangers; chmod 2770 /srv/project /srv/strangers
		chmod 1777 /srv/open' "$HOST_ROOTFS"
}

setup() {
	session_begin
	session_config 'bind = /srv/project:rw' 'bind = /srv/strangers:rw' 'bind = /srv/open:rw'
}

teardown() {
	end_tenants
	on_host_bash 'rm -rf /home/{alice,bob,eve}/* /srv/{project,strangers,open}/*
		for name in alice bob eve; do chown $name:$name /home/$name; chmod 0700 /home/$name; done'
	session_end
}

owner() {
	on_host stat -c %U:%G "$@"
}

@test "control: without a jail these are what the tenants can do" {
	run on_host setpriv --reuid 1001 --regid 1001 --init-groups sh -c \
		'cd /home/alice && : >f && chgrp www-data f && chmod 2750 f && stat -c %a f; chgrp disk f'
	assert_match "$output" $'^2750\n.*not permitted'
	on_host setpriv --reuid 1001 --regid 1001 --init-groups touch /srv/project/file
	assert_equal "$(owner /srv/project/file)" alice:project
}

@test "a directory of his and the web server's, and a file" {
	on_host_bash 'cd /home/alice; umask 022; mkdir public_html; echo old >page; chown alice:www-data public_html page
		chmod 2750 public_html; chmod 0640 page'
	run host_ssh alice 'umask 022; echo new >~/public_html/index && mkdir ~/public_html/below && echo more >>~/page && cat ~/page &&
		stat -c %u:%g:%a ~/public_html ~/public_html/index ~/page'
	assert_equal "$output" $'old\nmore\n1001:33:2750\n1001:33:644\n1001:33:640'
	assert_equal "$(owner /home/alice/public_html/{index,below} | sort -u)" alice:www-data
	# What the web server makes there is its own, and he can read it as its group.
	on_host setpriv --reuid $WWW --regid $WWW --clear-groups sh -c 'cat /home/alice/page' || true
	on_host_bash 'umask 027; echo log >/home/alice/public_html/log; chown www-data:www-data /home/alice/public_html/log'
	run host_ssh alice 'cat ~/public_html/log; echo x >>~/public_html/log'
	assert_match "$output" $'^log\n.*denied'
}

@test "a home of his and the web server's" {
	on_host_bash 'chown alice:www-data /home/alice; chmod 0750 /home/alice'
	run host_ssh alice 'echo new >~/file && cat ~/file && mkdir ~/.config && stat -c %u:%g ~'
	assert_equal "$output" $'new\n1001:33'
	assert_equal "$(owner /home/alice/file)" alice:alice
	# His root has his rights there.
	assert_equal "$(as_root alice 'echo roots >>~/file && tail -n 1 ~/file')" roots
}

@test "a directory of a group of his that several share" {
	host_ssh alice 'umask 007; echo alices >/srv/project/alice'
	run host_ssh bob 'umask 007; echo bobs >>/srv/project/alice && cat /srv/project/alice && echo x >/srv/project/bob && stat -c %u:%g /srv/project/alice'
	# Whose it is the jail does not know; which group's it does.
	assert_equal "$output" $'alices\nbobs\n65534:5001'
	assert_equal "$(owner /srv/project/alice /srv/project/bob)" $'alice:project\nbob:project'
	run host_ssh eve 'ls /srv/project; echo x >/srv/project/eve'
	assert_equal "$(grep -c 'ermission denied' <<<"$output")" 2 "refused ('$output')"
}

@test "groups above the range are there by their own numbers, and sshd ends as it should" {
	host_ssh bob 'umask 007; echo bobs >/srv/strangers/bob'
	: >"$HOST_LOG"
	run host_ssh alice 'id -G; id -Gn; umask 007; echo alices >>/srv/strangers/bob && cat /srv/strangers/bob && stat -c %g /srv/strangers/bob'
	assert_equal "$output" $'1001 33 5001 5002 200513 200600\nalice www-data project audit strangers clerks\nbobs\nalices\n200513'
	eventually on_host_bash '! pgrep -f "$1"' "$(sshd_monitor alice)"
	host_log_flush
	assert_equal "$(grep -ac 'setgroups: Invalid argument' "$HOST_LOG")" 0 "what sshd says at the end"
	assert_equal "$(owner /srv/strangers/bob)" bob:strangers
	begin_tenant alice
	base=$(range_of alice)
	run on_host_bash 'grep ^Groups: "/proc/$(pgrep -x sleep)/status"'
	assert_equal "$(cut -f2 <<<"$output" | xargs -n 1 | sort -n | xargs)" \
		"$((base + 33)) $((base + 1001)) $((base + 5001)) $((base + 5002)) $((base + 65000 + 200513 % 534)) $((base + 65000 + 200600 % 534))"
	run on_host_bash 'cat "/proc/$(pgrep -x sleep)/gid_map"'
	assert_equal "$(awk -v base="$base" '$2 < base || $2 + $3 > base + 65536' <<<"$output")" "" "ids of others"
}

@test "a group that he is given, or loses, counts for his next login" {
	on_host cp /etc/group /srv/group
	on_host_bash 'umask 022; mkdir -p /srv/open/late; chgrp 5050 /srv/open/late; chmod 2770 /srv/open/late'
	begin_tenant bob 'touch /srv/open/late/early'
	assert_match "$(<"$HOST_DIR/bob")" 'ermission denied'
	host_group late 5050 bob
	run host_ssh bob 'touch /srv/open/late/file && stat -c %g /srv/open/late/file'
	assert_equal "$output" 5050
	on_host cp /srv/group /etc/group
	run host_ssh bob 'touch /srv/open/late/file; id -G'
	assert_match "$output" 'ermission denied'
	[[ $output != *5050* ]]
}

# Those whose files open things on the host, one of a neighbour, nobody's, and a subordinate one.
FOREIGN="0 4 6 42 998 1002 5003 65534 70000"

# as_groups GID...: what the tenant's root can do as each of them, in his home and in the shared directory.
as_groups() {
	as_root alice "cd /home/alice && touch /tmp/x && prober groups /home/alice 1001 $*; prober groups /srv/open 1001 $*" 2>&1
}

@test "files of a group that he is not in can not be made, by his root neither" {
	host_ssh alice 'touch ~/given /srv/open/given'
	# The control: of groups that he is in, even with the bit, as his user can on the host.
	assert_done "$(as_groups 33 1001 5001 $FAR)" 16
	assert_equal "$(owner /home/alice/as-33)" alice:www-data
	assert_equal "$(owner /home/alice/as-$FAR)" alice:strangers
	run as_groups $FOREIGN
	assert_denied "$output" 36
	run host_ssh alice "for gid in $FOREIGN; do chgrp \$gid ~/given || echo refused; done 2>/dev/null"
	assert_equal "$(grep -c refused <<<"$output")" 9 "refused as himself"
	run on_host find /home/alice /srv/open -mindepth 1 -printf '%U:%g %f\n'
	assert_equal "$(grep -vE '^1001:(alice|www-data|project|strangers) ' <<<"$output")" "" "files of others"
}

@test "what lies in a directory of such a group is that group's, as on the host, and never setgid" {
	on_host_bash 'cd /home/eve; umask 022; mkdir public_html; echo old >page; chown eve:www-data public_html page
		chmod 2750 public_html; chmod 0640 page'
	run host_ssh eve 'echo new >~/public_html/index && echo more >>~/page && cat ~/page && mkdir ~/public_html/below && stat -c %g ~/page'
	assert_equal "$output" $'old\nmore\n65534'
	assert_equal "$(owner /home/eve/public_html/{index,below} /home/eve/page | sort -u)" eve:www-data
	run host_ssh eve 'cd ~/public_html; cp /bin/busybox tool; chmod 2755 tool; chgrp 33 ../page; chmod 2755 index'
	as_root eve 'cd ~/public_html; chmod 2755 tool index; chgrp 33 tool; cp /bin/busybox more; chmod 2755 more' || true
	assert_equal "$(on_host find /home/eve -type f -perm /6000)" "" "files with setuid or setgid"
	# His own group, which he may give it back to.
	run host_ssh eve 'chgrp 1003 ~/page && chmod 2755 ~/page'
	assert_equal "$(owner /home/eve/page)" eve:eve
}

@test "more groups above the range than there are places for: the session comes up with those that have one" {
	on_host cp /etc/group /srv/group
	awk 'BEGIN { for (gid = 300000; gid < 300600; gid++) print "far" gid ":x:" gid ":eve" }' >>"$HOST_ROOT/etc/group"
	on_host_bash 'umask 022; mkdir /srv/open/{first,last}; chgrp 300000 /srv/open/first; chgrp 300599 /srv/open/last
		chmod 2770 /srv/open/{first,last}'
	run host_ssh eve 'id -G | xargs -n 1 | grep -c "^30"; touch ~/file /srv/open/first/file && echo made; touch /srv/open/last/file; exit 7'
	on_host nsjailctl check eve >"$HOST_DIR/check" 2>&1 || true
	on_host cp /srv/group /etc/group
	assert_equal "$status" 7 "status ('$output')"
	assert_match "$output" $'^534\nmade\ntouch.*denied'
	host_log_flush
	assert_match "$(<"$HOST_LOG")" "user 'eve': 66 of his groups, from 300534 on, are more than the kernel maps: .*, and 66 of them not at all"
	assert_match "$(<"$HOST_DIR/check")" "66 groups of user 'eve', from 300534 on, .* the jail has 66 of them not at all"
}

@test "more groups than the kernel maps: what fits, and the log says what is left" {
	local gid

	on_host cp /etc/group /srv/group
	for ((gid = 10000; gid < 11000; gid += 2)); do
		echo "many$gid:x:$gid:eve"
	done >>"$HOST_ROOT/etc/group"
	echo "late:x:3000000:eve" >>"$HOST_ROOT/etc/group"
	on_host_bash 'umask 022; mkdir /srv/project/{first,last}; chown 0:10000 /srv/project/first; chown 0:10998 /srv/project/last
		chmod 2770 /srv/project/{first,last}; chmod 0755 /srv/project'
	run host_ssh eve 'id -G | wc -w; touch ~/file /srv/project/first/file && echo made; touch /srv/project/last/file'
	on_host_bash 'cp /srv/group /etc/group; chmod 2770 /srv/project'
	assert_match "$output" $'^501\nmade\ntouch.*denied'
	host_log_flush
	assert_match "$(<"$HOST_LOG")" "user 'eve': [0-9]+ of his groups, from 10[0-9]+ on, are more than the kernel maps: .*, and 1 of them not at all"
}
