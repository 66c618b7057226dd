#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What people log in for goes on in a jail of the host's own programs, with the filter of system
# calls that every jail has, in both trust modes. What is large is left to LONG=1.

load ../lib/jail

setup_file() {
	jail_host gcc git python3 strace bwrap unshare crun
	[[ ${LONG:-0} == 0 ]] || long_form_needs gdb node keytool php fc-list sqlite3 tmux redis-server podman mariadbd /usr/lib/postgresql/*/bin/initdb
}

setup() {
	session_begin
	mode no
}

teardown() {
	session_end
}

long_form_needs() {
	local program

	for program; do
		PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null || fail "needs $program"
	done
}

long_form() {
	[[ ${LONG:-0} != 0 ]] || skip "'make check-long' runs this"
}

# mode USER_NAMESPACE [LINE...]: the configuration of everybody
mode() {
	printf '%s\n' '[default]' 'rootfs = @usr' "user_namespace = $1" "${@:2}" '' '[group exempt]' 'jail = no' | host_config
}

# works SCRIPT RESULT: as alice, under the filter; its last line is RESULT
works() {
	jail_login alice "set -e; export PATH=/usr/bin:/bin HOME=/home/alice LC_ALL=C; cd /tmp
		grep -q '^Seccomp:.*2' /proc/self/status || { echo no filter; exit 1; }
		$1"
	assert_equal "$status" 0 "status ('$output')" || return 1
	assert_equal "$(tail -n 1 <<<"$output")" "$2" "last line of '$output'"
}

in_both_modes() {
	works "$@" || return 1
	mode yes
	works "$@"
}

@test "a compiler, and what it makes" {
	in_both_modes 'echo "#include <stdio.h>
		int main(void) { return puts(\"hello\") < 0; }" >hello.c
		gcc -O2 -o hello hello.c && exec ./hello' hello
}

@test "git: a repository, a commit, a clone" {
	in_both_modes 'git init -q here && cd here && echo text >file && git add file
		git -c user.name=a -c user.email=a@b commit -q -m first
		cd .. && git clone -q here there && git -C there log --format=%s' first
}

@test "threads, processes and a database in python" {
	in_both_modes '/usr/bin/python3 -c "
import concurrent.futures, multiprocessing, sqlite3, threading
assert sum(concurrent.futures.ThreadPoolExecutor(8).map(abs, range(-9, 1))) == 45
pipe = multiprocessing.Pipe()
child = multiprocessing.get_context(\"fork\").Process(target=lambda: pipe[1].send(42))
child.start()
assert pipe[0].recv() == 42
child.join()
base = sqlite3.connect(\"/home/alice/base.db\")
base.execute(\"pragma journal_mode=wal\")
base.execute(\"create table t as select 7 as n\")
base.commit()
print(base.execute(\"select n from t\").fetchone()[0])
"; rm -f /home/alice/base.db*; echo done' 'done'
	assert_match "$output" '7'
}

# The caller's loader is barred from the tenant's libraries, theirs are not: neither where the kernel gives them
# the same addresses each time.
@test "libraries loaded while a program runs, with random addresses and without" {
	in_both_modes 'echo "#include <dlfcn.h>
		#include <stdio.h>
		int main(void) { return dlopen(\"./own.so\", RTLD_NOW) == NULL ? puts(dlerror()) : 0; }" >loads.c
		echo "#include <stdio.h>
		__attribute__((constructor)) static void begin(void) { puts(\"loaded\"); }" >own.c
		gcc -shared -fPIC -o own.so own.c && gcc -o loads loads.c -ldl
		for way in "" "setarch -R" "setarch -L" "setarch -R setarch -L"; do
			[ "$($way ./loads)" = loaded ] || { echo "$way"; exit 1; }
			LD_PRELOAD=./own.so $way /usr/bin/env true >preloaded && grep -q loaded preloaded
			$way /usr/bin/python3 -c "import ctypes, ssl; ctypes.CDLL(\"./own.so\"); print(ctypes.CDLL(None).getpid() > 0)"
		done; for i in $(seq 500); do $way /usr/bin/env true || exit 1; done; echo all' all
}

@test "strace of a process of one's own" {
	in_both_modes 'strace -f -e trace=execve -o trace sh -c "exec true" && grep -c "execve(\"/usr/bin/true\".* = 0" trace' 1
}

@test "nested_namespaces = yes: unshare and bubblewrap" {
	for private in no yes; do
		mode "$private" 'nested_namespaces = yes'
		works 'unshare -U -r -m -p -f -i -u -n sh -c "id -u"' 0
		works 'bwrap --unshare-all --ro-bind / / --dev /dev --tmpfs /tmp --uid 7 sh -c "id -u"' 7
	done
}

# The other way round: the same programs are refused, so the filter was what they met.
@test "nested_namespaces = no: neither" {
	for private in no yes; do
		mode "$private"
		jail_login alice 'unshare -U -r true 2>&1 || bwrap --unshare-all --ro-bind / / true 2>&1 || echo refused'
		assert_match "$output" 'refused$'
	done
}

# A container of the tenant's own, which runs "echo inside". A fresh procfs would lack the jail's masks, so
# the kernel gives none to it: it has the jail's.
# shellcheck disable=SC2016
CRUN='mkdir -p rootfs/bin rootfs/dev rootfs/proc && cp /usr/bin/busybox rootfs/bin/sh
	cat >config.json <<-END
		{ "ociVersion": "1.0.0", "root": { "path": "rootfs" },
		  "process": { "user": { "uid": 0, "gid": 0 }, "cwd": "/", "args": ["/bin/sh", "-c", "echo inside \$\$"] },
		  "mounts": [ { "destination": "/proc", "type": "none", "source": "/proc", "options": ["rbind", "ro"] } ],
		  "linux": {
		    "namespaces": [ { "type": "pid" }, { "type": "mount" }, { "type": "ipc" }, { "type": "uts" }, { "type": "user" } ],
		    "uidMappings": [ { "containerID": 0, "hostID": $(id -u), "size": 1 } ],
		    "gidMappings": [ { "containerID": 0, "hostID": $(id -g), "size": 1 } ] } }
	END
	mkdir -p -m 700 run; XDG_RUNTIME_DIR=/tmp/run crun run one'

@test "nested_namespaces = yes: a container of crun's" {
	[[ $(crun --version) != 'crun version 0.'* ]] || skip "needs a crun that does without keyrings"
	for private in no yes; do
		mode "$private" 'nested_namespaces = yes' 'sysfs = yes'
		works "$CRUN" 'inside 1'
		mode "$private" 'sysfs = yes'
		jail_login alice "cd /tmp; $CRUN 2>&1"
		assert_match "$output" 'clone.*: |unshare.*: ' "without nested_namespaces"
		assert_equal "$(grep -c inside <<<"$output")" 0 "without nested_namespaces"
	done
}

@test "long: a debugger, at a process of one's own" {
	long_form
	in_both_modes 'echo "int global = 41; int main(void) { global++; return 0; }" >d.c
		gcc -g -O0 -o d d.c
		gdb -nx -batch -ex "set disable-randomization on" -ex "break main" -ex run -ex next -ex "print global" ./d | tail -n 1
		sleep 60 & gdb -nx -batch -p $! -ex "info inferiors" >attached 2>&1; kill $!
		grep -c "process.*sleep" attached' 1
	assert_match "$output" ' = 42'
}

@test "long: node, with threads and a child" {
	long_form
	in_both_modes 'node -e "
const { Worker } = require(\"worker_threads\");
const { execFileSync } = require(\"child_process\");
require(\"fs\").writeFileSync(\"file\", \"x\");
const worker = new Worker(\"require(\\\"worker_threads\\\").parentPort.postMessage(6 * 7)\", { eval: true });
worker.on(\"message\", (n) => console.log(n + execFileSync(\"echo\", [\"!\"]).toString().trim()));
"' '42!'
}

# same_as_on_the_host SCRIPT: what it prints in the jail is what it prints for alice on the host
same_as_on_the_host() {
	local wanted

	set -- "cd /; export PATH=/usr/bin:/bin LC_ALL=C HOME=/nonexistent; $1"
	wanted=$(on_host env -i setpriv --reuid 1001 --regid 1001 --clear-groups sh -c "$1") || return 1
	((${#wanted} > 3)) || fail "next to nothing on the host ('$wanted')" || return 1
	for private in no yes; do
		mode "$private"
		jail_login alice "$1"
		assert_equal "$output" "$wanted" "private: $private, $1" || return 1
	done
}

@test "compilers and git have the settings that they have on the host" {
	on_host_bash 'umask 022; printf "%s\n" "[alias]" "	short = status -s" >>/etc/gitconfig'
	same_as_on_the_host 'git config --system --list 2>&1'
	assert_match "$output" 'alias.short=status -s'
	same_as_on_the_host 'gcc -v -E - </dev/null 2>&1 | grep -vE "/tmp|COLLECT"; ls /etc/alternatives | wc -l'
	same_as_on_the_host '/usr/bin/python3 -c "
import mimetypes, site, ssl, sys
print(sys.version, mimetypes.guess_type(\"a.epub\"), site.getsitepackages(), ssl.get_default_verify_paths())"'
}

@test "long: java, php, node and fonts have the settings that they have on the host" {
	long_form
	same_as_on_the_host 'java -XX:-UsePerfData -version 2>&1; keytool -J-XX:-UsePerfData -list -cacerts -storepass changeit 2>/dev/null | tail -n 1'
	same_as_on_the_host 'php -m; php --ini'
	same_as_on_the_host 'node -p "process.version + require(\"tls\").rootCertificates.length"'
	same_as_on_the_host 'fc-list 2>/dev/null | sort; fc-match sans 2>/dev/null'
}

@test "long: java, with its libraries and threads" {
	long_form
	for private in no yes; do
		mode "$private"
		works 'keytool -genkeypair -keystore keys -storepass secret -alias one -keyalg RSA -dname CN=one >/dev/null
			keytool -list -keystore keys -storepass secret | grep -c "one, .*PrivateKeyEntry"' 1
	done
}

@test "long: sqlite3" {
	long_form
	in_both_modes 'rm -f base; sqlite3 base "pragma journal_mode=wal; create table t(n); insert into t values (1),(2); select sum(n) from t;"' 3
}

@test "long: redis as the tenant's own server" {
	long_form
	in_both_modes 'redis-server --port 0 --unixsocket /tmp/redis.sock --dir /tmp --save "" --daemonize yes >/dev/null
		for try in 1 2 3 4 5 6 7 8 9 10; do redis-cli -s /tmp/redis.sock ping >/dev/null 2>&1 && break; sleep 0.5; done
		redis-cli -s /tmp/redis.sock set key value >/dev/null
		redis-cli -s /tmp/redis.sock bgsave >/dev/null
		redis-cli -s /tmp/redis.sock get key; redis-cli -s /tmp/redis.sock shutdown nosave >/dev/null 2>&1 || :
		echo end' end
	assert_match "$output" 'value'
}

@test "long: tmux" {
	long_form
	in_both_modes 'tmux -f /dev/null -S /tmp/tmux.sock new-session -d -x 80 -y 24 "echo in tmux >/tmp/said; sleep 5"
		for try in 1 2 3 4 5 6 7 8 9 10; do [ -s /tmp/said ] && break; sleep 0.5; done
		tmux -S /tmp/tmux.sock list-sessions >/dev/null; tmux -S /tmp/tmux.sock kill-server; cat /tmp/said' 'in tmux'
}

@test "long: PostgreSQL as the tenant's own server" {
	long_form
	in_both_modes 'cd /usr/lib/postgresql/*/bin
		./initdb -D /tmp/base -A trust >/dev/null
		./pg_ctl -D /tmp/base -w -l /tmp/log -o "-k /tmp -c listen_addresses=" start >/dev/null || { cat /tmp/log; exit 1; }
		./psql -q -h /tmp -d postgres -Atc "create table t (n int); insert into t select generate_series(1, 8); select sum(n) from t" >/tmp/sum
		./pg_ctl -D /tmp/base -w -m fast stop >/dev/null; cat /tmp/sum' 36
}

@test "long: MariaDB as the tenant's own server" {
	long_form
	in_both_modes 'exec 2>&1; mariadb-install-db --no-defaults --datadir=/tmp/base --auth-root-authentication-method=normal >/tmp/log || { cat /tmp/log; exit 1; }
		/usr/sbin/mariadbd --no-defaults --datadir=/tmp/base --socket=/tmp/socket --pid-file=/tmp/pid --skip-networking >/tmp/log 2>&1 &
		client="--no-defaults -S /tmp/socket -u root"
		for try in $(seq 100); do mariadb-admin $client ping >/dev/null 2>&1 && break; sleep 0.2; done
		mariadb $client -N -e "create database d; create table d.t (n int) engine=innodb; insert into d.t values (6), (7); select sum(n) from d.t" >/tmp/sum || { cat /tmp/log; exit 1; }
		mariadb-admin $client shutdown; wait; cat /tmp/sum' 13
}

# Without a range of his own inside, a tenant has one id in it, which is what an image of one needs; and
# he brings podman's files of /etc, which @usr does not have. The container has the jail's network and
# processes, because /proc and /sys would have to be mounted anew for others.
@test "long: podman, where nested_namespaces = yes" {
	long_form
	for private in no yes; do
		mode "$private" 'nested_namespaces = yes' 'sysfs = yes'
		works 'exec 2>&1; mkdir -p image .config/containers && cp /usr/bin/busybox image/sh
			export HOME=/tmp XDG_RUNTIME_DIR=/tmp/run; mkdir -p -m 700 $XDG_RUNTIME_DIR
			echo "{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}" >.config/containers/policy.json
			tar --owner=0 --group=0 -C image -c sh >image.tar
			options="--root /tmp/storage --runroot /tmp/runroot --storage-driver vfs --cgroup-manager cgroupfs --events-backend file --runtime crun"
			podman $options import image.tar small >/dev/null
			podman $options run --rm --network=host --pid=host small /sh -c "echo inside, as \$(id -u)"' 'inside, as 0'
	done
}
