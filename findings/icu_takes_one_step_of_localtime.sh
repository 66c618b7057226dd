#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# ICU of Debian 12 (72.1, in nodejs 18.20.4) takes the name of the zone from the text of the link /etc/localtime, and
# from that alone: if that is the name of another link, it goes by what the file at the end says, and has a short name
# of the zone with the same rules. One directory of that text that is called zoneinfo is enough for it, whatever the
# link leads to. ICU of Debian 13 (76.1, in nodejs 20.19.2) follows every link first.
#
# Prints:
#   seen: ICU 72.1, a link: Europe/Berlin
#   seen: ICU 72.1, a link to a link: CET
#   seen: ICU 72.1, a link to a link, by another zoneinfo: Europe/Berlin
#   seen: ICU 76.1, a link: Europe/Berlin
#   seen: ICU 76.1, a link to a link: Europe/Berlin
#   seen: ICU 76.1, a link to a link, by another zoneinfo: Europe/Berlin

. "$(dirname "$0")/debian.bash"

zone()
{
	env -u TZ chroot "$ROOT" node -p 'Intl.DateTimeFormat().resolvedOptions().timeZone' 2>&1 | tail -n 1
}

# release NAME SUITE TWICE PACKAGE=VERSION...: TWICE is what a link to a link makes of it
release()
{
	ROOT=$WORK/$2
	root "$2" "$ROOT" "${@:4}"
	mkdir -p "$ROOT/srv/zoneinfo/Europe"
	ln -s /usr/share/zoneinfo/Europe/Berlin "$ROOT/srv/localtime"
	ln -s /srv/localtime "$ROOT/srv/zoneinfo/Europe/Berlin"
	ln -sfn /usr/share/zoneinfo/Europe/Berlin "$ROOT/etc/localtime"
	saw "$1, a link" "$(zone)" Europe/Berlin
	ln -sfn /srv/localtime "$ROOT/etc/localtime"
	saw "$1, a link to a link" "$(zone)" "$3"
	ln -sfn /srv/zoneinfo/Europe/Berlin "$ROOT/etc/localtime"
	saw "$1, a link to a link, by another zoneinfo" "$(zone)" Europe/Berlin
}

release 'ICU 72.1' bookworm CET nodejs=18.20.4+dfsg-1~deb12u2 libicu72=72.1-3+deb12u1 tzdata
release 'ICU 76.1' trixie Europe/Berlin nodejs=20.19.2+dfsg-1+deb13u3 libicu76=76.1-4 tzdata
