# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm servers'
packages='cockpit-ws cockpit-bridge curl'
services=cockpit
set='can not be jailed: it looks for itself in the /proc of the jail'
expect_plain=safe expect_private=safe shell=no

caller_version() { on_host dpkg-query -W -f 'cockpit ${Version}' cockpit-ws; }
caller_start() { daemon /usr/lib/cockpit/cockpit-ws --no-tls --address 127.0.0.1 --port 9090; daemon_port 9090; }
# Whoever is let in has a bridge, which is asked where it is.
caller_mark()
{
	on_client curl --silent --fail --user "$1:$PASSWORD" http://127.0.0.1:9090/cockpit/login || return
	on_host_bash 'cat "/proc/$(pgrep -o -u "$1" -f cockpit-bridge)/root/srv/mark/name"' "$1"
}
caller_write() { caller_mark "$1" && on_host touch "/home/$1/left"; }
caller_hold() { caller_mark "$1" && sleep 300; }
