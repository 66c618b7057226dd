# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the files of FTP servers share: they listen on port 2121, and their users run no programs.
# It must never: take a listing for a file.

# The server has to be reached from the jail: data connections are made from there.
# shellcheck disable=SC2034
ftp_defaults()
{
	shell=no
	config=('network = host')
}

caller_mark() { ftp "$1" -o - "ftp://127.0.0.1:2121/%2fsrv/mark/name"; }
caller_write() { ftp "$1" -T /etc/hosts ftp://127.0.0.1:2121/left; }

ftp()
{
	on_client curl --silent --show-error --user "$1:$PASSWORD" "${@:2}"
}

# Logs in and stays.
# shellcheck disable=SC2016
caller_hold()
{
	on_client bash -c 'exec 3<>/dev/tcp/127.0.0.1/2121
		printf "USER %s\r\nPASS %s\r\n" "$1" "$2" >&3
		exec cat <&3' bash "$1" "$PASSWORD"
}
