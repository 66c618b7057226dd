#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Bad input from every side but root file systems (bad_rootfs.bats): each ends in a refusal within two
# seconds, with one line in the log that names it, and leaves nothing. Tables of what goes in and what
# the line has to say.

load ../lib/refused

CONFIG=/etc/security/nsjail.conf

setup_file() {
	need python3 || return 0
	refused_host
	printf 'session required %s\n' pam_permit.so /srv/host/pam_nsjail.so >"$HOST_ROOT/etc/pam.d/nsjail-unjailed"
	sed 's/pam_nsjail.so/& debug/' "$HOST_ROOT/etc/pam.d/nsjail-unjailed" >"$HOST_ROOT/etc/pam.d/nsjail-told"
}

# lines_refused <<TABLE: a line, ' | ', its cause. The line is the third one of nsjail.conf; \n begins
# another one.
lines_refused() {
	local row count=0

	while IFS= read -r row; do
		[[ -n $row ]] || continue
		printf '[default]\nrootfs = %s\n%b\n' "$HOST_ROOTFS" "${row% | *}" | host_config
		refused_in_time "'${row% | *}'" "$CONFIG:${row##* | }" || return 1
		count=$((count + 1))
	done
	((count > 3)) || fail "an empty table"
}

@test "control: what is right is let in" {
	let_in
	printf '[default]\nrootfs = %s\nmemory_swap_max = unlimited\nmask = /srv\n' "$HOST_ROOTFS" | host_config
	let_in
}

@test "configuration: an empty section jails nobody, and a file without a last newline is whole" {
	: | host_config
	refused_in_time "an empty file" "$CONFIG: has no section"
	printf '# nothing\n\n' | host_config
	refused_in_time "a file of comments" "$CONFIG: has no section"
	printf '[default]\nhome = none\njail = yes\n' | host_config
	refused_in_time "a jail for nobody" "$CONFIG:3: jail = yes in [default] jails nobody without a rootfs"
	printf '[default]' | host_config
	unjailed alice
	printf '[user alice]' | host_config
	refused_in_time "a section and no rootfs" "$CONFIG:1: user 'alice' is jailed, but has no rootfs"
	printf '[default]\nrootfs = %s\nhome = none' "$HOST_ROOTFS" | host_config
	let_in
	printf '[default]\nrootfs = %s\nhome = nobody' "$HOST_ROOTFS" | host_config
	refused_in_time "the last line" "$CONFIG:3: home 'nobody'"
}

@test "configuration: numbers that are none" {
	lines_refused <<-'END'
		memory_max = -1 | 3: memory_max '-1'
		memory_max = +1 | 3: memory_max '+1'
		memory_max = 0x10 | 3: memory_max '0x10'
		memory_max = 1e9 | 3: memory_max '1e9'
		memory_max = 1 k | 3: memory_max '1 k'
		memory_max = 1kk | 3: memory_max '1kk'
		memory_max = 18446744073709551616 | 3: memory_max '18446744073709551616'
		memory_max = 99999999999999999999 | 3: memory_max '99999999999999999999'
		memory_max = 17179869184G | 3: memory_max '17179869184G'
		tasks_max = -1 | 3: tasks_max '-1'
		tasks_max = 10 tasks | 3: tasks_max '10 tasks'
		tasks_max = 4294967296 | 3: tasks_max '4294967296'
		linger = 18446744073709551616 | 3: linger '18446744073709551616'
		cpu_quota = 0% | 3: cpu_quota '0%'
		cpu_weight = 10001 | 3: cpu_weight '10001'
		linger = 1x | 3: linger '1x'
		tmpfs = /x:size=0 | 3: tmpfs option 'size=0'
		tmpfs = /x:size=-1 | 3: tmpfs option 'size=-1'
		tmpfs = /x:size=99999999999999999999 | 3: tmpfs option 'size=99999999999999999999'
		tmpfs = /x:inodes=1e3 | 3: tmpfs option 'inodes=1e3'
		tmpfs = /x:mode=0888 | 3: tmpfs option 'mode=0888'
	END
}

@test "configuration: words that are none, and words that do not go together" {
	lines_refused <<-'END'
		colour = blue | 3: unknown key 'colour'
		Home = none | 3: unknown key 'Home'
		home = | 3: key 'home' has no value
		home = maybe | 3: home 'maybe'
		home none | 3: Equal sign is missing
		home = none\nhome = bind | 4: key 'home' is set on line 3 already
		[default] | 3: section '[default]' is on line 1 already
		[user bob]\n[user bob] | 4: section '[user bob]' is on line 3 already
		[user a/b] | 3: 'a/b' can not be a user's name
		[machine] | 3: unknown section '[machine]'
		[user bob | 3: No closing bracket
		include = /etc/other.conf | 3: unknown key 'include'
		capabilities = all | 3: unknown capability 'all'
		capabilities = CAP_NOTHING | 3: unknown capability 'CAP_NOTHING'
		capabilities = CAP_SYS _ADMIN | 3: unknown capability 'CAP_SYS'
		capabilities = "CAP_CHOWN " | 3: unknown capability '"CAP_CHOWN'
		capabilities = chown=ep | 3: unknown capability 'chown=ep'
		capabilities = chown, CAP_CHOWN | 3: capability 'CAP_CHOWN' is listed twice
		namespaces = pid uts | 3: namespace 'mount' can not be left out
		namespaces = mount uts | 3: namespace 'pid' can not be left out
		namespaces = mount pid pid | 3: namespace 'pid' is listed twice
		namespaces = mount pid blue | 3: unknown namespace 'blue'
		hostname = a/b | 3: hostname 'a/b'
		hostname = %x | 3: hostname '%x' has an unknown token
		no_new_privs = no | 3: no_new_privs can not be 'no'
		scope = session\nlinger = 1h | 4: linger needs scope 'user'
		seccomp = off\nnested_namespaces = no | 4: nested_namespaces 'no' needs the filter
		network = veth | 3: network 'veth' needs
		veth_gateway = , | 3: veth_gateway ',' has an empty member
		namespaces = mount,, pid | 3: namespaces 'mount,, pid' has an empty member
		capabilities = chown, | 3: capabilities 'chown,' has an empty member
		bind = /etc:/a:ro, | 3: unknown bind option ''
		network = netns:../x | 3: '../x' can not be the name
		namespaces = mount pid | 3: any network but 'host' needs the net namespace
	END
}

@test "configuration: mounts where none may be, and of what none may be" {
	long=/$(head -c 4100 /dev/zero | tr '\0' a)
	lines_refused <<-END
		bind = / | 3: bind '/' can not be shown
		bind = /proc/sys | 3: bind '/proc/sys' can not be shown
		bind = /sys | 3: bind '/sys' can not be shown
		bind = etc | 3: bind 'etc' is not an absolute path
		bind = /etc/../srv | 3: bind '/etc/../srv' has a '.' or '..'
		bind = /etc//x | 3: bind '/etc//x' has a '//'
		bind = /etc:/ | 3: '/' is the jail's own
		bind = /etc:/proc/x | 3: '/proc/x' is on the jail's own ground
		bind = /etc:/dev/x | 3: '/dev/x' is on the jail's own ground
		bind = /etc:/a:suid | 3: unknown bind option 'suid'
		bind = /etc:/a:ro:rw | 3: bind '/etc:/a:ro:rw' is not
		bind = /etc:/a\\nbind = /srv:/a | 4: '/a' is mounted on twice
		bind = $long | 3: bind '/aaa
		mask = / | 3: '/' is the jail's own
		mask = srv | 3: mask 'srv' is not an absolute path
		tmpfs = / | 3: '/' is the jail's own
		tmpfs = /sys | 3: '/sys' is on the jail's own ground
		tmpfs = /usr | 3: '/usr' is the jail's own
	END
}

# bytes_refused WHAT CAUSE: nsjail.conf is standard input.
bytes_refused() {
	host_config
	refused_in_time "$1" "$CONFIG$2"
}

@test "configuration: bytes that are no text, and too many of them" {
	head="[default]\nrootfs = $HOST_ROOTFS\n"
	printf "${head}mask = /a\0b\n" | bytes_refused "a NUL byte" ':3: NUL byte'
	printf "${head}mask = /a\r\n" | bytes_refused "a carriage return" ':3: carriage return'
	printf '\xef\xbb\xbf%b' "$head" | bytes_refused "a byte order mark" ':1: byte order mark'
	printf "${head}mask = /\xff\n" | bytes_refused "a byte that is no UTF-8" ':3: invalid UTF-8'
	printf "${head}mask = /\033[2J\n" | bytes_refused "an escape sequence" ':3: control byte'
	printf "home = none\n$head" | bytes_refused "a key outside of a section" ':1: outside of any section'
	{ printf "${head}mask = /"; head -c 70000 /dev/zero | tr '\0' a; } |
		bytes_refused "a line of 70,000 bytes" ':3: line is longer than 8192 bytes'
	{ printf "$head"; head -c 1100000 /dev/zero | tr '\0' '#'; } | bytes_refused "1.1 MB" ': is larger than 1 MiB'
	{ printf "$head"; yes 'x' | head -n 400000; } | bytes_refused "400,000 lines" ': has more than 20000 lines'
	{ printf "$head"; yes 'x' | head -n 19000; } | bytes_refused "19,000 wrong lines" ':3: Equal sign is missing'
	{ printf "$head"; seq -f 'key%.0f = x' 19000; } | bytes_refused "19,000 keys" ":1: section '[default]' has more than 256 keys"
	{ printf "$head"; seq -f '[user u%.0f]' 19000; } | bytes_refused "19,000 sections" ': has more than 1000 sections'
	{ printf "$head"; yes 'home = none' | head -n 19000; } | bytes_refused "19,000 times one key" ":4: key 'home' is set on line 3 already"
	printf "${head}bind = /none\n" | host_config
	refused_in_time "a bind of nothing" "bind '/none': '/none' does not exist"
	{ printf "$head"; seq -f 'bind = /none/%.0f' 4096; } | host_config
	refused_in_time "4,096 binds" "bind '/none/"
	{ printf "$head"; seq -f 'tmpfs = /none/%.0f' 4096; } | host_config
	refused_in_time "4,096 tmpfs" "/none/"
}

# file_refused COMMAND CAUSE [FILE]: a shell command makes FILE ($1) what it must not be, out of a good one.
file_refused() {
	local file=${3:-$CONFIG}

	on_host_bash "set -e; rm -rf \"\$1\"; cp -a /srv/good \"\$1\"; $1" "$file"
	refused_in_time "'$1'" "$file$2" || return 1
	on_host_bash 'rm -rf "$1"; chown -h 0:0 /etc/security /etc/security/nsjail.d; chmod 0755 /etc/security /etc/security/nsjail.d
		cp -a /srv/good "$1"' "$file"
}

@test "configuration: files that are none, or not root's alone" {
	on_host cp "$CONFIG" /srv/good
	file_refused 'rm "$1"' ': No such file'
	file_refused 'rm "$1"; mkdir "$1"' ': is not a regular file'
	file_refused 'rm "$1"; mkfifo "$1"' ': is not a regular file'
	file_refused 'rm "$1"; mknod -m 0644 "$1" c 1 5' ': is not a regular file'
	file_refused 'rm "$1"; python3 -c "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])" "$1"' ': '
	file_refused 'ln -sf /srv/good "$1"' ': is a symbolic link'
	file_refused 'chown 1001 "$1"' ': is not owned by root'
	file_refused 'chmod g+w "$1"' ': is writable by group or others'
	file_refused 'chmod o+w "$1"' ': is writable by group or others'
	file_refused 'chmod 0777 /etc/security' ": '/etc/security' is writable by group or others"
	file_refused 'chown 1001 /etc/security' ": '/etc/security' is not owned by root"
	let_in
}

@test "configuration: the same for a user's own file" {
	own=/etc/security/nsjail.d/alice.conf
	on_host_bash 'mkdir -p -m 0755 /etc/security/nsjail.d; printf "[user alice]\nhome = none\n" >/srv/good'
	file_refused 'rm "$1"; mkfifo "$1"' ': is not a regular file' "$own"
	file_refused 'ln -sf /srv/good "$1"' ': is a symbolic link' "$own"
	file_refused 'chmod o+w "$1"' ': is writable by group or others' "$own"
	file_refused 'echo "[user bob]" >"$1"' ":1: section '[user bob]'" "$own"
	file_refused 'echo "colour = blue" >>"$1"' ":3: unknown key 'colour'" "$own"
	file_refused 'chown 1001 /etc/security/nsjail.d' ": '/etc/security/nsjail.d' is not owned by root" "$own"
	let_in
	on_host rm "$own"
}

@test "words of the PAM line" {
	words_refused 'colour=blue' 'colour=blue'
	words_refused 'conf=' 'conf='
	words_refused 'conf=nsjail.conf' 'conf=nsjail.conf'
	words_refused 'conf=/dev/stdin' '/dev/stdin'
	words_refused 'conf=/proc/self/fd/0' '/proc/self'
	words_refused '[conf=/etc/security/no such.conf]' '/etc/security/no such.conf'
	words_refused "conf=$CONFIG conf=$CONFIG" 'conf='
	words_refused "conf=/$(head -c 5000 /dev/zero | tr '\0' a)" ''
	words_refused 'Debug' 'Debug'
	words_refused 'debug=1' 'debug=1'
	words_refused 'debug\xff' 'debug?'
	words_refused 'jailed=no' 'jailed=no'
	words_refused 'debug debug' "argument 'debug': is there twice"
	words_refused "$(yes colour | head -n 1000 | tr '\n' ' ')" 'colour'
	printf 'session required /srv/host/pam_nsjail.so debug\n' >"$HOST_ROOT/etc/pam.d/nsjail-words"
	let_in alice nsjail-words
}

# names_refused CAUSE <<NAMES
names_refused() {
	local name count=0

	while IFS= read -r name; do
		name=$(printf '%b' "$name")
		refused_in_time "the name '${name:0:60}'" "$1" "$name" || return 1
		count=$((count + 1))
	done
	((count > 3)) || fail "an empty table"
}

@test "names of users" {
	names_refused 'the user name is not valid' <<-'END'
		alice\tbob
		alice\nbob
		alice\r
		\033[2Jalice
		\x7falice
	END
	# Whether there is such an account is for the name service to say; none of them is a path.
	names_refused 'is not known' <<-'END'
		.
		..
		../x
		a/b
		/etc/passwd
		-rf
		--config=/tmp/x
		.hidden
		~alice
		@alice
		+alice
		%u
		%%
		%s%n%s%n
		$(id)
		`id`
		alice;id
		alice|id
		*
		'
		"
		\\\\
		alice bob
		alice\xff
		\xe2\x80\xaealice
		\xd0\xb0lice
		0
		1000
		1001
		4294967295
		-1
		Alice
		ALICE
		aliceX
		alice$
		a.b
	END
	for length in 32 33 255; do
		refused_in_time "a name of $length bytes" 'is not known' "$(head -c "$length" /dev/zero | tr '\0' a)"
	done
	for length in 256 4096 100000; do
		refused_in_time "a name of $length bytes" 'the user name is not valid' "$(head -c "$length" /dev/zero | tr '\0' a)"
	done
	refused_in_time "no name" 'user name is not valid' ''
}

# while_pam_works COMMAND: what happens to the accounts between the first lines of a stack and ours.
while_pam_works() {
	printf '%s\n' "session required pam_exec.so quiet /bin/sh -c [$1]" "session required /srv/host/pam_nsjail.so" \
		>"$HOST_ROOT/etc/pam.d/nsjail-meanwhile"
}

@test "an account that goes, or becomes another, after PAM has begun" {
	on_host cp /etc/passwd /srv/passwd
	while_pam_works 'sed -i /^fred:/d /etc/passwd'
	refused_in_time "a user who was deleted" "user 'fred' is not known" fred nsjail-meanwhile
	on_host cp /srv/passwd /etc/passwd
	while_pam_works 'sed -i s/^fred:/fred2:/ /etc/passwd'
	refused_in_time "a user who was renamed" "user 'fred' is not known" fred nsjail-meanwhile
	on_host cp /srv/passwd /etc/passwd
	while_pam_works 'sed -i s/^fred:x:1005:/fred:x:4294967295:/ /etc/passwd'
	refused_in_time "a user who got another uid" "user 'fred' has an impossible uid" fred nsjail-meanwhile
	on_host cp /srv/passwd /etc/passwd
	# The name is that of the handle at this moment, whoever had it before.
	refused_in_time "another name" "user 'mallory' is not known" alice nsjail-caller user=mallory
	refused_in_time "another name" "user '../alice' is not known" alice nsjail-caller user=../alice
	while_pam_works 'true'
	let_in fred nsjail-meanwhile
}

# opened SERVICE STEP...: alice's session, with what the steps have put into the handle.
opened() {
	run on_host /srv/host/tools/caller "$1" alice save log "${@:2}" open variables where close gone
	assert_match "$output" $'^open success\n' || return 1
	assert_match "$output" $'\ninside confined\nclose success\ngone$'
}

@test "variables of a megabyte" {
	local service

	printf 'session required /srv/host/pam_nsjail.so debug\n' >"$HOST_ROOT/etc/pam.d/nsjail-words"
	for service in nsjail-caller nsjail-words; do
		in_time opened $service put=BIG:1048576 put=XDG_RUNTIME_DIR:1048576 put=KRB5CCNAME:1048576 put=SMALL=1
		assert_equal "$(grep ^variable <<<"$output" | sort)" \
			$'variable BIG 1048576\nvariable SMALL 1\nvariable XDG_RUNTIME_DIR 14' variables
		refused_in_time "a variable of 1 MiB" "user 'mallory' is not known" mallory $service put=BIG:1048576
		log_has_no_long_line
	done
}

log_has_no_long_line() {
	host_log_flush
	(($(wc -L <"$HOST_LOG") < 4096)) || fail "a line of $(wc -L <"$HOST_LOG") bytes in the log"
}

# far NAME STEP...: a session of NAME from a host whose name has a mebibyte.
far() {
	run on_host /srv/host/tools/caller nsjail-told "$1" save log rhost=1048576 "${@:2}"
}

# With such a name, libpam itself may fail to write its own record, and then says so behind a session
# that was opened (system_err): carol, who is not jailed, shows what it does here.
@test "a host's name of a megabyte" {
	local unjailed_says

	far carol open where close gone
	unjailed_says=$output
	assert_match "$unjailed_says" $'^open (success|system_err)\noutside\n'
	in_time far alice open where close gone
	assert_equal "$output" "${unjailed_says/outside/inside confined}" "what alice's caller says"
	log_has_no_long_line
	assert_match "$(<"$HOST_LOG")" "jailed session .* rhost=x{100,255} "
	in_time far mallory open where gone
	assert_match "$output" $'^told Login refused\nopen (perm_denied|system_err)\noutside\ngone$'
	assert_equal "$(host_log_refusals | grep -c .)" 1 "refusals in the log"
	assert_match "$(host_log_refusals)" "user 'mallory' is not known .* rhost=x{100,255} "
	log_has_no_long_line
}

# What the module has in its hands and what nobody must read in a log, with debug neither.
@test "debug says nothing of variables, and nothing of the account's secrets" {
	printf 'session required /srv/host/pam_nsjail.so debug\n' >"$HOST_ROOT/etc/pam.d/nsjail-words"
	on_host_bash 'sed -i "s/^alice:[^:]*:/alice:hash-of-alice:/" /etc/shadow'
	in_time opened nsjail-words put=TOKEN=token-of-alice put=KRB5CCNAME=cache-of-alice
	host_log_flush
	on_host_bash 'sed -i "s/^alice:[^:]*:/alice:*:/" /etc/shadow'
	(($(grep -ac pam_nsjail "$HOST_LOG") > 3)) || fail "no debug lines: $(<"$HOST_LOG")"
	assert_equal "$(grep -acE '(hash|token|cache)-of-alice' "$HOST_LOG")" 0 "secrets in $(<"$HOST_LOG")"
}

# account_refused FIELDS CAUSE: fred's line in passwd from the uid on
account_refused() {
	on_host_bash 'ENTRY=$1 perl -pi -e "s,^fred:.*,fred:x:\$ENV{ENTRY}," /etc/passwd' "$1"
	refused_in_time "the account '$1'" "$2" fred
}

@test "fields of accounts" {
	account_refused '1005:1005::relative:/bin/sh' "'relative'"
	account_refused '1005:1005:::/bin/sh' 'home'
	account_refused '1005:1005::/home/../etc:/bin/sh' '/home/../etc'
	account_refused '1005:1005::/:/bin/sh' "'/'"
	account_refused '1005:1005::/proc/x:/bin/sh' '/proc/x'
	account_refused '1005:1005::/home/none:/bin/sh' '/home/none'
	account_refused '1005:1005::/home/alice:/bin/sh' '/home/alice'
	account_refused "1005:1005::/$(head -c 4096 /dev/zero | tr '\0' h):/bin/sh" 'home'
	on_host_bash 'perl -pi -e "s,^fred:.*,fred:x:1005:1005::/home/fred:/bin/sh," /etc/passwd'
	let_in fred
}

# fred_is UID GID: he, and his home.
fred_is() {
	on_host_bash 'ENTRY=$1:$2 perl -pi -e "s,^fred:.*,fred:x:\$ENV{ENTRY}::/home/fred:/bin/sh," /etc/passwd
		chown "$1:$2" /home/fred' "$1" "$2"
}

@test "uids and gids at the ends: all that there are work, the others are none" {
	local mode id

	for mode in no yes; do
		printf '%s\n' '[default]' "rootfs = $HOST_ROOTFS" "user_namespace = $mode" | host_config
		for id in 65534 2147483648 4294967294; do
			fred_is $id $id
			run on_host /srv/host/tools/logins nsjail-caller fred 1 /bin/sh -c \
				'id -u; id -g; touch ~/hers && stat -c %u:%g ~/hers; grep -c "^fred:" /etc/passwd'
			assert_equal "$output" "$id"$'\n'"$id"$'\n'"$id:$id"$'\n1' "uid $id (user namespace: $mode)"
			assert_equal "$(on_host stat -c %u:%g /home/fred/hers)" "$id:$id" "owner on the host"
			on_host rm /home/fred/hers
		done
		account_refused '4294967295:1005::/home/fred:/bin/sh' "'fred' has an impossible uid or gid"
		account_refused '1005:4294967295::/home/fred:/bin/sh' "'fred' has an impossible uid or gid"
		account_refused '4294967296:1005::/home/fred:/bin/sh' "'fred' is not known"
		account_refused '-1:1005::/home/fred:/bin/sh' "'fred' is not known"
	done
	fred_is 1005 1005
	let_in fred
}

# unjailed NAME: let in, and left outside.
unjailed() {
	: >"$HOST_LOG"
	run on_host /srv/host/tools/caller nsjail-told "$1" save log open where close gone
	assert_equal "$output" $'open success\noutside\nclose success\ngone' "$1 ($(<"$HOST_LOG"))" || return
	# Not by the service that is none: it would let everybody in without asking the module.
	host_log_flush
	assert_match "$(<"$HOST_LOG")" "pam_nsjail\(nsjail-told:session\): .*not jailed" "the module's word"
}

# uid0_config LINE...: behind what jails everybody else.
uid0_config() {
	printf '%s\n' '[default]' "rootfs = $HOST_ROOTFS" "$@" | host_config
}

@test "uid 0 by any other name is uid 0" {
	local own=/etc/security/nsjail.d/toor.conf name

	echo 'toor:x:0:0::/root:/bin/sh' >>"$HOST_ROOT/etc/passwd"
	host_group wheel 5005 toor root
	uid0_config '[group wheel]' 'home = none'
	for name in root toor; do
		unjailed $name
	done
	uid0_config '[user toor]' 'home = none'
	refused_in_time "a section of toor's" "user 'toor': uid 0 can not be jailed" toor nsjail-unjailed
	unjailed root
	uid0_config '[user root]' 'home = none'
	refused_in_time "a section of root's" "user 'root': uid 0 can not be jailed" root nsjail-unjailed
	unjailed toor
	uid0_config '[user toor]' 'jail = no'
	unjailed toor
	uid0_config
	printf '[user toor]\nhome = none\n' | host_config $own
	refused_in_time "a file of toor's" "user 'toor': uid 0 can not be jailed" toor nsjail-unjailed
	rm "$HOST_ROOT$own"
	# So that it can be mended, but not unseen.
	uid0_config 'colour = blue'
	unjailed toor
	host_log_flush
	assert_match "$(<"$HOST_LOG")" "uid 0 is not jailed, but others are refused: $CONFIG:3: unknown key 'colour'"
	on_host sed -i /^toor:/d /etc/passwd
}

@test "the environment of whoever calls" {
	variables=(LD_PRELOAD=/none.so LD_LIBRARY_PATH=/none LD_AUDIT=/none.so GLIBC_TUNABLES=glibc.malloc.check=3
		GCONV_PATH=/none LOCPATH=/none NLSPATH=/none LANG=xx_XX.ISO8859-2 LC_ALL=xx TZ=:/none TMPDIR=/none MALLOC_PERTURB_=7
		NSS_TEST=x RES_OPTIONS=debug HOSTALIASES=/none PATH=/none IFS=x BASH_ENV=/none SHELLOPTS=xtrace PYTHONPATH=/none
		LISTEN_FDS=9 LISTEN_PID=1 NOTIFY_SOCKET=/none SYSTEMD_LOG_LEVEL=debug SSH_AUTH_SOCK=/none KRB5CCNAME=/none
		XDG_RUNTIME_DIR=/none DBUS_SESSION_BUS_ADDRESS=x "BIG=$(head -c 100000 /dev/zero | tr '\0' x)")
	# The helper becomes the keeper, and shows with what it was started.
	run on_host env "${variables[@]}" /srv/host/tools/caller nsjail-caller alice save log open where gone
	assert_match "$output" 'open success'
	eventually no_keeper_seen
	on_host env "${variables[@]}" /srv/host/tools/logins nsjail-caller alice 1 /bin/sh -c 'sleep 5' 2>/dev/null &
	login=$!
	eventually keeper_seen
	assert_equal "$(tr '\0' '\n' <"/proc/$keeper/environ" | grep -c .)" 0 "variables of the keeper"
	assert_equal "$(tr '\0' '\n' <"/proc/$keeper/cmdline" | grep -c .)" 1 "words of the keeper"
	wait "$login"
}

no_keeper_seen() {
	! keeper_seen
}

keeper_seen() {
	keeper=$(pgrep -x nsjail-keeper --ns "$HOST_PID" --nslist pid | head -n 1)
	[[ -n $keeper ]]
}
