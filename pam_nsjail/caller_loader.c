/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A filter is inherited and outlives execve(2), and knows a loader by its address alone. It names
 * the very places of system calls in the loader's code, so that one of another process is hit only
 * if it lies at the same of 2^28 addresses, or whatever vm.mmap_rnd_bits says.
 */
#include "caller_loader.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "reason.h"
#include "shared/cleanup.h"
#include "shared/request.h"

#define RANDOMIZE_PATH "/proc/sys/kernel/randomize_va_space"

/* Instructions before the list of places, and behind it. */
#define HEAD_COUNT 19
#define TAIL_COUNT 2
#define LIST_MAX   (HEAD_COUNT + CALLER_LOADER_CALLS_MAX + TAIL_COUNT + FILTER_MAX)

#if defined(__s390__)
#error "mmap(2) has its arguments in memory here, where no filter sees them"
#elif defined(SYS_mmap2)
#define MMAP_NUMBER SYS_mmap2
#else
#define MMAP_NUMBER SYS_mmap
#endif

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LOW_OF(member)	offsetof(struct seccomp_data, member)
#define HIGH_OF(member) (LOW_OF(member) + sizeof(uint32_t))
#else
#define HIGH_OF(member) offsetof(struct seccomp_data, member)
#define LOW_OF(member)	(HIGH_OF(member) + sizeof(uint32_t))
#endif

struct program {
	size_t count;
	struct sock_filter list[LIST_MAX];
};

/* One of dl_iterate_phdr(3): the loader's entry has the code, and ends the search. */
static int code_take(struct dl_phdr_info *info, size_t size, void *data)
{
	struct caller_loader *loader = data;

	(void)size;
	if (info->dlpi_addr != getauxval(AT_BASE))
		return 0;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		uint64_t begin = info->dlpi_addr + part->p_vaddr;

		if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0)
			continue;
		loader->begin = loader->end == 0 ? begin : loader->begin;
		loader->end = begin + part->p_memsz;
	}
	return 1;
}

/* A program without a loader has no base, nor has one that the loader was told to run. */
static int code_find(struct caller_loader *ret_loader)
{
	ret_loader->begin = ret_loader->end = 0;
	if (getauxval(AT_BASE) == 0 || dl_iterate_phdr(code_take, ret_loader) == 0)
		return -ENOENT;
	if (ret_loader->end <= ret_loader->begin || ret_loader->end - ret_loader->begin > INT_MAX)
		return -ENOEXEC;
	return 0;
}

/*
 * The next instruction that makes a system call, or NULL. What only looks like one, within another,
 * does no harm. Each login looks at all of the code, hence for the rarer byte of the two, and not
 * byte by byte. None on machines that are not named here.
 */
#if defined(__x86_64__)
#define CALL_SIZE 2

static const uint8_t *call_find(const uint8_t *code, const uint8_t *end)
{
	while (end - code >= CALL_SIZE) {
		const uint8_t *second = memchr(code + 1, 0x05, (size_t)(end - code - 1));

		if (second == NULL || second[-1] == 0x0f)
			return second == NULL ? NULL : second - 1;
		code = second;
	}
	return NULL;
}
#elif defined(__aarch64__)
#define CALL_SIZE 4

static const uint8_t *call_find(const uint8_t *code, const uint8_t *end)
{
	for (; end - code >= CALL_SIZE; code += CALL_SIZE)
		if ((code[0] & 0x1f) == 0x01 && (code[2] & 0xe0) == 0 && code[3] == 0xd4)
			return code;
	return NULL;
}
#else
#define CALL_SIZE 0

static const uint8_t *call_find(const uint8_t *code, const uint8_t *end)
{
	(void)code;
	(void)end;
	return NULL;
}
#endif

/* Where the processor is after each call; none at all if there are too many. */
static void calls_find(struct caller_loader *loader)
{
	const uint8_t *begin = (const uint8_t *)(uintptr_t)loader->begin;
	const uint8_t *end = begin + (loader->end - loader->begin);
	const uint8_t *code = begin;

	loader->count = 0;
	while ((code = call_find(code, end)) != NULL) {
		code += CALL_SIZE;
		if (loader->count == CALLER_LOADER_CALLS_MAX) {
			loader->count = 0;
			return;
		}
		loader->calls[loader->count++] = (uint32_t)(code - begin);
	}
}

/* For a question that is not about one user; no user has that number. */
#define ANYBODY ((uid_t)-1)

/*
 * What no program asks for: nothing, at the code's own address of a file, whose descriptor is the
 * user. The filter of this very code answers it, and a process with many sessions of one user needs
 * it once: the kernel has a limit.
 */
static bool is_barred(const struct caller_loader *loader, uid_t uid)
{
	return syscall(MMAP_NUMBER, NULL, 0UL, PROT_NONE, MAP_PRIVATE, uid, loader->begin) < 0 &&
	       errno == EALREADY;
}

static void add(struct program *program, struct sock_filter instruction)
{
	program->list[program->count++] = instruction;
}

/* Without places to name, it is all of the code. */
static void calls_add(struct program *program, const struct caller_loader *loader)
{
	uint32_t size = (uint32_t)(loader->end - loader->begin);

	for (size_t i = 0; i < loader->count; i++)
		add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
							  loader->calls[i], 0, 0));
	if (loader->count == 0)
		add(program,
		    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, size + 1, 0, 1));
}

/*
 * A difference of the low halves is enough where the high one is the code's: it may have two. The
 * ABI is not asked for: processes of others, if there are any, have no such addresses.
 */
static void head_add(struct program *program, const struct caller_loader *loader, uid_t uid)
{
	uint32_t first = (uint32_t)(loader->begin >> 32), last = (uint32_t)(loader->end >> 32);
	const struct sock_filter head[HEAD_COUNT] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MMAP_NUMBER, 0, UINT8_MAX),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, LOW_OF(args[3])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, MAP_ANONYMOUS, UINT8_MAX, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, LOW_OF(args[5])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)loader->begin, 0, 8),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, HIGH_OF(args[5])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, first, 0, 6),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, LOW_OF(args[1])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, LOW_OF(args[4])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ANYBODY, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, uid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EALREADY),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, HIGH_OF(instruction_pointer)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, first, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, last, 0, UINT8_MAX),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, LOW_OF(instruction_pointer)),
		BPF_STMT(BPF_ALU | BPF_SUB | BPF_K, (uint32_t)loader->begin),
	};

	memcpy(program->list, head, sizeof(head));
	program->count = HEAD_COUNT;
}

/* What is refused jumps to the instruction that does it, all else to the one behind that. */
static void tail_add(struct program *program)
{
	size_t end = program->count, refuse = end + 1, allow = end + 2;

	for (size_t i = 0; i < HEAD_COUNT; i++) {
		struct sock_filter *one = &program->list[i];

		one->jt = one->jt == UINT8_MAX ? (uint8_t)(allow - i - 1) : one->jt;
		one->jf = one->jf == UINT8_MAX ? (uint8_t)(allow - i - 1) : one->jf;
	}
	for (size_t i = HEAD_COUNT; i < end; i++)
		if (BPF_OP(program->list[i].code) == BPF_JEQ)
			program->list[i].jt = (uint8_t)(refuse - i - 1);
	add(program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 1));
	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES));
}

/* What it allows is for the other filter to judge. */
static void loader_add(struct program *program, const struct caller_loader *loader, uid_t uid)
{
	head_add(program, loader, uid);
	calls_add(program, loader);
	tail_add(program);
}

static void other_add(struct program *program, const struct sock_filter *other, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add(program, other[i]);
	if (count == 0)
		add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

/* By setarch(8) or a debugger, or for the whole machine. */
static bool is_randomized(void)
{
	_cleanup_close_ int fd = open(RANDOMIZE_PATH, O_RDONLY | O_CLOEXEC);
	char digit = '0';

	if ((personality(0xffffffffU) & ADDR_NO_RANDOMIZE) != 0)
		return false;
	return fd >= 0 && read(fd, &digit, 1) == 1 && digit != '0';
}

int caller_loader_look(struct caller_loader *ret_loader, struct reason *reason)
{
	int error = code_find(ret_loader);

	if (error < 0)
		return reason_add(reason, -error, "the caller's loader can not be found");
	if (!is_randomized())
		return reason_add(reason, 0,
				  "the caller's addresses are not random, so that its loader is "
				  "where that of every program is");
	calls_find(ret_loader);
	return 0;
}

bool caller_loader_is_barred(void)
{
	return caller_loader_is_barred_for(ANYBODY);
}

bool caller_loader_is_barred_for(uid_t uid)
{
	struct caller_loader loader;

	return code_find(&loader) == 0 && is_barred(&loader, uid);
}

int caller_loader_bar(const struct caller_loader *loader, uid_t uid,
		      const struct sock_filter *other, size_t other_count)
{
	bool is_needed = !is_barred(loader, uid);
	struct program program = { .count = 0 };
	struct sock_fprog filter = { .filter = program.list };

	if (other_count > FILTER_MAX)
		return -E2BIG;
	if (!is_needed && other_count == 0)
		return 0;
	if (is_needed)
		loader_add(&program, loader, uid);
	other_add(&program, other, other_count);
	filter.len = (unsigned short)program.count;
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) < 0 ? -errno : 0;
}
