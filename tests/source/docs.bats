#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What the pages say is so: links lead somewhere, keys and log lines exist, pictures and recording are
# of what is here, and the container by hand can be typed.

load ../lib/session
load ../lib/readme

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
}

pages() {
	ls README.md SECURITY.md docs/*.md
}

none_of() { # prints the lines it reads, and fails if there are any
	! grep .
}

# The text between the brackets of each target of a page, without those that are elsewhere.
links_of() {
	grep -oE '\]\([^)]+\)' "$1" | sed -E 's/^\]\((.*)\)$/\1/' | grep -vE '^[a-z]+:' || true
}

# The anchors that a page's headings have.
anchors_of() {
	sed -n 's/^##* *//p' "$1" | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9 _-]//g; s/ /-/g'
}

@test "every relative link of a page leads to a file, and to a heading if it names one" {
	[ "$(for page in $(pages); do links_of "$page"; done | wc -l)" -gt 20 ]
	for page in $(pages); do
		links_of "$page" | while IFS= read -r link; do
			file=${link%%#*}
			target=$page
			[[ -z $file ]] || target=$(dirname "$page")/$file
			[[ -e $target ]] || { echo "$page: $link"; continue; }
			[[ $link != *'#'* ]] || anchors_of "$target" | grep -qxF -- "${link#*#}" || echo "$page: $link"
		done
	done | none_of
}

@test "every page of docs is linked from another one" {
	for page in docs/*.md docs/*.svg docs/*.cast; do
		for other in $(pages); do
			[[ $other == "$page" ]] || links_of "$other"
		done | grep -qE "(^|/)${page##*/}(#|$)" || echo "$page"
	done | none_of
}

@test "every key in a configuration that a page shows is one" {
	keys=$(sed -n 's/^\.It Cm \([a-z_]*\)=.*/\1/p; s/^\.It Cm \([a-z_]*\) *Ns.*/\1/p' docs/nsjail.conf.5)
	known=$(grep -ohE '"[a-z_]+"' helper/config/config_*.c | tr -d '"')
	[ -n "$keys$known" ]
	shown=$(for page in $(pages); do sed -n '/^```ini$/,/^```$/p' "$page"; done | sed -n 's/^\([a-z_]*\) *=.*/\1/p' | sort -u)
	[ "$(wc -l <<<"$shown")" -gt 10 ]
	grep -vxF "$known" <<<"$shown" | none_of
}

# The shipped file has every key of the table: a unit test holds that.
@test "every key has its item in nsjail.conf(5)" {
	sed -n 's/^#\([a-z_]*\) =.*/\1/p' etc/nsjail.conf | sort -u >"$BATS_TEST_TMPDIR/keys"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/keys")" -gt 40 ]
	grep '^\.It Cm' docs/nsjail.conf.5 | grep -oE 'Cm [a-z_]+ Ns = ' | sed 's/Cm //; s/ Ns = //' | sort -u >"$BATS_TEST_TMPDIR/items"
	comm -23 "$BATS_TEST_TMPDIR/keys" "$BATS_TEST_TMPDIR/items" | none_of
}

@test "every command and option of nsjailctl has its item in nsjailctl(8)" {
	nsjailctl=${BUILD:-build}/nsjailctl
	"$nsjailctl" --help | sed -n 's/^  \([a-z]*\) .*/\1/p' >"$BATS_TEST_TMPDIR/commands"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/commands")" -gt 8 ]
	while read -r command; do
		grep -qE "^\.It Cm $command( |$)" docs/nsjailctl.8 || echo "$command"
	done <"$BATS_TEST_TMPDIR/commands" | none_of
	while read -r command; do
		"$nsjailctl" "$command" --help
	done <"$BATS_TEST_TMPDIR/commands" | grep -oE -- '--[a-z]+(-[a-z]+)*' | sort -u >"$BATS_TEST_TMPDIR/options"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/options")" -gt 5 ]
	while read -r option; do
		grep -qE "^\.It Fl $option( |$)" docs/nsjailctl.8 || echo "$option"
	done < <(sed 's/^-//' "$BATS_TEST_TMPDIR/options") | none_of
}

@test "what is pasted on a server installs what the build needs, and is one command" {
	readme_block README.md 'On a real server' >"$BATS_TEST_TMPDIR/block"
	bash -n "$BATS_TEST_TMPDIR/block"
	# It waits for nothing that is pasted behind it, and nothing of it goes on behind what fails.
	assert_equal "$(head -n 1 "$BATS_TEST_TMPDIR/block")" '(set -e'
	assert_equal "$(tail -n 1 "$BATS_TEST_TMPDIR/block")" 'nsjailctl check)'
	assert_equal "$(grep -c '^(\|)$' "$BATS_TEST_TMPDIR/block")" 2
	# It is run on fresh machines by `make check-fresh`.
	grep -q '^tests/install_packages build ' "$BATS_TEST_TMPDIR/block"
}

# All strings of the sources, each as the compiler joins them.
strings_of_the_sources() {
	find helper pam_nsjail -name '*.[ch]' ! -name 'why_causes.c' -exec cat {} + |
		perl -0pe 's/"\s*(PRI[a-zA-Z0-9]+\s*)?"//g'
}

@test "every log line of the troubleshooting page is one that the program can write" {
	strings_of_the_sources >"$BATS_TEST_TMPDIR/strings"
	sed -nE 's/^\| `([^`]*)` \|.*/\1/p' docs/troubleshooting.md >"$BATS_TEST_TMPDIR/lines"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" -gt 40 ]
	while IFS= read -r line; do
		# What stands between the dots, one piece a line.
		sed 's/\.\.\./\n/g' <<<"$line" | sed -E 's/^ +//; s/ +$//' | grep . | while IFS= read -r piece; do
			grep -qF -- "$piece" "$BATS_TEST_TMPDIR/strings" || echo "$line: '$piece'"
		done
	done <"$BATS_TEST_TMPDIR/lines" | none_of
}

# The formats of all refusals, a line each, as the compiler joins them. What they are filled with is an X; at
# the beginning it is a file if a colon follows, else a key.
refusals_of_the_sources() {
	find helper pam_nsjail -name '*.c' | grep -vE '^helper/(ctl|veth|scope|subids|groups|audit|filter_make)/' | xargs perl -0ne 'while (/\b(?:report_error|reason_add)\s*\((?:[^"'"'"';]|'"'"'[^'"'"']*'"'"')*?((?:"(?:[^"\\]|\\.)*"\s*)+)/g) {
		my $format = $1;
		$format =~ s/"\s*"//g;
		$format =~ s/^"|"\s*$//g;
		$format =~ s/^%s:/FILE:/;
		$format =~ s/^%s /KEY /;
		$format =~ s/%[a-z]+/X/g;
		print "$format\n" unless $format eq "%s" || $format eq "X";
	}' | sort -u
}

@test "no refusal has the semicolon in it that stands between two of them" {
	refusals_of_the_sources | grep -F '; ' | none_of
	sed -n '/^const struct why_cause/,/^}/p' helper/ctl/why/why_causes.c | grep -E '^.\{ "[^"]*; ' | none_of
}

@test "every refusal that the program can write is on the troubleshooting page, by its words or how it begins" {
	refusals_of_the_sources >"$BATS_TEST_TMPDIR/refusals"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/refusals")" -gt 200 ]
	# Rows of words are anywhere in a line, with anything for their dots; the others begin it.
	sed -nE 's/^\| `([^`]*)` \|.*/\1/p' docs/troubleshooting.md | perl -pe '
		chomp; $_ = join(".*", map { quotemeta } grep { length } map { s/^ +| +$//gr } split /\.\.\./) . "\n"' \
		>"$BATS_TEST_TMPDIR/patterns"
	sed -n '/^## Any other line/,/^## After/p' docs/troubleshooting.md | sed -nE 's/^\| (`.*`) \| .*/\1/p' |
		grep -oE '`[^`]+`' | tr -d '`' >"$BATS_TEST_TMPDIR/beginnings"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/beginnings")" -gt 30 ]
	perl -pe 'chomp; $_ = "^" . quotemeta($_) . (/\w$/ ? "\\b" : "") . "\n"' "$BATS_TEST_TMPDIR/beginnings" \
		>>"$BATS_TEST_TMPDIR/patterns"
	perl -e 'open(P, shift); chomp(@patterns = <P>); open(R, shift);
		while (my $line = <R>) { print $line unless grep { $line =~ /$_/ } @patterns }' \
		"$BATS_TEST_TMPDIR/patterns" "$BATS_TEST_TMPDIR/refusals" | none_of
	# And each way to begin is one that there is.
	while IFS= read -r words; do
		grep -qF -- "$words" <(cut -c "1-${#words}" "$BATS_TEST_TMPDIR/refusals") || echo "nothing begins with '$words'"
	done <"$BATS_TEST_TMPDIR/beginnings" | none_of
}

@test "what nsjailctl why tells to do, the troubleshooting page tells, too" {
	perl -0ne 's/"\s*\n\s*"//g; while (/\{ "(?:[^"\\]|\\.)*",\s*"((?:[^"\\]|\\.)*)"/g) { print "$1\n" }' \
		helper/ctl/why/why_causes.c >"$BATS_TEST_TMPDIR/ways"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/ways")" -ge 40 ]
	while IFS= read -r way; do
		grep -qF -- "$way |" docs/troubleshooting.md || echo "not on the page: $way"
	done <"$BATS_TEST_TMPDIR/ways" | none_of
}

@test "the pictures are of their sources" {
	[ -e docs/processes.dot ] && [ -e docs/life.dot ] && [ -e docs/trust.dot ]
	for source in docs/*.dot; do
		picture=${source%.dot}.svg
		grep -qF "<!-- of $(sha256sum <"$source" | cut -d' ' -f1) -->" "$picture" || echo "$picture: make pictures"
		# Whatever version drew it: each line of each label is there.
		grep -oE 'label="[^"]*"' "$source" | sed -E 's/^label="(.*)"$/\1/; s/\\n/\n/g' | while IFS= read -r label; do
			sed -E "s/&#39;/'/g; s/&#45;/-/g; s/&gt;/>/g" "$picture" | grep -qF -- ">$label</text>" || echo "$picture: '$label'"
		done
		# On a dark screen the same picture is light on dark: each colour that it has becomes another.
		[[ $(cat "$picture") == *"$(cat docs/dark.css)"* ]] || echo "$picture: make pictures"
		grep -oE '(fill|stroke)="[a-z#0-9]*"' "$picture" | grep -vE '"(none|transparent)"' | sort -u | while IFS= read -r colour; do
			grep -qF "[$colour]" docs/dark.css || echo "$picture: $colour on a dark screen"
		done
	done | none_of
}

@test "the still is of the recording that is here, and shows its words" {
	still=docs/demo.svg
	grep -qF "<!-- of $(sha256sum <docs/demo.cast | cut -d' ' -f1) -->" "$still" || fail "make still"
	tail -n +2 docs/demo.cast | jq -j '.[2]' | sed -E 's/\x1b\[[0-9;]*m//g; s/\r//g' >"$BATS_TEST_TMPDIR/shown"
	sed -E 's/<text/\n<text/g' "$still" | sed -nE "s/^<text[^>]*>([^<]*)<.*/\1/p" | sed "s/&#39;/'/g; s/ *$//" |
		grep . >"$BATS_TEST_TMPDIR/texts"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/texts")" -gt 20 ]
	grep -q 'alice .* bob .* eve' "$BATS_TEST_TMPDIR/texts"
	while IFS= read -r text; do
		grep -qF -- "$text" "$BATS_TEST_TMPDIR/shown" || echo "not in the recording: '$text'"
	done <"$BATS_TEST_TMPDIR/texts" | none_of
	grep -q 'prefers-color-scheme: dark' "$still"
	for class in $(grep -oE 'class="[a-z0-9]+"' "$still" | sort -u | cut -d'"' -f2); do
		[ "$(grep -cE "^ *\.$class \{" "$still")" -eq 2 ] || echo "$class has not two colours"
	done | none_of
}

@test "pictures stand in the page: the still and the two trust modes on the first screen of README.md" {
	sed '/^## A root of his own/q' README.md >"$BATS_TEST_TMPDIR/first"
	for picture in demo trust; do
		grep -qE "^!\[[^]]{20,}\]\(docs/$picture\.svg\)$" "$BATS_TEST_TMPDIR/first" || echo "$picture"
	done | none_of
	for picture in docs/*.svg; do
		grep -qE "^!\[[^]]{20,}\]\((docs/)?${picture##*/}\)$" README.md docs/*.md || echo "$picture is only behind links"
	done | none_of
}

@test "the recording is of the demonstration that is here, and of no machine" {
	cast=docs/demo.cast
	head -n 1 "$cast" | jq -e '.version == 2 and .width == 100' >/dev/null
	tail -n +2 "$cast" | jq -e -s 'all(length == 3 and .[1] == "o") and ([.[][0]] | . == sort)' >/dev/null
	tail -n +2 "$cast" | jq -r '.[2]' | sed 's/\x1b\[[0-9;]*m//g' >"$BATS_TEST_TMPDIR/shown"
	grep -q 'facts, and all of them hold' "$BATS_TEST_TMPDIR/shown"
	# What each scene says in plain words.
	grep -ohE '(fact|scene|heading) "[^"$]+"' tests/demo/scenes.bash | sed -E 's/^[a-z]+ "(.*)"$/\1/' |
		while IFS= read -r text; do
			grep -qF -- "$text" "$BATS_TEST_TMPDIR/shown" || echo "not in the recording: $text"
		done | none_of
	grep -nE "/tmp/[a-z_]+\.|/home/|/root/|build/|$PWD" "$BATS_TEST_TMPDIR/shown" | none_of
}

@test "the table of clients names tests that are there" {
	named=$(grep -oE '[a-z/]+\.bats' docs/clients.md | sort -u)
	[ "$(wc -l <<<"$named")" -ge 4 ]
	while IFS= read -r name; do
		[[ -e tests/ssh/${name##*/} ]] || echo "$name"
	done <<<"$named" | none_of
	for client in git tmux mosh ansible; do
		grep -q "^@test \"$client:" tests/ssh/clients.bats || echo "$client"
	done | none_of
}

@test "the container by hand can be typed, block by block" {
	need unshare lsns nsenter busybox || skip "$SESSION_LACKS"
	private_host_start
	host_rootfs /srv/byhand
	# The blocks are one shell, as at a prompt; what they print is asked at the end of each.
	sed -n '/^```sh$/,/^```$/p' docs/by-hand.md | sed 's/^```$/sleep 0.5/; /^```sh$/d' >"$HOST_ROOT/srv/typed"
	# Cgroups of the machine are not for tests: a directory stands for them, and shows that they are written.
	sed -i 's,/sys/fs/cgroup,/srv/cgroup,' "$HOST_ROOT/srv/typed"
	run on_host_bash 'mkdir /srv/cgroup; . /srv/typed; echo "left: $(pgrep -c -x sleep)"
		grep -H . /srv/cgroup/byhand/*; hostname'
	private_host_stop || true
	[ "$status" -eq 0 ]
	assert_match "$output" $'\nbyhand\nbin\n'
	assert_match "$output" 'left: 0'
	assert_match "$output" 'memory.max:100M'
	assert_match "$output" $'\nprivate-host$'
}
