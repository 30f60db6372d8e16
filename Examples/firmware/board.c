// An Arm MPS2 board with a Cortex-M4 (AN386), as `qemu-system-arm -M mps2-an386` has it: start-up, the
// four functions that Swift takes from libc, and a line of text by semihosting.
#include "board.h"

extern const uint8_t model_start[], model_end[], input_start[], input_end[];
extern uint32_t data_load[], data_start[], data_end[], zero_start[], zero_end[], stack_top[];
int32_t firmware_classify(void);

__asm__(
    ".section .model, \"a\"\n"
    ".balign 64\n.globl model_start, model_end\nmodel_start: .incbin \"model.swiftlet\"\nmodel_end:\n"
    ".balign 64\n.globl input_start, input_end\ninput_start: .incbin \"input.bin\"\ninput_end:\n"
    ".previous\n");

// The bytes that `swiftlet inspect` states, and some more.
__attribute__((aligned(16))) static uint8_t arena[BOARD_ARENA_SIZE];

const void *board_model(void) { return model_start; }
size_t board_model_size(void) { return (size_t)(model_end - model_start); }
void *board_arena(void) { return arena; }
size_t board_arena_size(void) { return sizeof arena; }
const void *board_input(void) { return input_start; }
size_t board_input_size(void) { return (size_t)(input_end - input_start); }

void *memmove(void *to, const void *from, size_t count) {
  uint8_t *target = to;
  const uint8_t *source = from;
  if (target < source) {
    for (size_t i = 0; i < count; i++) target[i] = source[i];
  } else {
    while (count-- > 0) target[count] = source[count];
  }
  return to;
}

static void fill(uint8_t *to, size_t count, int value) {
  for (size_t i = 0; i < count; i++) to[i] = (uint8_t)value;
}

static void clear(uint8_t *to, size_t count) { fill(to, count, 0); }

void *memset(void *to, int value, size_t count) {
  fill(to, count, value);
  return to;
}

void *memcpy(void *to, const void *from, size_t count) __attribute__((alias("memmove")));

// The names that the Arm ABI gives the same functions.
void __aeabi_memcpy(void *, const void *, size_t) __attribute__((alias("memmove")));
void __aeabi_memcpy4(void *, const void *, size_t) __attribute__((alias("memmove")));
void __aeabi_memcpy8(void *, const void *, size_t) __attribute__((alias("memmove")));
void __aeabi_memmove(void *, const void *, size_t) __attribute__((alias("memmove")));
void __aeabi_memmove4(void *, const void *, size_t) __attribute__((alias("memmove")));
void __aeabi_memmove8(void *, const void *, size_t) __attribute__((alias("memmove")));
void __aeabi_memset(void *, size_t, int) __attribute__((alias("fill")));
void __aeabi_memset4(void *, size_t, int) __attribute__((alias("fill")));
void __aeabi_memset8(void *, size_t, int) __attribute__((alias("fill")));
void __aeabi_memclr(void *, size_t) __attribute__((alias("clear")));
void __aeabi_memclr4(void *, size_t) __attribute__((alias("clear")));
void __aeabi_memclr8(void *, size_t) __attribute__((alias("clear")));

static intptr_t ask_host(uint32_t operation, const void *argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return (intptr_t)r0;
}

__attribute__((noreturn)) void board_start(void) {
  enum { access_registers = 0xE000ED88, write_text = 0x04, exit_extended = 0x20 };
  static const uint32_t application_exit = 0x20026;
  // The FPU is off after a reset.
  *(volatile uint32_t *)access_registers |= 0xFu << 20;
  __asm__ volatile("dsb\nisb" ::: "memory");
  memmove(data_start, data_load, (size_t)(data_end - data_start) * sizeof *data_start);
  clear((uint8_t *)zero_start, (size_t)(zero_end - zero_start) * sizeof *zero_start);
  int32_t class = firmware_classify();
  char line[] = "class 00\n";
  if (class >= 0) line[6] = (char)('0' + class / 10 % 10), line[7] = (char)('0' + class % 10);
  ask_host(write_text, class >= 0 ? line : "refused\n");
  uint32_t exit[2] = {application_exit, class < 0};
  ask_host(exit_extended, exit);
  for (;;) {
  }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {
    stack_top, (const void *)board_start};
