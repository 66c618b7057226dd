# SPDX-License-Identifier: BSD-3-Clause
FUZZ_SOURCES   := $(wildcard tests/fuzz/*_fuzz.c)
# What the targets include, and what that includes: compiling the rest would be half of the time.
ifneq ($(filter fuzz-programs,$(MAKECMDGOALS)),)
FUZZ_ROOMS := $(patsubst %.c,$(BUILD)/pie/%.o,$(shell tests/source/graph reach $(FUZZ_SOURCES))) $(SYSCALLS)
endif
FUZZ_OBJECTS := $(patsubst %.c,$(BUILD)/pie/%.o,$(FUZZ_SOURCES)) $(FUZZ_ROOMS)
FUZZ_TARGETS := $(patsubst tests/fuzz/%_fuzz.c,$(BUILD)/targets/%,$(FUZZ_SOURCES))
FUZZ_ARCHIVE := $(BUILD)/fuzz.a

fuzz-programs: $(FUZZ_TARGETS)

$(FUZZ_ARCHIVE): $(FUZZ_ROOMS)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $(FUZZ_ROOMS)

# They want clang, SANITIZE=fuzz and a directory of their own: see FUZZ_MAKE.
$(FUZZ_TARGETS): $(BUILD)/targets/%: $(BUILD)/pie/tests/fuzz/%_fuzz.o $(FUZZ_ARCHIVE)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) -fsanitize=fuzzer $(FUZZ_LINK) $(LDFLAGS) -o $@ \
		$< $(FUZZ_ARCHIVE) -ljansson $(HELPER_LIBS)

# What the machine has takes no part: made-up files do.
$(BUILD)/targets/pam_stack: FUZZ_LINK := -Wl,--wrap=open
$(BUILD)/targets/path: FUZZ_LINK := -Wl,--wrap=openat -Wl,--wrap=fstat -Wl,--wrap=close

# The targets are clang's; the module and the helper that everybody tests are not built anew.
FUZZ_MAKE = $(SUBMAKE) BUILD=$(BUILD)/fuzz CC=clang SANITIZE=fuzz fuzz-programs

# Each target in its turn for TIME seconds, or RUNS executions. What they find is in build/fuzz.
TIME ?= 60
fuzz: packages
	$(FUZZ_MAKE)
	$(RUN) TIME='$(TIME)' RUNS='$(RUNS)' tests/fuzz/run $(FUZZ)

.PHONY: fuzz-programs fuzz
