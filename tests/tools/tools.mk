# SPDX-License-Identifier: BSD-3-Clause
TOOL_SOURCES   := $(wildcard tests/tools/*.c)
# Programs that tests use, and libraries (lib*.c) that they plant.
TOOL_LIB_SOURCES := $(filter-out $(if $(filter yes,$(WITH_SUBID)),,%/libsubid_tests.c), \
	$(filter tests/tools/lib%,$(TOOL_SOURCES)))
TOOL_BIN_SOURCES := $(filter-out tests/tools/lib%,$(TOOL_SOURCES))
TOOL_LIBS        := $(TOOL_LIB_SOURCES:tests/tools/%.c=$(BUILD)/tools/%.so)
TOOLS            := $(TOOL_BIN_SOURCES:tests/tools/%.c=$(BUILD)/tools/%)
ATTACKER         := $(BUILD)/tools/attack_prober
ATTACKER_OBJECTS := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard tests/attacks/prober/*.c))
CALLER_OBJECTS   := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard tests/tools/caller/*.c))
FAULTS_OBJECTS   := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard tests/tools/faults/*.c))
BENCH_PROGRAMS   := $(addprefix $(BUILD)/bench/,bench hold empty)
BENCH_OBJECTS    := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard tests/bench/*.c))
TOOL_OBJECTS     := $(CALLER_OBJECTS) $(FAULTS_OBJECTS) $(ATTACKER_OBJECTS) \
	$(patsubst %.c,$(BUILD)/pie/%.o,$(TOOL_BIN_SOURCES)) \
	$(patsubst %.c,$(BUILD)/pic/%.o,$(TOOL_LIB_SOURCES))

$(TOOLS): $(BUILD)/tools/%: $(BUILD)/pie/tests/tools/%.o $(SYSCALLS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) $(TOOL_LINK) $(LINK_FLAGS) $(LDFLAGS) -o $@ $^ $(TOOL_LIBRARIES)

TOOL_LINK      := -pie
TOOL_LIBRARIES := -lpam -lpthread
# They have to run in any rootfs.
$(BUILD)/tools/prober $(BUILD)/tools/exhaust $(BUILD)/tools/type_ahead: TOOL_LINK := -static-pie
$(BUILD)/tools/prober $(BUILD)/tools/exhaust $(BUILD)/tools/type_ahead: TOOL_LIBRARIES :=

$(BUILD)/tools/caller: $(CALLER_OBJECTS)
$(BUILD)/tools/bad_requests: $(patsubst %.c,$(BUILD)/pie/%.o,$(SHARED_SOURCES))
$(BUILD)/tools/faults: $(FAULTS_OBJECTS)
# For the names of the system calls.
$(BUILD)/tools/faults: TOOL_LIBRARIES := -lseccomp

$(BENCH_PROGRAMS): $(BUILD)/bench/%: $(BUILD)/pie/tests/bench/%.o $(SYSCALLS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) $(BENCH_LINK) $(LINK_FLAGS) $(LDFLAGS) -o $@ $^ $(BENCH_LIBRARIES)

BENCH_LINK      := -pie
BENCH_LIBRARIES := -lpam
$(BUILD)/bench/bench: $(BUILD)/pie/tests/bench/floor.o
$(BUILD)/bench/empty: BENCH_LINK := -static-pie
$(BUILD)/bench/empty: BENCH_LIBRARIES :=

$(ATTACKER): $(ATTACKER_OBJECTS) $(SYSCALLS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) -static-pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $^

$(TOOL_LIBS): $(BUILD)/tools/%.so: $(BUILD)/pic/tests/tools/%.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) -shared $(LINK_FLAGS) $(LDFLAGS) -o $@ $< -ldl
