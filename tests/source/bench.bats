#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What `make bench` prints is what it measured, and a short run of it measures everything that docs/performance.md
# has and this machine can run.

load ../bench/report
load ../bench/against

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	out=$BATS_TEST_TMPDIR
	# The first column is the series, the third what was measured, the last one microseconds.
	for i in 4000 1000 2000 3000; do echo "new,0,floor-host,$i"; done >"$out/times.csv"
	for i in 3250 1 9000; do echo "new,0,open-host,$i"; done >>"$out/times.csv"
	printf 'new,0,%s\n' empty,400 asked,1000 >>"$out/times.csv"
	seq 100 | sed 's/^/new,0,join,/' >>"$out/times.csv"
	printf '%s\n' 1,170.5,2.00,12 1000,200,2.01,5001 >"$out/memory.csv"
}

fail() {
	printf '%s\n' "$@" >&2
	return 1
}

has() {
	grep -qxF -- "$1" "$out/results" || fail "no line '$1' in:" "$(<"$out/results")"
}

@test "medians, percentiles and quotients are right" {
	report "$out" "a machine" "one second" "nobody, not there" >"$out/results"
	has '| new | floor-host | 4 | 2.50 | 4.00 | 1.00 |'
	has '| new | open-host | 3 | 3.25 | 9.00 | 0.00 |'
	has '| network host | 2.50 | 3.10 | 1.24 |'
	has '| new | join | 100 | 0.05 | 0.10 | 0.00 |'
	has '| new jail, network host: open_session to the floor | 1.30 | <= 1.3 | pass |'
	has '| join to a new jail | 0.02 | <= 0.5 | pass |'
	has '| new jail, network none: open_session to the floor | not measured | <= 1.5 | - |'
	has '| PSS of keeper and init with 1000 jails, KiB a jail | 200 | <= 200 | pass |'
	has '| processes a jail besides the session | 2.01 | <= 2 | FAIL |'
	has '| all 1000 gone after their logout, ms | 5001 | <= 5000 | FAIL |'
	has '| 1 | 170.5 | 2.00 | 12 |'
	has 'Not measured: nobody, not there.'
	echo 'new,0,open-host,3300' >>"$out/times.csv"
	echo 'new,0,open-host,3270' >>"$out/times.csv"
	report "$out" "a machine" "one second" >"$out/results"
	has '| new jail, network host: open_session to the floor | 1.31 | <= 1.3 | FAIL |'
}

@test "the quotient of two builds is the median of its rounds, and says how sure it is" {
	for i in $(seq 0 99); do
		printf 'against,%d,open,%d\n' "$i" $((1000 + i))
		printf 'against,%d,before-open,1000\n' "$i"
	done >"$out/times.csv"
	echo "new,0,open,9" >>"$out/times.csv"
	against_quotients "$out" >"$out/results"
	has '| open | 100 | 1.050 | 1.039 to 1.060 | 1.05 | 1.00 |'
}

@test "the page keeps what stands before its results, or all of it" {
	printf '%s\n' one '## Results' old >"$out/page"
	echo new >"$out/results"
	page_update "$out/page" "$out/results"
	[[ $(<"$out/page") == $'one\n## Results\n\nnew' ]] || fail "$(<"$out/page")"
	echo "no results" >"$out/page"
	run page_update "$out/page" "$out/results"
	[[ $status -ne 0 && $(<"$out/page") == "no results" ]]
}

# Each line that a page names is one of the last run, and none was left out.
@test "docs/performance.md has a number for every goal but those of launchers that are not there" {
	sed -n '/^## Results$/,$p' docs/performance.md >"$out/results"
	while IFS='|' read -r text above below _; do
		line=$(grep -F "| $text |" "$out/results") || fail "no '$text' on the page" || return
		[[ $line == *"not measured"* ]] || continue
		grep -qF "Not measured: ${above#*/}" "$out/results" ||
			grep -qF "Not measured: ${below#*/}" "$out/results" || fail "$line" || return
	done < <(goals 1000)
	grep -qE '^The run took [0-9]+ seconds; [0-9]+ % of the processors' "$out/results"
}

# systemd 258 and later do not start where control groups are not of the second version alone.
nspawn_is_too_new() {
	[[ $1 == systemd-nspawn && $(stat -fc %T /sys/fs/cgroup) != cgroup2fs ]] &&
		(($(systemd-nspawn --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p') >= 258)) &&
		grep -q "Not measured: .*systemd-nspawn, does not run here: " "$out/said"
}

@test "a run in a twentieth of the time measures everything" {
	BUILD=${BUILD:-build} SPEED=20 tests/bench/run >"$out/said"
	for what in floor-host floor-none empty asked open-host open-none cycle-host cycle-none join join-checked overlay private-overlay \
		whole-login floor-many open-many floor-few open-few open-10 open-10000 profiles-10 profiles-1000 jailed unjailed \
		at-once-jailed at-once-unjailed bubblewrap unshare systemd-nspawn runc; do
		! nspawn_is_too_new "$what" || continue
		grep -qE "^[a-z0-9-]+,[0-9]+,$what,[0-9.]+$" "${BUILD:-build}/bench/times.csv" || fail "'$what' was not measured"
		grep -qE "\| $what \|" "$out/said" || fail "'$what' is not in the table"
	done
	grep -q '</svg>' "${BUILD:-build}/bench/plot.svg"
	# What no load of the machine changes, or not so much: memory, processes, and that all of them end.
	for what in 'PSS of keeper and init' 'processes a jail' 'all 50 gone'; do
		grep -qE "^\| $what.*\| pass \|$" "$out/said" || fail "$(grep -F "| $what" "$out/said")"
	done
}

# A tree like this one, but for a rest of 20 ms in each open_session.
slow_tree() {
	mkdir "$1" && cp -r Makefile pam_nsjail helper etc tests docs NEWS "$1" || return
	sed -i '/^EXPORTED int pam_sm_open_session/,/^}/ s|^\tint kept = errno;|&\n\t(void)poll(NULL, 0, 20);|' "$1/pam_nsjail/module.c"
	sed -i '0,/^#include </ s||#include <poll.h>\n&|' "$1/pam_nsjail/module.c"
	grep -q 'poll(NULL' "$1/pam_nsjail/module.c"
}

@test "AGAINST measures the build of the other tree beside this one" {
	[[ ${LONG:-} ]] || skip "make check-long runs this: it builds everything once more"
	slow_tree "$out/slow"
	BUILD=${BUILD:-build} SPEED=20 AGAINST=$out/slow tests/bench/run >"$out/said"
	awk -F'|' '$2 ~ /^ (join|open-host) $/ { n++; slow += $4 < 0.6 } END { exit !(n == 2 && slow == 2) }' "$out/said" || fail "$(<"$out/said")"
	[[ $(grep -c '^against,[0-9]*,join,' "${BUILD:-build}/bench/times.csv") -ge 10 ]]
}
