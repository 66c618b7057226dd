# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

# shellcheck source=tests/callers/known/sudo.bash
. "$CALLERS/known/sudo.bash"
services=sudo-i
set='the [six lines](pam-order.md#sudo), last in `/etc/pam.d/sudo-i`'

caller_run() { on_caller sudo -i -u "$1" /bin/sh -c "$2"; }
