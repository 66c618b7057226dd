#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# passt of Debian 12 (2023-03-09): where SIGPIPE is ignored, as systemd does it for every service (IgnoreSIGPIPE=),
# pasta ends with "Couldn't install signal handlers" before it looks at anything else. It goes on where the signal has
# its default. SIGCHLD, ignored as well, is no matter.
#
# Prints:
#   seen: passt 2023-03-09, as a shell starts it: goes on
#   seen: passt 2023-03-09, SIGCHLD ignored: goes on
#   seen: passt 2023-03-09, SIGPIPE ignored: Couldn't install signal handlers

. "$(dirname "$0")/debian.bash"

# A network without a way out, in which it ends by itself a little later. Its words may begin with a clock.
says()
{
	local said

	# shellcheck disable=SC2016 # the words are the inner shell's
	said=$(timeout 20 unshare --net --mount sh -c 'mount -t proc proc "$1/proc" && exec env "$2" chroot \
		--userspec=65534:65534 "$1" /usr/bin/pasta --config-net -- /bin/true' says "$ROOT" "$1" 2>&1 || true)
	grep -o "Couldn't install.*" <<<"$said" || { grep -qi 'external' <<<"$said" && echo goes on || echo "$said"; }
}

ROOT=$WORK/bookworm
root bookworm "$ROOT" passt=0.0~git20230309.7c7625d-1
saw 'passt 2023-03-09, as a shell starts it' "$(says --default-signal)" 'goes on'
saw 'passt 2023-03-09, SIGCHLD ignored' "$(says --ignore-signal=CHLD)" 'goes on'
saw 'passt 2023-03-09, SIGPIPE ignored' "$(says --ignore-signal=PIPE)" "Couldn't install signal handlers"
