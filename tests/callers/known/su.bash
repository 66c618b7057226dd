# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm small'
services=su
set='last in `/etc/pam.d/su`'

caller_version() { on_host su --version; }
caller_run() { on_caller su "$1" -s /bin/sh -c "HOME=/home/$1; $2"; }
