// A program without libc, for every machine: it loads a model, runs it, and looks at each byte of what
// comes out. It returns zero, or the number of the check that failed.
#include <swiftlet.h>

__attribute__((aligned(64))) static const uint8_t file[] = {
#include "negation.bytes"
};
__attribute__((aligned(64))) static uint8_t arena[4096];

// All that the library takes from libc.
void *memcpy(void *to, const void *from, size_t count) {
  for (size_t i = 0; i < count; i++) ((volatile uint8_t *)to)[i] = ((const uint8_t *)from)[i];
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  if ((uintptr_t)to <= (uintptr_t)from) return memcpy(to, from, count);
  while (count-- > 0) ((volatile uint8_t *)to)[count] = ((const uint8_t *)from)[count];
  return to;
}

void *memset(void *to, int value, size_t count) {
  for (size_t i = 0; i < count; i++) ((volatile uint8_t *)to)[i] = (uint8_t)value;
  return to;
}

int memcmp(const void *left, const void *right, size_t count) {
  for (size_t i = 0; i < count; i++) {
    int difference = ((const uint8_t *)left)[i] - ((const uint8_t *)right)[i];
    if (difference != 0) return difference;
  }
  return 0;
}

#if defined(__arm__)
// The names that the Arm ABI gives the same functions.
void bare_memcpy(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void bare_memmove(void *to, const void *from, size_t count) { memmove(to, from, count); }
void bare_memset(void *to, size_t count, int value) { memset(to, value, count); }
void bare_memclr(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memcpy(void *, const void *, size_t) __attribute__((alias("bare_memcpy")));
void __aeabi_memcpy4(void *, const void *, size_t) __attribute__((alias("bare_memcpy")));
void __aeabi_memcpy8(void *, const void *, size_t) __attribute__((alias("bare_memcpy")));
void __aeabi_memmove(void *, const void *, size_t) __attribute__((alias("bare_memmove")));
void __aeabi_memmove4(void *, const void *, size_t) __attribute__((alias("bare_memmove")));
void __aeabi_memmove8(void *, const void *, size_t) __attribute__((alias("bare_memmove")));
void __aeabi_memset(void *, size_t, int) __attribute__((alias("bare_memset")));
void __aeabi_memset4(void *, size_t, int) __attribute__((alias("bare_memset")));
void __aeabi_memset8(void *, size_t, int) __attribute__((alias("bare_memset")));
void __aeabi_memclr(void *, size_t) __attribute__((alias("bare_memclr")));
void __aeabi_memclr4(void *, size_t) __attribute__((alias("bare_memclr")));
void __aeabi_memclr8(void *, size_t) __attribute__((alias("bare_memclr")));
#endif

static size_t call_count;
static void observe(void *state, size_t step, bool has_run) {
  (void)step, (void)has_run;
  *(size_t *)state += 1;
}

// Cuts the work into shares and does them one after the other, the last first.
static void share(void *pool, size_t count, void (*body)(void *state, size_t share), void *state) {
  (void)pool;
  while (count > 0) body(state, --count);
}

__attribute__((used, visibility("default"))) int check(void) {
  swiftlet_fault fault;
  swiftlet_model *model;
  swiftlet_tensor input, output;
  size_t size;
  if (swiftlet_arena_size(file, sizeof file, &size, &fault) != SWIFTLET_OK) return 1;
  if (size > sizeof arena) return 2;
  if (swiftlet_load(file, sizeof file, arena, size - 1, NULL, &model, &fault) !=
          SWIFTLET_ARENA_TOO_SMALL ||
      fault.needed != (ptrdiff_t)size) {
    return 3;
  }
  if (swiftlet_load(file, sizeof file, arena, size, NULL, &model, &fault) != SWIFTLET_OK) return 4;
  if (swiftlet_set_threads(model, 3, share, NULL) != SWIFTLET_OK) return 5;
  if (swiftlet_input_named(model, "image", &input) != SWIFTLET_OK) return 6;
  if (swiftlet_output_named(model, "scores", &output) != SWIFTLET_OK) return 7;
  if (swiftlet_input_count(model) != 1 || swiftlet_output_count(model) != 1) return 8;
  if (input.byte_count != 32 || output.byte_count != 32 || output.scale != 0.5f) return 9;
  for (int i = 0; i < 32; i++) ((int8_t *)input.data)[i] = (int8_t)(i * 8 - 128);
  swiftlet_run_observed(model, observe, &call_count);
  if (call_count != 2 * swiftlet_step_count(model)) return 10;
  for (int i = 0; i < 32; i++) {
    if (((const int8_t *)output.data)[i] != -1 - (i * 8 - 128)) return 11;
  }
  if (!swiftlet_instruction_set_supported(swiftlet_instruction_set_best())) return 12;
  return 0;
}

// The way in, and out with the answer of `check`, as Linux has them.
#if defined(__x86_64__)
__asm__(".globl _start\n_start: call check\nmov %eax, %edi\nmov $60, %eax\nsyscall\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start: bl check\nmov x8, #93\nsvc #0\n");
#elif defined(__arm__)
__asm__(".thumb\n.globl _start\n.thumb_func\n_start: bl check\nmovs r7, #1\nsvc #0\n");
#elif defined(__riscv)
__asm__(".globl _start\n_start: call check\nli a7, 93\necall\n");
#endif
