# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Another tree of the project measured beside this one, in turns: AGAINST=TREE. Needs private_host.bash,
# and configuration() of tests/bench/run. It must never: write into that tree.
#
# against_build TREE DIRECTORY       builds it, with the words of AGAINST_FLAGS, for places of its own in the host
# against_install DIRECTORY          puts it there, with a service that is called "against"
# against_quotients DIRECTORY        from its times.csv: what this build takes of what the other takes

AGAINST_DIR=/srv/against
AGAINST_CONFIG=/etc/security/against.conf

against_build()
{
	# shellcheck disable=SC2086 # words
	make -C "$1" ${AGAINST_FLAGS:-} -j"$(nproc)" BUILD="$2/against" SBINDIR=$AGAINST_DIR STATE_DIR=/run/against all >"$2/against.log" 2>&1
}

# What the other tree may not know is left out of its configuration: sessions_max came later than it.
against_install()
{
	mkdir -p "$HOST_ROOT$AGAINST_DIR"
	cp "$1"/against/pam_nsjail* "$HOST_ROOT$AGAINST_DIR/"
	configuration | grep -v '^sessions_max' | host_config $AGAINST_CONFIG
	echo "session required $AGAINST_DIR/pam_nsjail.so conf=$AGAINST_CONFIG" >"$HOST_ROOT/etc/pam.d/nsjail-against"
}

# The quotient of each round, their median, and between which two of them the true one lies 95 times of
# a hundred: as many of them are above it as below, so the ranks are those of a coin. Then both medians.
against_quotients()
{
	echo '| what | rounds | quotient | 95 % between | this, ms | the other, ms |'
	echo '|---|---:|---:|---:|---:|---:|'
	awk -F, '
		$1 != "against" { next }
		$3 ~ /^before-/ { before[substr($3, 8), $2] = $4; next }
		{ now[$3, $2] = $4 }
		END {
			for (key in now)
				if (key in before) {
					split(key, part, SUBSEP)
					print part[1], now[key] / before[key], now[key], before[key]
				}
		}' "$1/times.csv" | sort -k1,1 -k2,2g | awk '
		function median(list, i, j, kept) {
			for (i = 2; i <= n; i++) {
				kept = list[i]
				for (j = i - 1; j > 0 && list[j] > kept; j--)
					list[j + 1] = list[j]
				list[j + 1] = kept
			}
			return (list[int((n + 1) / 2)] + list[int((n + 2) / 2)]) / 2
		}
		function put(half, low, high) {
			half = 0.98 * sqrt(n)
			low = int((n + 1) / 2 - half)
			high = int((n + 1) / 2 + half + 0.999)
			low = low < 1 ? 1 : low
			high = high > n ? n : high
			if (n > 0)
				printf "| %s | %d | %.3f | %.3f to %.3f | %.2f | %.2f |\n", name, n,
					median(q), q[low], q[high], median(now) / 1000, median(other) / 1000
		}
		$1 != name { put(); n = 0; name = $1 }
		{ q[++n] = $2; now[n] = $3 + 0; other[n] = $4 + 0 }
		END { put() }'
}
