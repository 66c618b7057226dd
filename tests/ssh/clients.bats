#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What people bring along to a login: git, tmux, mosh, ansible, forwarded ports, an ssh that is kept
# open. docs/clients.md is the table of these; transfer.bats has sftp, scp and rsync, forwards.bats the
# forwards in all forms.

load ../lib/session

setup_file() {
	need sshd ssh ssh-keygen expect git tmux mosh-server mosh-client ansible python3 rsync || return 0
	session_host sshd
	host_sshd_start
}

setup() {
	session_begin
	jails
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	on_host nsjailctl kill alice >/dev/null 2>&1 || true
	rm -rf "$HOST_ROOT"/home/alice/* "$HOST_ROOT"/home/alice/.[a-z]*
	session_end
}

# With the host's own programs; arguments are more lines of [default].
jails() {
	HOST_ROOTFS=@usr session_config "$@"
}

@test "git: push, clone and fetch over ssh" {
	host_ssh alice 'git init -q --bare project.git'
	on_host_bash '
		set -e
		export GIT_SSH_COMMAND="ssh -F /srv/host/ssh_config" GIT_CONFIG_COUNT=2
		export GIT_CONFIG_KEY_0=user.name GIT_CONFIG_VALUE_0=somebody
		export GIT_CONFIG_KEY_1=user.email GIT_CONFIG_VALUE_1=somebody@localhost
		mkdir /root/work && cd /root/work
		git init -q mine && cd mine
		echo one >file && git add file && git commit -qm one
		git push -q alice@host:project.git HEAD:refs/heads/main
		git clone -q -b main alice@host:project.git ../yours
		echo two >>file && git commit -qam two && git push -q alice@host:project.git HEAD:refs/heads/main
		git -C ../yours pull -q
		cmp file ../yours/file
		cd / && rm -rf /root/work
	'
	assert_equal "$(stat -c %u "$HOST_ROOT/home/alice/project.git/HEAD")" 1001 owner
}

@test "tmux: a window lives on when the connection is gone, with scope user and linger" {
	jails 'scope = user' 'linger = 1h'
	host_ssh alice "tmux new-session -d -s work 'echo from-before; exec sleep 1000'"
	within=$(host_ssh alice "readlink /proc/self/ns/pid")
	host_expect >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn env TERM=xterm ssh -F /srv/host/ssh_config -tt alice@host tmux attach -t work
		want {from-before}
		# Not by keys, which tmux may take for what the terminal answers to its questions.
		exec ssh -F /srv/host/ssh_config alice@host tmux detach-client -s work
		want {detached}
		want_end
	END
	assert_equal "$(host_ssh alice "readlink /proc/self/ns/pid")" "$within" "the jail of later"
}

@test "tmux: without linger it ends with the last connection" {
	jails 'scope = user'
	host_ssh alice "tmux new-session -d -s work 'exec sleep 1000'"
	eventually no_jails_of_alice
	run host_ssh alice 'tmux ls'
	[ "$status" -ne 0 ]
	assert_match "$output" 'no server running|error connecting'
}

no_jails_of_alice() {
	[[ $(on_host nsjailctl list --json | jq '.jails | length') == 0 ]]
}

@test "mosh: with a network that the client reaches, scope user and linger" {
	jails 'network = host' 'scope = user' 'linger = 1h'
	host_expect >"$HOST_DIR/output" <<-'END' || fail "$(<"$HOST_DIR/output")"
		spawn env TERM=xterm LC_ALL=C.UTF-8 mosh "--ssh=ssh -F /srv/host/ssh_config" \
			"--server=LC_ALL=C.UTF-8 mosh-server" alice@host
		want {\$ }
		type {echo moshed as $(id -un) on $(uname -n)}
		want {moshed as alice on alice}
		type {exit}
		want_end
	END
}

@test "mosh: with no network of the jail's the client finds no server" {
	jails 'scope = user' 'linger = 1h'
	on_host env LC_ALL=C.UTF-8 ssh -F /srv/host/ssh_config alice@host \
		'LC_ALL=C.UTF-8 mosh-server new -i 127.0.0.1' >"$HOST_DIR/output" 2>&1
	assert_match "$(<"$HOST_DIR/output")" 'MOSH CONNECT [0-9]+'
	port=$(grep -aoE 'MOSH CONNECT [0-9]+' "$HOST_DIR/output" | grep -oE '[0-9]+')
	port=$(printf ':%04X ' "$port")
	assert_equal "$(host_ssh alice cat /proc/net/udp | grep -c "$port")" 1 "listeners in the jail"
	assert_equal "$(on_host cat /proc/net/udp | grep -c "$port")" 0 "listeners on the host"
}

@test "ansible: its modules run in the jail, as the user" {
	on_host env HOME=/root ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_SSH_ARGS='-F /srv/host/ssh_config -o ControlMaster=no' \
		LC_ALL=C.UTF-8 ansible all -i 'host,' -u alice -m shell -a 'id -un; uname -n; pwd' \
		>"$HOST_DIR/output" 2>&1 || fail "$(<"$HOST_DIR/output")"
	assert_match "$(<"$HOST_DIR/output")" $'alice\nalice\n/home/alice'
	on_host rm -rf /root/.ansible /root/.cache
}

@test "ssh: one connection kept open carries several sessions into one jail" {
	on_host ssh -F /srv/host/ssh_config -o ControlMaster=yes -o ControlPath=/root/master -fN alice@host
	one=$(on_host ssh -F /srv/host/ssh_config -o ControlPath=/root/master alice@host readlink /proc/self/ns/pid)
	two=$(on_host ssh -F /srv/host/ssh_config -o ControlPath=/root/master alice@host readlink /proc/self/ns/pid)
	on_host ssh -F /srv/host/ssh_config -o ControlPath=/root/master -O exit alice@host 2>/dev/null
	assert_match "$one" '^pid:'
	assert_equal "$two" "$one"
}

@test "a server of the tenant's own is reached through a forwarded port, as remote editors do" {
	host_ssh alice 'echo served >page'
	on_host ssh -F /srv/host/ssh_config -o ControlMaster=yes -o ControlPath=/root/master -L 8088:127.0.0.1:8000 \
		-f alice@host 'exec python3 -m http.server --bind 127.0.0.1 8000 >/dev/null 2>&1'
	eventually on_host_bash 'exec 3<>/dev/tcp/127.0.0.1/8088 && printf "GET /page HTTP/1.0\r\n\r\n" >&3 && grep -q served <&3'
	on_host ssh -F /srv/host/ssh_config -o ControlPath=/root/master -O exit alice@host 2>/dev/null
}
