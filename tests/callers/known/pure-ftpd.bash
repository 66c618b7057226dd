# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm pure-ftpd'
packages='pure-ftpd curl'
services=pure-ftpd
set='can not be jailed: it looks at no result of a session'
expect_plain=safe expect_private=safe
# shellcheck source=tests/callers/ftp.bash
. "$CALLERS/ftp.bash"
ftp_defaults

caller_version() { on_host dpkg-query -W -f 'pure-ftpd ${Version}' pure-ftpd; }
caller_start() { daemon pure-ftpd -l pam -H -E -S 127.0.0.1,2121; daemon_port 2121; }
