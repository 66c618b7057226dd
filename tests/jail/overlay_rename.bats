#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A directory of the base that is renamed in an overlay: what nsjail.conf(5) says of programs.

load ../lib/jail

setup_file() {
	jail_host perl python3
	on_host_bash 'cp -a "$1" "$2"; cp "$2/bin/busybox" "$2/bin/mv.busybox"' "$HOST_ROOTFS" /srv/rootfs/rename
	host_rootfs_program /srv/rootfs/rename /usr/bin/perl /bin/mv /usr/bin/python3
	on_host_bash 'cp -a --parents /usr/lib/python3* "$1"; mkdir -p "$1"/srv/all/{one,two,three,four}
		for name in one two three four; do echo text >"$1/srv/all/$name/file"; done; chown -R 1001:1001 "$1/srv/all"' /srv/rootfs/rename
}

teardown() {
	on_host rm -rf /var/lib/pam_nsjail
	jail_end
}

@test "rename fails with EXDEV, mv and shutil.move copy; a file and a new directory are renamed" {
	for private in no yes; do
		for mode in overlay volatile; do
			on_host rm -rf /var/lib/pam_nsjail
			printf '%s\n' '[default]' 'rootfs = /srv/rootfs/rename' "rootfs_mode = $mode" "user_namespace = $private" | host_config
			jail_login alice 'cd /srv/all
				perl -e "rename q(one), q(first) or print qq(\$!\n)"
				/usr/bin/python3 -c "import os; os.rename(\"one\", \"first\")" 2>&1 | grep -o "Errno 18"
				/usr/bin/python3 -c "import shutil; shutil.move(\"two\", \"second\")" && cat second/file && ls -d two 2>&1
				mv three third && cat third/file && busybox mv four fourth && cat fourth/file
				mkdir new && mv new newer && perl -e "rename q(newer), q(newest) or print qq(\$!\n)" && ls -d newest
				perl -e "rename q(one/file), q(one/other) or print qq(\$!\n)" && cat one/other'
			assert_equal "$output" "Invalid cross-device link
Errno 18
text
ls: two: No such file or directory
text
text
newest
text" "user_namespace = $private, $mode"
		done
	done
}
