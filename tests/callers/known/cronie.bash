# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

# shellcheck source=tests/callers/known/cron.bash
. "$CALLERS/known/cron.bash"
tree='trixie small'
packages="cronie $MAIL_PACKAGES"
services=cronie
set='last in `/etc/pam.d/cronie` (Debian), `crond` (elsewhere)'
CRON=(crond -n)

caller_version() { on_host crond -V; }
