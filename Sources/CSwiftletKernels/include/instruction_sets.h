#ifndef SWIFTLET_INSTRUCTION_SETS_H
#define SWIFTLET_INSTRUCTION_SETS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The bits of `swiftlet_instruction_sets`, numbered as `InstructionSet` in Swift. */
enum {
  swiftlet_set_portable = 1 << 0,
  swiftlet_set_sse41 = 1 << 1,
  swiftlet_set_avx2 = 1 << 2,
  swiftlet_set_avxvnni = 1 << 3,
  swiftlet_set_avx512vnni = 1 << 4,
  swiftlet_set_neon = 1 << 5,
  swiftlet_set_dotprod = 1 << 6,
  swiftlet_set_i8mm = 1 << 7,
  swiftlet_set_simd128 = 1 << 8,
  swiftlet_set_cortexmdsp = 1 << 9,
};

/* The sets that the processor and its operating system can run, asked of them once. */
uint32_t swiftlet_instruction_sets(void);

/* Whether the processor can choose among bytes, too, under `swiftlet_set_avx512vnni`. */
int32_t swiftlet_has_avx512vbmi(void);

#ifdef __cplusplus
}
#endif
#endif
