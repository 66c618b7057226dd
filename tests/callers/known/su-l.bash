# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm small'
services=su-l
lines=su
set='`su-l` includes `su`'

caller_version() { on_host su --version; }
caller_run() { on_caller su - "$1" -c "$2"; }
