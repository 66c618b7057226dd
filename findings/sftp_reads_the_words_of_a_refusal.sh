#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# OpenSSH 9.2 (Debian 12; 10.0 of Debian 13 as well): what a PAM session module says reaches nobody where there is
# no terminal, as long as the session is granted. Where it is refused, sshd writes the words to the standard
# output of what it does not run. A script that reads "ssh host command" takes them for the command's output,
# and sftp takes the first four letters for a length: "Logi" is 1282369385.
#
# Prints:
#   seen: OpenSSH 9.2, granted: it ran;status 0;/root/key.pub;
#   seen: OpenSSH 9.2, refused: Login of root;status 254;Received message too long 1282369385;
#   seen: OpenSSH 10.0, granted: it ran;status 0;/root/key.pub;
#   seen: OpenSSH 10.0, refused: Login of root;status 254;Received message too long 1282369385;

. "$(dirname "$0")/debian.bash"

# host SUITE PACKAGE=VERSION...: a root with sshd, its keys, and what logs into it
host()
{
	ROOT=$WORK/$1
	root "$1" "$ROOT" "${@:2}"
	mkdir -p "$ROOT/run/sshd" "$ROOT/etc/ssh"
	echo sshd:x:100:65534::/run/sshd:/usr/sbin/nologin >>"$ROOT/etc/passwd"
	echo 'root:*:19000:0:99999:7:::' >"$ROOT/etc/shadow"
	echo 'auth required pam_deny.so' >"$ROOT/etc/pam.d/other"
	cat >"$ROOT/login" <<'END'
ip link set lo up
/usr/sbin/sshd -D -f /dev/null -h /root/key -o ListenAddress=127.0.0.1 -o UsePAM=yes -o StrictModes=no \
	-o AuthorizedKeysFile=/root/key.pub -o 'Subsystem=sftp /usr/lib/openssh/sftp-server' 2>/dev/null &
set -- -F none -i /root/key -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
	-o ConnectionAttempts=5 -o LogLevel=ERROR
ssh "$@" root@127.0.0.1 echo it ran 2>/dev/null
echo "status $?"
echo 'ls /root/key.pub' | sftp "$@" -b - root@127.0.0.1 2>&1 | grep -o '^.root.key.pub'
echo 'ls /root/key.pub' | sftp "$@" -b - root@127.0.0.1 2>&1 | grep -o '^Received.*'
kill $!
END
	inside "$ROOT" ssh-keygen -q -t ed25519 -N '' -f /root/key
}

# login MODULE: what the module's verdict makes of two logins
login()
{
	printf '%s\n' 'account required pam_permit.so' 'session optional pam_echo.so Login of %u' "session required $1" \
		>"$ROOT/etc/pam.d/sshd"
	inside "$ROOT" sh /login | tr '\n' ';' | tr -d '\r'
}

host bookworm openssh-server=1:9.2p1-2+deb12u10 openssh-client=1:9.2p1-2+deb12u10 libpam-modules=1.5.2-6+deb12u2 \
	openssh-sftp-server=1:9.2p1-2+deb12u10 iproute2=6.1.0-3 coreutils=9.1-1 grep=3.8-5
saw 'OpenSSH 9.2, granted' "$(login pam_permit.so)" \
	'it ran;status 0;/root/key.pub;'
saw 'OpenSSH 9.2, refused' "$(login pam_deny.so)" \
	'Login of root;status 254;Received message too long 1282369385;'
host trixie openssh-server=1:10.0p1-7+deb13u4 openssh-client=1:10.0p1-7+deb13u4 libpam-modules=1.7.0-5 \
	openssh-sftp-server=1:10.0p1-7+deb13u4 iproute2=6.15.0-1 coreutils=9.7-3 grep=3.11-4
saw 'OpenSSH 10.0, granted' "$(login pam_permit.so)" \
	'it ran;status 0;/root/key.pub;'
saw 'OpenSSH 10.0, refused' "$(login pam_deny.so)" \
	'Login of root;status 254;Received message too long 1282369385;'
