# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

# shellcheck source=tests/callers/known/login.bash
. "$CALLERS/known/login.bash"
tree='trixie small'
set='can not be jailed: it opens its terminal by path once the session is open'
expect_plain=safe expect_private=safe

caller_version() { on_host login --version; }
