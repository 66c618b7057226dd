#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# nsjailctl check: what it finds, that it finds nothing on a good machine, and that it only looks.

load ../lib/ctl

setup_file() {
	ctl_host jq
	# The machine's own services and people are not what is tested.
	on_host_bash '
		find /etc/pam.d -type f ! -name "common-*" ! -name nsjail ! -name other -delete
		echo "session required pam_nsjail.so" >/etc/pam.d/sshd
		sed -i -E "/^(root|alice|bob|eve|carol|fred):/!d" /etc/passwd
	'
}

setup() {
	jail_begin
	session_config
}

teardown() {
	on_host rm -rf "${CONFIG_PATH%.conf}.d" /var/lib/pam_nsjail
	jail_end
}

errors() {
	ctl_json '.findings[] | select(.severity == "error") | "\(.where): \(.message)"' check "$@"
}

@test "a good machine has no errors" {
	ctl check
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" '4 users are jailed; 0 errors'
	assert_equal "$(ctl_json .ok check)" true
	ctl check alice
	assert_equal "$status" 0 "status ($output)"
}

@test "profiles are looked at whether somebody has them or not" {
	profiles=${CONFIG_PATH%.conf}.d/profiles
	on_host mkdir -p "$profiles"
	host_config "$profiles/gold.conf" <<<$'[profile gold]\nsysfs = yes'
	session_config 'profile = gold'
	assert_equal "$(errors)" ''
	host_config "$profiles/idle.conf" <<<$'[profile idle]\nsysfs = maybe'
	on_host touch "$profiles/gold.txt"
	assert_equal "$(errors)" "$profiles/idle.conf:2: sysfs 'maybe' is neither 'yes' nor 'no'"
	ctl check
	assert_match "$output" "gold.txt: is not NAME.conf of a profile"
	[[ $output != *"no user 'gold'"* ]] || fail "a profile is taken for a user"
	on_host rm "$profiles/gold.conf" "$profiles/idle.conf" "$profiles/gold.txt"
	assert_match "$(errors)" "there is no profile 'gold'"
	assert_equal "$(errors | sort | uniq -d)" '' "said twice"
}

@test "what @usr shows of /etc is listed, once for all users" {
	on_host_bash 'umask 022; mkdir -p /etc/tool /etc/parts/whole; touch /etc/tool/one /etc/toolrc /etc/parts/open /etc/parts/whole/x
		touch /etc/parts/token && chmod 0640 /etc/parts/token'
	ctl check
	[[ $output != *'@usr shows'* ]] || fail "without @usr"
	printf '%s\n' '[default]' 'rootfs = @usr' | host_config
	ctl check
	assert_match "$output" 'notice: /etc: rootfs = @usr shows .*alternatives/ .* parts/open parts/whole/ .* tool/ toolrc '
	assert_equal "$(grep -c '@usr shows' <<<"$output")" 1
	list=$(ctl_json '.findings[] | select(.where == "/etc") | "\(.severity) \(.message)"' check alice)
	assert_match "$list" '^notice rootfs = @usr shows .* tool/ toolrc '
	for name in shadow passwd pam.d parts/token parts/ machine-id security/; do
		[[ " $list " != *" $name "* ]] || fail "$name is listed"
	done
	on_host rm -r /etc/tool /etc/toolrc /etc/parts
}

@test "the helper and the programs that the configuration names are looked at as a login looks at them" {
	helper=$HOST_ROOT$HELPER_PATH
	chmod g+w "$helper"
	assert_match "$(errors alice)" "helper '$HELPER_PATH'.* is writable by group or others"
	chmod g-w "$helper"
	mv "$helper" "$helper.away"
	assert_match "$(errors)" "helper '$HELPER_PATH': '$HELPER_PATH' does not exist"
	mv "$helper.away" "$helper"
	assert_equal "$(errors)" ""
	session_config 'on_create = /srv/no/create' 'on_destroy = /srv/no/destroy'
	assert_match "$(errors alice)" "program '/srv/no/create'.*program '/srv/no/destroy'"
	session_config 'on_destroy = /bin/true'
	assert_match "$(errors alice)" "alice: program '/bin/true': '/bin' is a symbolic link"
}

@test "a home of a group that its user is not in, and groups that are too many" {
	warnings() {
		ctl_json ".findings[] | select(.severity == \"warning\" and .where == \"$1\") | .message" check "$1"
	}
	on_host chgrp 5003 /home/alice
	on_host cp /etc/group /srv/group
	session_config 'user_namespace = no'
	assert_equal "$(warnings alice)" "" "in plain mode"
	session_config 'user_namespace = yes'
	assert_match "$(warnings alice)" "home '/home/alice' is of group 5003, which is none of user 'alice'"
	assert_equal "$(warnings bob)" "" "another user's"
	host_group exempt 5003 alice
	session_config 'user_namespace = yes'
	sed -i '/exempt/,$d' "$HOST_ROOT$CONFIG_PATH"
	assert_equal "$(warnings alice)" "" "as its member"
	for ((gid = 10000; gid < 11000; gid += 2)); do
		echo "many$gid:x:$gid:alice"
	done >>"$HOST_ROOT/etc/group"
	assert_match "$(warnings alice)" "[0-9]+ groups of user 'alice', from 10[0-9]+ on, are more than the kernel maps"
	on_host_bash 'cp /srv/group /etc/group; chgrp 1001 /home/alice'
}

@test "all errors of the configuration come at once, each with its line" {
	host_config <<-END
		[default]
		rootfs = $HOST_ROOTFS
		hostnam = x
		home = nowhere
		[grop x]
	END
	host_config "${CONFIG_PATH%.conf}.d/bob.conf" <<<$'[user bob]\nsysfs = perhaps'
	assert_equal "$(errors)" "$CONFIG_PATH:3: unknown key 'hostnam'
$CONFIG_PATH:4: home 'nowhere' is not one of bind, tmpfs or none
$CONFIG_PATH:5: unknown section '[grop x]'
${CONFIG_PATH%.conf}.d/bob.conf:2: sysfs 'perhaps' is neither 'yes' nor 'no'"
	ctl check
	assert_equal "$status" 1
}

@test "files and sections of nobody are named" {
	host_config "${CONFIG_PATH%.conf}.d/gone.conf" <<<'[user gone]'
	host_config "${CONFIG_PATH%.conf}.d/notes.txt" <<<'x'
	printf '[user away]\n' >>"$HOST_ROOT$CONFIG_PATH"
	ctl check
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" "gone.conf: there is no user 'gone'"
	assert_match "$output" 'notes.txt: is not NAME.conf'
	assert_match "$output" "there is no user 'away'"
}

@test "a configuration that jails nobody is an error" {
	printf '[default]\n' | host_config
	assert_equal "$(errors)" "$CONFIG_PATH: 0 users are jailed"
	printf '[user away]\nrootfs = %s\n' "$HOST_ROOTFS" | host_config
	assert_equal "$(errors)" "$CONFIG_PATH: 0 users are jailed"
	: | host_config
	assert_equal "$(errors)" "null: $CONFIG_PATH: has no section"
	printf '[default]\njail = yes\n[user alice]\nrootfs = %s\n' "$HOST_ROOTFS" | host_config
	assert_equal "$(errors)" "$CONFIG_PATH:2: jail = yes in [default] jails nobody without a rootfs"
	# Of a group that there is, somebody may become a member.
	host_group nobody-yet 6001
	printf '[group nobody-yet]\nrootfs = %s\n' "$HOST_ROOTFS" | host_config
	ctl check
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" 'warning.*0 users are jailed of those that can be listed'
}

@test "a group that nobody knows is an error, and keeps out at a login" {
	printf '[group gruop]\nrootfs = %s\n' "$HOST_ROOTFS" >>"$HOST_ROOT$CONFIG_PATH"
	line=$(grep -n gruop "$HOST_ROOT$CONFIG_PATH" | cut -d: -f1)
	assert_equal "$(errors)" "$CONFIG_PATH:$line: there is no group 'gruop'"
	printf '[group gruop]\nrootfs = %s\n' "$HOST_ROOTFS" | host_config
	jail_refuses "user 'alice' is covered by no section, and '\[group gruop\]' names a group that is not in"
	printf '[default]\nuncovered = allow\n[group gruop]\nrootfs = %s\n' "$HOST_ROOTFS" | host_config
	jail_refuses "'\[group gruop\]' names a group that nobody knows"
}

@test "a line before ours that lets sudo go on is found" {
	printf '%s\n' 'session required pam_limits.so' 'session [default=1] pam_permit.so' 'session requisite pam_deny.so' \
		'session required pam_permit.so' 'session optional pam_umask.so' 'session requisite pam_unix.so' \
		'session required pam_nsjail.so' | tee "$HOST_ROOT/etc/pam.d/sudo" >"$HOST_ROOT/etc/pam.d/su"
	found=$(ctl_json '.findings[] | "\(.severity) \(.where): \(.message)"' check | grep PAM_SESSION_ERR)
	# With the profile of the package in the place of our line.
	sed -i '$d' "$HOST_ROOT/etc/pam.d/sudo"
	sed -n '1,/^Session:/d; s/^\t/session /p' "$PRIVATE_HOST_LIB/old_profile" >>"$HOST_ROOT/etc/pam.d/sudo"
	profile=$(ctl_json '.findings[] | select(.where | tostring | startswith("/etc/pam.d/sudo:")) | "\(.severity) \(.where): \(.message)"' check)
	rm "$HOST_ROOT"/etc/pam.d/su{,do}
	end="error /etc/pam.d/sudo:6: service 'sudo': sudo goes on, without a jail, when pam_unix.so fails with PAM_SESSION_ERR, after which pam_nsjail is not run"
	assert_equal "$found" "warning /etc/pam.d/sudo:1: service 'sudo': sudo goes on when pam_limits.so fails with PAM_SESSION_ERR, without a jail if pam_nsjail refuses
$end"
	assert_equal "$profile" "$end" "with the profile"
}

# Debian 12 has both, with common-session in them.
@test "what opens no session needs no line, and may have it" {
	echo 'session required pam_nsjail.so' | tee "$HOST_ROOT"/etc/pam.d/{chfn,chsh} >"$HOST_ROOT/etc/pam.d/odd"
	found=$(ctl_json '.findings[] | .message' check | grep -E "service '(chfn|chsh|odd)'")
	rm "$HOST_ROOT"/etc/pam.d/{chfn,chsh,odd}
	assert_equal "$found" "service 'odd' was not tried with jails: it is refused where services does not name it"
}

@test "where sudo needs the six lines, one line is not what is advised" {
	echo 'session required pam_unix.so' | tee "$HOST_ROOT/etc/pam.d/sudo-i" >"$HOST_ROOT/etc/pam.d/login"
	printf 'session required %s\n' pam_nsjail.so pam_unix.so >"$HOST_ROOT/etc/pam.d/sudo"
	found=$(ctl_json '.findings[] | select(.message | tostring | test("service .(sudo|sudo-i|login).")) | "\(.message): \(.mend)"' check)
	rm "$HOST_ROOT"/etc/pam.d/{sudo,sudo-i,login}
	six="end the service's own file with the six lines of docs/pam-order.md as they stand, in the place of other lines of pam_nsjail.so"
	assert_equal "$(sort <<<"$found")" "service 'login' opens sessions without a jail: nsjailctl pam enable login
service 'sudo': pam_unix.so comes after pam_nsjail: it would run as root with the jail's files and programs: $six
service 'sudo-i' opens sessions without a jail: nsjailctl pam enable sudo-i"
}

@test "a rootfs that others can write is found as at a login" {
	host_rootfs /srv/rootfs/weak
	chmod 0777 "$HOST_ROOT/srv/rootfs/weak/etc"
	host_config "${CONFIG_PATH%.conf}.d/bob.conf" <<<$'[user bob]\nrootfs = /srv/rootfs/weak\nuser_namespace = no'
	found=$(errors)
	assert_match "$found" "^bob: rootfs '/srv/rootfs/weak': 'etc' is writable"
	assert_equal "$(wc -l <<<"$found")" 1 errors
	: >"$HOST_LOG"
	jail_login bob true
	host_log_flush
	grep -aqF "${found#bob: }" "$HOST_LOG" || fail "not what the login says: $found" "$(<"$HOST_LOG")"
	assert_equal "$(errors alice)" ""
	# A user namespace makes it the tenant's own matter, here and at a login.
	host_config "${CONFIG_PATH%.conf}.d/bob.conf" <<<$'[user bob]\nrootfs = /srv/rootfs/weak\nuser_namespace = yes'
	assert_equal "$(errors)" ""
	jail_login bob 'echo inside'
	assert_equal "$output" inside
}

@test "a missing shell, home and range are found" {
	sed -i '/^fred:/s,/bin/sh,/bin/bash,' "$HOST_ROOT/etc/passwd"
	rmdir "$HOST_ROOT/home/eve"
	sed -i '/^bob:/d' "$HOST_ROOT/etc/subuid"
	host_config "${CONFIG_PATH%.conf}.d/bob.conf" <<<$'[user bob]\nuser_namespace = yes'
	found=$(errors)
	sed -i '/^fred:/s,/bin/bash,/bin/sh,' "$HOST_ROOT/etc/passwd"
	on_host install -d -m 0700 -o eve -g eve /home/eve
	echo bob:1131072:65536 >>"$HOST_ROOT/etc/subuid"
	assert_match "$found" "fred: rootfs '$HOST_ROOTFS': shell '/bin/bash'"
	assert_match "$found" "eve: home '/home/eve'"
	assert_match "$found" 'bob: .*subordinate uids'
}

@test "a stack that lets users by is an error" {
	printf '%s\n' 'session optional pam_nsjail.so' 'session optional pam_motd.so' \
		>"$HOST_ROOT/etc/pam.d/sshd"
	found=$(errors)
	echo 'session required pam_nsjail.so' >"$HOST_ROOT/etc/pam.d/sshd"
	assert_match "$found" '/etc/pam.d/sshd:1: .*goes on without one'
	assert_match "$found" '/etc/pam.d/sshd:2: .*pam_motd.so comes after'
}

@test "a look changes nothing, not even for an overlay" {
	session_config 'rootfs_mode = overlay'
	before=$(on_host find /var/lib /run /etc /srv/rootfs -printf '%p %m %U %T@\n' | sort)
	ctl check
	assert_equal "$status" 0 "status ($output)"
	after=$(on_host find /var/lib /run /etc /srv/rootfs -printf '%p %m %U %T@\n' | sort)
	assert_equal "$after" "$before" "the file system"
}

# The first login makes the directory, and it was the first to find that it could not.
@test "an overlay_dir that no overlay can have is found beforehand, and as at a login" {
	on_host_bash 'umask 022; mkdir -p /srv/layers/{low,up,work,overlay,full}
		mount -t overlay -o lowerdir=/srv/layers/low,upperdir=/srv/layers/up,workdir=/srv/layers/work overlay /srv/layers/overlay
		mount -t tmpfs -o mode=0755,ro tmpfs /srv/layers/full; echo file >/srv/layers/file'
	while IFS='|' read -r path fault; do
		session_config 'rootfs_mode = overlay' "overlay_dir = $path"
		found=$(errors alice)
		assert_equal "$found" "alice: overlay_dir '${path/\%U/1001}'$fault"
		jail_refuses "${found#alice: }"
		[[ $(on_host nsjailctl check alice) == *$'\n    mend: '* ]] || fail "no advice for $path"
	done <<-END
		/srv/layers/overlay/%U| is on an overlay, which can not be the upper layer of another one
		/srv/layers/overlay/below/%U| is on an overlay, which can not be the upper layer of another one
		/srv/layers/full/%U|: Read-only file system
		/srv/layers/file|: Not a directory
		/home/alice/changes|: '/home/alice' is not owned by root
	END
	on_host_bash 'umount /srv/layers/{overlay,full}; rm -r /srv/layers'
}

@test "changes that were begun in the other mode, or by another user" {
	session_config 'user_namespace = no' 'rootfs_mode = overlay' 'overlay_dir = /srv/changes/%U'
	jail_login alice 'echo inside'
	assert_equal "$output" inside
	assert_equal "$(errors alice)" ""
	session_config 'user_namespace = yes' 'rootfs_mode = overlay' 'overlay_dir = /srv/changes/%U'
	base=$(sed -n 's/^alice:\([0-9]*\):.*/\1/p' "$HOST_ROOT/etc/subuid")
	found="overlay_dir '/srv/changes/1001': 'upper' belongs to uid 0, but the jail's root is uid $base"
	assert_equal "$(errors alice)" "alice: $found"
	jail_refuses "$found"
	session_config 'user_namespace = no' 'rootfs_mode = overlay' 'overlay_dir = /srv/changes/1001'
	found=$(errors bob)
	rm -r "$HOST_ROOT/srv/changes"
	assert_equal "$found" "bob: overlay_dir '/srv/changes/1001' has the changes of uid 1001, and is for one user: set one with %U in its path"
}

warnings() {
	ctl_json '.findings[] | select(.severity == "warning") | "\(.where): \(.message)"' check "$@"
}

# What a login looks for when it builds the jail, and not before.
@test "places to mount on, limits, a bridge and a way out that are not there" {
	echo 'root:x' >"$HOST_ROOT/srv/bound"
	while IFS='|' read -r line fault; do
		IFS=';' read -ra keys <<<"$line"
		session_config "${keys[@]}"
		found=$(errors alice)
		assert_equal "$found" "alice: $fault"
		jail_refuses "${found#alice: }"
		assert_equal "$(ctl_json '[.findings[] | select(.severity == "error" and .mend == null)] | length' check alice)" 0 "$line"
	done <<-END
		bind = /srv/canary:/data|rootfs '$HOST_ROOTFS' has no '/data' to mount on, make it with mkdir -p '$HOST_ROOTFS/data': No such file or directory
		bind = /srv/bound:/data|rootfs '$HOST_ROOTFS' has no '/data' to mount on, make it with touch '$HOST_ROOTFS/data': No such file or directory
		tmpfs = /scratch|rootfs '$HOST_ROOTFS' has no '/scratch' to mount on, make it with mkdir -p '$HOST_ROOTFS/scratch': No such file or directory
		tasks_max = 100|a limit needs systemd as init, or the key 'cgroup_parent'
		tasks_max = 100;cgroup_parent = /srv/canary|'/srv/canary' is no directory of cgroup2
		network = user|network 'user': the host has no default route: Network is unreachable
	END
	session_config 'network = veth' 'veth_bridge = br-none' 'veth_address = 10.9.0.0/16'
	assert_equal "$(errors alice)" "alice: network 'veth': there is no bridge 'br-none'"
	jail_refuses "network 'veth': there is no bridge 'br-none'"
	# Where they can be made, or are there, nobody complains, and neither does a login.
	for mode in overlay volatile; do
		session_config "rootfs_mode = $mode" 'bind = /srv/canary:/data' 'tmpfs = /scratch'
		assert_equal "$(errors alice)" "" "$mode"
	done
	session_config 'bind = /srv/canary:/etc/data' 'bind = /srv/canary:/tmp/data' 'tmpfs = /mnt' 'bind = /srv/none:/none:optional'
	assert_equal "$(errors alice)" ""
	jail_login alice 'echo inside'
	assert_equal "$output" inside
	on_host rm -r /srv/bound
}

@test "what is wrong for many is said once, with some of their names" {
	on_host cp /etc/passwd /etc/passwd.before
	session_config 'bind = /srv/none:/data'
	for name in una duo tria; do
		echo "$name:x:1:1::/home/alice:/bin/sh"
	done >>"$HOST_ROOT/etc/passwd"
	ctl check
	count=$(errors | grep -c "bind '/srv/none'")
	on_host mv /etc/passwd.before /etc/passwd
	assert_equal "$count" 7 "errors for a program"
	assert_equal "$(grep -c "bind '/srv/none'" <<<"$output")" 1 "lines for people ($output)"
	assert_match "$output" "error: alice, bob, eve, fred, una and 2 more: bind '/srv/none': '/srv/none' does not exist"
}

@test "a home that nobody has made" {
	on_host mv /home/eve /home/eve.away
	found=$(ctl_json '.findings[] | select(.severity == "error") | "\(.message): \(.mend)"' check eve)
	jail_refuses "home '/home/eve': '/home/eve' does not exist, and a login does not make it" eve
	on_host mv /home/eve.away /home/eve
	assert_equal "$found" "home '/home/eve': '/home/eve' does not exist, and a login does not make it: make the home: mkhomedir_helper USER; or set home = none or tmpfs"
}

@test "a module that is not there, as by a typing mistake, is an error where it refuses everybody" {
	printf '%s\n' 'session required pam_permit.so' 'session required pam_nsjai.so' 'session optional pam_nowhere.so' \
		'-session required pam_nowhere.so' 'session required /lib/pam_nowhere.so' >"$HOST_ROOT/etc/pam.d/su"
	found=$(errors)
	# Why it is one.
	printf '%s\n' 'session required pam_nsjai.so' >"$HOST_ROOT/etc/pam.d/nsjail"
	on_host_bash 'sed -i "s|pam_nsjai.so|/srv/host/pam_nsjai.so|" /etc/pam.d/nsjail'
	jail_login alice 'echo inside'
	echo 'session required /srv/host/pam_nsjail.so' >"$HOST_ROOT/etc/pam.d/nsjail"
	rm "$HOST_ROOT/etc/pam.d/su"
	assert_equal "$status" 254 "status of a login ($output)"
	assert_equal "$found" "/etc/pam.d/su:2: service 'su': module 'pam_nsjai.so' is not there: libpam refuses everybody, root too
/etc/pam.d/su:5: service 'su': module '/lib/pam_nowhere.so' is not there: libpam refuses everybody, root too"
}

# docs/pam-order.md
@test "the line in systemd-user keeps tenants out, and nobody else" {
	printf '%s\n' 'session optional pam_permit.so' 'session optional pam_systemd.so' >"$HOST_ROOT/etc/pam.d/systemd-user"
	before=$(warnings | grep systemd-user)
	on_host_bash 'sed -i "1s/optional/required/" /etc/pam.d/systemd-user; echo "session required /srv/host/pam_nsjail.so" >>/etc/pam.d/systemd-user'
	after=$(warnings | grep systemd-user || true)
	run on_host "$LOGINS" systemd-user alice 1 /bin/sh -c 'echo inside'
	alices=$status
	run on_host "$LOGINS" systemd-user carol 1 /bin/sh -c 'echo outside'
	rm "$HOST_ROOT/etc/pam.d/systemd-user"
	assert_match "$before" "service 'systemd-user' runs units of the user's home without a jail"
	assert_equal "$after" "" warnings
	assert_equal "$alices" 254 "alice's status"
	assert_equal "$output" outside
}

@test "a list of services that leaves out a stack with the line is warned of, once" {
	echo 'session required pam_nsjail.so' | tee "$HOST_ROOT"/etc/pam.d/{cron,su,nsjail-own,ftpd} >/dev/null
	session_config
	found=$(warnings | grep services || true)
	assert_equal "$found" "/etc/pam.d/ftpd: service 'ftpd' was not tried with jails: it is refused where services does not name it"
	session_config 'services = sshd, ftpd'
	found=$(warnings | grep services || true)
	assert_equal "$found" "$CONFIG_PATH:3: services leaves out 'cron', 'nsjail', 'nsjail-own', 'su', which have the line of pam_nsjail.so: there everybody with these services is refused"
	jail_refuses "service 'nsjail' .* was not tried with jails"
	session_config 'services = sshd su cron nsjail* ftpd'
	assert_equal "$(warnings | grep services)" ""
	# A line that reads another configuration is none of this one's.
	session_config 'services = sshd, nsjail*, ftpd'
	mkdir "$HOST_ROOT/etc/other"
	printf '%s\n' '[default]' "rootfs = $HOST_ROOTFS" >"$HOST_ROOT/etc/other/jails.conf"
	echo 'session required pam_nsjail.so conf=/etc/other/jails.conf' | tee "$HOST_ROOT"/etc/pam.d/{cron,su} >/dev/null
	found=$(warnings | grep services || true)
	rm "$HOST_ROOT"/etc/pam.d/{cron,su,nsjail-own,ftpd}
	rm -r "$HOST_ROOT/etc/other"
	assert_equal "$found" ""
}

@test "a configuration that a line names and that is not there, or has errors" {
	local conf=/etc/other/jails.conf

	mkdir "$HOST_ROOT/etc/other"
	echo "session required pam_nsjail.so conf=$conf" >"$HOST_ROOT/etc/pam.d/su"
	missing=$(errors)
	printf '%s\n' '[default]' "rootfs = $HOST_ROOTFS" 'hostnam = x' >"$HOST_ROOT$conf"
	wrong=$(errors)
	chmod g+w "$HOST_ROOT$conf"
	writable=$(errors)
	chmod g-w "$HOST_ROOT$conf"
	sed -i /hostnam/d "$HOST_ROOT$conf"
	right=$(errors)
	# What the line is about, by what it does.
	echo "session required /srv/host/pam_nsjail.so conf=/etc/other/gone.conf" >"$HOST_ROOT/etc/pam.d/nsjail"
	jail_refuses '/etc/other/gone.conf: No such file or directory'
	on_host nsjailctl why --log /srv/host/log "$(grep -aoE 'refused \[[0-9a-f]{8}' "$HOST_LOG" | tail -c 9)" >"$HOST_DIR/advice"
	echo 'session required /srv/host/pam_nsjail.so' >"$HOST_ROOT/etc/pam.d/nsjail"
	rm "$HOST_ROOT/etc/pam.d/su"
	rm -r "$HOST_ROOT/etc/other"
	assert_equal "$missing" "/etc/pam.d/su:1: service 'su': configuration '$conf': '$conf' does not exist: everybody but root is refused"
	assert_equal "$wrong" "$conf:3: unknown key 'hostnam'"
	assert_equal "$writable" "/etc/pam.d/su:1: service 'su': configuration '$conf': '$conf' is writable by group or others: everybody but root is refused"
	assert_equal "$right" ""
	assert_match "$(<"$HOST_DIR/advice")" 'mend: write it, or mend conf=FILE on the line of PAM'
}

@test "an overlay_dir that is the one of several users" {
	session_config 'rootfs_mode = overlay' 'overlay_dir = /srv/changes'
	found=$(errors)
	jail_login alice true
	assert_equal "$status" 0 "status ($output)"
	taken=$(errors | grep -c 'has the changes of uid 1001')
	rm -r "$HOST_ROOT/srv/changes"
	session_config 'rootfs_mode = overlay' 'overlay_dir = /srv/changes/%u'
	assert_equal "$(errors)" ""
	assert_match "$found" "^null: overlay_dir '/srv/changes' is that of user '[a-z]*' and of user '[a-z]*', and is for one: who comes first has it$"
	assert_equal "$taken" 3 "users who are late"
}

@test "echoes that the host keeps from jails with network = user" {
	session_config 'network = user'
	on_host_bash 'ip link set lo up; echo 1 0 >/proc/sys/net/ipv4/ping_group_range'
	found=$(warnings | grep ping)
	on_host_bash 'echo 0 2147483647 >/proc/sys/net/ipv4/ping_group_range'
	assert_equal "$(warnings | grep ping)" ""
	on_host_bash 'echo 1 0 >/proc/sys/net/ipv4/ping_group_range'
	session_config 'network = none'
	assert_equal "$(warnings | grep ping)" ""
	assert_equal "$found" "net.ipv4.ping_group_range: leaves out groups of users with network = user: ping gets no answer in their jails"
}

@test "a thousand tenants are checked in seconds" {
	local spent

	on_host_bash '
		mkdir -p "$1"
		for i in {1..1000}; do
			echo "t$i:x:$((20000 + i)):100::/home/t$i:/bin/sh" >>/etc/passwd
			echo "t$i:$((200000000 + i * 65536)):65536" | tee -a /etc/subuid >>/etc/subgid
			mkdir "/home/t$i" && chown "$((20000 + i))" "/home/t$i"
			printf "%s\n" "[user t$i]" "hostname = host-$i" >"$1/t$i.conf"
		done
	' "${CONFIG_PATH%.conf}.d"
	spent_ms spent on_host timeout 300 nsjailctl check
	on_host_bash 'rmdir /home/t[0-9]*; sed -i "/^t[0-9]*:[x2]/d" /etc/passwd /etc/subuid /etc/subgid'
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" '1004 users are jailed; 0 errors'
	((spent < 15000)) || fail "it took $spent ms of a processor"
}

@test "accounts of services that [default] jails are listed if their homes keep them out" {
	on_host_bash '
		cp /etc/passwd /etc/passwd.before
		mkdir -p /run/sshd
		printf "%s\n" "sshd:x:901:65534::/run/sshd:/usr/sbin/nologin" \
			"_apt:x:902:65534::/nonexistent:/usr/sbin/nologin" \
			"daemon:x:903:903::/usr/sbin:/usr/sbin/nologin" \
			"served:x:904:904::/home/alice:/usr/sbin/nologin" >>/etc/passwd
		sed -i "s|:904::/home/alice:|:904::/srv/served:|" /etc/passwd
		install -d -o 904 /srv/served
	'
	ctl check
	on_host mv /etc/passwd.before /etc/passwd
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" 'accounts without a login shell .* homes: sshd \(/run/sshd\), _apt \(/nonexistent\), daemon \(/usr/sbin\)'$'\n'
	assert_match "$output" 'mend: .*home = none, or jail = no'
}

@test "a home of the system is an error for who can log in" {
	on_host cp /etc/passwd /etc/passwd.before
	sed -i '/^alice:/s|/home/alice|/var/lib|' "$HOST_ROOT/etc/passwd"
	found=$(errors)
	on_host mv /etc/passwd.before /etc/passwd
	assert_equal "$found" "alice: home '/var/lib' is a directory of the system, set home = none"
}

# Debian 12 and 13 have it so, and whoever reads only the names of the files gives the line to both.
@test "the line in su and in su-l, which includes su, is warned of" {
	printf '%s\n' 'auth sufficient pam_rootok.so' 'account required pam_permit.so' 'session required pam_permit.so' \
		'session required pam_nsjail.so' >"$HOST_ROOT/etc/pam.d/su"
	printf '%s\n' 'auth include su' 'account include su' 'session include su' 'session required pam_nsjail.so' \
		>"$HOST_ROOT/etc/pam.d/su-l"
	found=$(ctl_json '.findings[] | select(.message | test("twice")) | "\(.severity) \(.where): \(.message)"' check)
	assert_equal "$(errors)" ""
	sed -i '$s/$/ conf=\/etc\/other.conf/' "$HOST_ROOT/etc/pam.d/su-l"
	errors=$(errors)
	rm "$HOST_ROOT"/etc/pam.d/su{,-l}
	assert_equal "$found" "warning /etc/pam.d/su-l:4: service 'su-l': pam_nsjail.so is there twice, also by /etc/pam.d/su:4: a session has one jail"
	assert_equal "$errors" "/etc/pam.d/su-l:4: service 'su-l': pam_nsjail.so is there twice, with other words by /etc/pam.d/su:4: a session has one jail, and is refused"
}
