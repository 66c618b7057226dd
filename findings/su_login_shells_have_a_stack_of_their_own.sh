#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Debian's /etc/pam.d/su-l, which `su -` uses, is "session include su" up to util-linux 2.41.5 (Debian 13)
# and includes common-session by itself in 2.42.4 (testing). A session module that an administrator has added
# to /etc/pam.d/su is then called for `su alice` and not for `su - alice`.

. "$(dirname "$0")/debian.bash"

# includes VERSION SUITE: what the session of su-l includes
includes()
{
	package "$2" "util-linux=$1" "$WORK/$2"
	sed -nE 's/^(session[[:space:]]+include|@include)[[:space:]]+(su|common-session)[[:space:]]*$/\2/p' \
		"$(find "$WORK/$2" -path '*pam.d/su-l')"
}

saw 'util-linux 2.41.5' "$(includes 2.41.5-0+deb13u1 trixie)" su
saw 'util-linux 2.42.4' "$(includes 2.42.4-1 testing)" common-session
