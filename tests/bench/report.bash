# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# From the times of tests/bench/run to tables, goals and a plot. It must never: hold a measured number.
#
# report DIRECTORY MACHINE RUN [MISSING...]   prints the results from times.csv and memory.csv
# plot DIRECTORY                     plot.svg from the same
# page_update PAGE RESULTS           puts them into the page from its line "## Results" on

# Medians, 95th percentiles and smallest ones: "series name count median p95 min", in microseconds.
times_summary()
{
	sort -t, -k1,1 -k3,3 -k4,4n "$1/times.csv" | awk -F, '
		function put() {
			if (n > 0)
				print series, name, n, (t[int((n + 1) / 2)] + t[int((n + 2) / 2)]) / 2,
					t[int(n * 0.95 + 0.999)], t[1]
		}
		{ if ($1 != series || $3 != name) { put(); n = 0 }; series = $1; name = $3; t[++n] = $4 }
		END { put() }'
}

times_table()
{
	echo '| series | what | times | median ms | 95 % below ms | fastest ms |'
	echo '|---|---|---:|---:|---:|---:|'
	times_summary "$1" | awk '{ printf "| %s | %s | %d | %.2f | %.2f | %.2f |\n", $1, $2, $3,
		$4 / 1000, $5 / 1000, $6 / 1000 }'
}

memory_table()
{
	echo '| live jails | PSS of keeper and init, KiB a jail | processes a jail | gone after logout, ms |'
	echo '|---:|---:|---:|---:|'
	awk -F, '{ printf "| %d | %.1f | %.2f | %d |\n", $1, $2, $3, $4 }' "$1/memory.csv"
}

# What is wanted: text, a quotient of two medians (series/name), how it must compare, to what.
goals()
{
	local most=$1

	cat <<-END
		new jail, network host: open_session to the floor|new/open-host|new/floor-host|<=|1.3
		new jail, network none: open_session to the floor|new/open-none|new/floor-none|<=|1.5
		bubblewrap to open_session|new/bubblewrap|new/open-host|>=|3.5
		nsjail to open_session|new/nsjail|new/open-host|>=|5
		runc to open_session|new/runc|new/open-host|>=|20
		systemd-nspawn to open_session|new/systemd-nspawn|new/open-host|>=|40
		join to a new jail|new/join|new/open-host|<=|0.5
		2,000 more host mounts to few|mounts/open-many|mounts/open-few|<=|1.2
		10,000 configured users to 10|users/open-10000|users/open-10|<=|1.05
		100,000 users of 1,000 profiles to 10 of 10|fleet/profiles-1000|fleet/profiles-10|<=|1.05
		$most live jails to 1|live-$most/open-$most|live-1/open-1|<=|1.5
		ssh, jailed to unjailed|ssh/jailed|ssh/unjailed|<=|1.05
		50 ssh logins at once, throughput, jailed to unjailed|ssh-50/at-once-unjailed|ssh-50/at-once-jailed|>=|0.9
		private with overlay to plain|new/private-overlay|new/open-host|<=|1.6
	END
}

goal_lines()
{
	times_summary "$1" | awk -v goals="$(goals "$2")" '
		{ median[$1 "/" $2] = $4 }
		END {
			count = split(goals, lines, "\n")
			for (i = 1; i <= count; i++) {
				split(lines[i], g, "|")
				if (!(g[2] in median) || !(g[3] in median)) {
					printf "| %s | not measured | %s %s | - |\n", g[1], g[4], g[5]
					continue
				}
				r = median[g[2]] / median[g[3]]
				ok = g[4] == "<=" ? r <= g[5] : r >= g[5]
				printf "| %s | %.2f | %s %s | %s |\n", g[1], r, g[4], g[5], ok ? "pass" : "FAIL"
			}
		}'
}

# What a login would take that does no more than the floor, but has a helper to do it: the floor without
# its empty program, and a login that the helper is asked about and that is none of ours.
least_lines()
{
	times_summary "$1" | awk '
		{ median[$1 "/" $2] = $4 }
		END {
			split("host none", networks)
			for (i = 1; i <= 2; i++) {
				floor = median["new/floor-" networks[i]]
				if (floor == 0 || median["new/asked"] == 0 || median["new/empty"] == 0)
					continue
				least = floor - median["new/empty"] + median["new/asked"]
				printf "| network %s | %.2f | %.2f | %.2f |\n", networks[i], floor / 1000, least / 1000, least / floor
			}
		}'
}

memory_lines()
{
	tail -n 1 "$1/memory.csv" | awk -F, '
		function line(text, value, limit) {
			printf "| %s | %s | <= %s | %s |\n", text, value, limit, value <= limit + 0 ? "pass" : "FAIL"
		}
		{
			line("PSS of keeper and init with " $1 " jails, KiB a jail", $2 + 0, 200)
			line("processes a jail besides the session", $3 + 0, 2)
			line("all " $1 " gone after their logout, ms", $4 + 0, 5000)
		}'
}

report()
{
	local most

	most=$(tail -n 1 "$1/memory.csv" | cut -d, -f1)
	printf '%s\n\n' "$2"
	printf 'The run took %s.\n\n' "$3"
	printf '### Goals\n\n| quotient of medians | found | wanted | |\n|---|---:|---:|---|\n'
	goal_lines "$1" "$most"
	memory_lines "$1"
	printf '\n### The least that a helper costs\n\n'
	printf '| floor with | median ms | the same by a helper, ms | quotient |\n|---|---:|---:|---:|\n'
	least_lines "$1"
	printf '\n### Times\n\n'
	times_table "$1"
	printf '\n### Live jails\n\n'
	memory_table "$1"
	printf '\n'
	shift 3
	(($# == 0)) || printf 'Not measured: %s.\n' "$@"
}

plot()
{
	times_summary "$1" | awk '$1 !~ /^ssh/ { print $1 "/" $2, $4 / 1000, $6 / 1000, $5 / 1000 }' >"$1/plot.dat"
	gnuplot <<-END
		set terminal svg size 900,1000 background rgb "white"
		set output "$1/plot.svg"
		set title "median, with the fastest and the 95th percentile, ms"
		set logscale x
		set grid x
		set key off
		set yrange [-1:$(wc -l <"$1/plot.dat")] reverse
		set lmargin 24
		plot "$1/plot.dat" using 2:0:3:4:ytic(1) with xerrorbars pointtype 7 pointsize 0.6
	END
}

# The page keeps what stands before the results; it is replaced only when the new one is whole.
page_update()
{
	local new

	grep -qx '## Results' "$1" || { echo "bench: '$1' has no line '## Results'" >&2; return 1; }
	new=$(mktemp "$1.XXXXXX") || return 1
	{
		sed '/^## Results$/q' "$1"
		echo
		cat "$2"
	} >"$new" && chmod 0644 "$new" && mv "$new" "$1"
}
