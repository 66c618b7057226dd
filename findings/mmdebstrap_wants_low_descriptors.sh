#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# mmdebstrap 1.3.5 (Debian 12; 1.5.7 of Debian 13 as well) fails where its caller has some files open. It has
# apt run the hook 'cat >&N' through /bin/sh, N being its own pipe, and dash knows no descriptor of two
# digits: "Syntax error: Bad fd number". With six more open descriptors N is 14. Whoever calls it from a
# test runner or a language that leaves descriptors open sees "E: mmdebstrap failed to run" and no more.

. "$(dirname "$0")/debian.bash"

package bookworm mmdebstrap=1.3.5-7 "$WORK/tool"

# bootstrap: the tool's own word, with the descriptors that it is given
bootstrap()
{
	unshare --mount perl "$WORK/tool/usr/bin/mmdebstrap" --mode=root --variant=extract --include=base-files \
		bookworm "$WORK/root.tar" "${DEBIAN_MIRROR:-$(mirror)}" >"$WORK/said" 2>&1 && echo made && return
	grep -o 'Syntax error: Bad fd number' "$WORK/said" | head -n 1
}

saw 'three descriptors' "$(bootstrap 3>&- 4>&- 5>&- 6>&- 7>&- 8>&-)" made
saw 'nine descriptors' "$(bootstrap 3</dev/null 4</dev/null 5</dev/null 6</dev/null 7</dev/null 8</dev/null)" \
	'Syntax error: Bad fd number'
