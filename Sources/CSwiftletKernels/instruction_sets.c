#include "instruction_sets.h"

/* Beside the bits of the sets. */
enum { has_avx512vbmi = 1 << 30 };

#if defined(__x86_64__)
#include <cpuid.h>

/* Which register files the operating system saves: XMM 1, YMM 2, opmask and ZMM 5 to 7. */
static uint32_t saved_state(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static uint32_t detected(void) {
  uint32_t sets = swiftlet_set_portable, a, b, c, d, base, later;
  if (!__get_cpuid(1, &a, &b, &base, &d)) return sets;
  if (!(base & bit_SSE4_1)) return sets;
  sets |= swiftlet_set_sse41;
  if (!(base & bit_OSXSAVE) || !(base & bit_AVX) || !(base & bit_FMA)) return sets;
  uint32_t state = saved_state();
  if ((state & 0x6) != 0x6 || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return sets;
  if (!(b & bit_AVX2) || !(base & bit_F16C)) return sets;
  sets |= swiftlet_set_avx2;
  uint32_t wide = bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL;
  if ((state & 0xE6) == 0xE6 && (b & wide) == wide && (c & bit_AVX512VNNI)) {
    sets |= swiftlet_set_avx512vnni;
    if (c & bit_AVX512VBMI) sets |= has_avx512vbmi;
  }
  if (__get_cpuid_count(7, 1, &later, &b, &c, &d) && (later & (1u << 4))) {
    sets |= swiftlet_set_avxvnni;
  }
  return sets;
}

#elif defined(__aarch64__)

static uint32_t compiled(void) {
  uint32_t sets = swiftlet_set_portable;
#if defined(__ARM_NEON)
  sets |= swiftlet_set_neon;
#if defined(__ARM_FEATURE_DOTPROD)
  sets |= swiftlet_set_dotprod;
#if defined(__ARM_FEATURE_MATMUL_INT8)
  sets |= swiftlet_set_i8mm;
#endif
#endif
#endif
  return sets;
}

#if defined(__linux__) || defined(__ELF__)
/* Weak: on bare metal there is nobody to ask, and what the compiler was told holds. */
extern unsigned long getauxval(unsigned long) __attribute__((weak));

static uint32_t detected(void) {
  uint32_t sets = compiled();
  if (!getauxval) return sets;
  enum { hwcap = 16, hwcap2 = 26 };
  if (getauxval(hwcap) & (1ul << 20)) {
    sets |= swiftlet_set_dotprod;
    if (getauxval(hwcap2) & (1ul << 13)) sets |= swiftlet_set_i8mm;
  }
  return sets;
}
#else
static uint32_t detected(void) { return compiled(); }
#endif

#else

static uint32_t detected(void) {
  uint32_t sets = swiftlet_set_portable;
#if defined(__wasm_simd128__)
  sets |= swiftlet_set_simd128;
#endif
#if defined(__ARM_FEATURE_DSP) && defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
  sets |= swiftlet_set_cortexmdsp;
#endif
  return sets;
}

#endif

static uint32_t known_sets(void) {
  /* `cpuid` can cost microseconds in a virtual machine. Every thread finds the same answer. */
  static uint32_t known;
  uint32_t sets = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (!sets) {
    sets = detected();
    __atomic_store_n(&known, sets, __ATOMIC_RELAXED);
  }
  return sets;
}

uint32_t swiftlet_instruction_sets(void) { return known_sets() & ~(uint32_t)has_avx512vbmi; }

int32_t swiftlet_has_avx512vbmi(void) { return (known_sets() & has_avx512vbmi) != 0; }
