# SPDX-License-Identifier: BSD-3-Clause
# What users do, program by program, in a Debian that is made for it. ROWS="git screen" tries some of them;
# RESULTS=docs/ordinary.md puts the table of all into that page.
check-ordinary: packages
	$(SUBMAKE) programs
	$(RUN) RESULTS='$(RESULTS)' tests/ordinary/check $(ROWS)

.PHONY: check-ordinary
