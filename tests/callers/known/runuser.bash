# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm small'
services=runuser
set='nothing: it is root'"'"'s tool; with the line it jails'

caller_version() { on_host runuser --version; }
caller_run() { on_caller runuser -u "$1" -- /bin/sh -c "HOME=/home/$1; $2"; }
