// Measures the most multiply-accumulates that one core makes in a second, in int8 and in float: independent sums in
// registers, without memory. Prints two numbers; 0 where there is no loop for this processor.

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

enum { SUMS = 12, STEPS = 1 << 16, ROUNDS = 200 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

// Keeps the compiler from taking a loop apart: it must suppose that the value changes.
#define KEEP(value) __asm__ volatile("" : "+" REGISTER(value))

#define LOOP(name, features, vector, zero, step)                 \
  __attribute__((target(features), noinline)) static void name(void) { \
    vector sums[SUMS], left = zero, right = zero;                \
    for (int i = 0; i < SUMS; i++) sums[i] = zero;               \
    for (int n = 0; n < STEPS; n++) {                            \
      _Pragma("GCC unroll 12") for (int i = 0; i < SUMS; i++) {  \
        sums[i] = step(sums[i], left, right);                    \
        KEEP(sums[i]);                                           \
      }                                                          \
    }                                                            \
  }

#if defined(__x86_64__)
#define REGISTER "v"
#define PAIRS_256(sum, left, right) \
  _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(left, right), _mm256_set1_epi16(1)))
#define FMA_512(sum, left, right) _mm512_fmadd_ps(left, right, sum)
#define FMA_256(sum, left, right) _mm256_fmadd_ps(left, right, sum)
LOOP(int8_avx512_vnni, "avx512f,avx512vnni", __m512i, _mm512_setzero_si512(), _mm512_dpbusd_epi32)
LOOP(float_avx512, "avx512f", __m512, _mm512_setzero_ps(), FMA_512)
#undef REGISTER
#define REGISTER "x"
LOOP(int8_avx2, "avx2", __m256i, _mm256_setzero_si256(), PAIRS_256)
LOOP(float_avx2, "avx2,fma", __m256, _mm256_setzero_ps(), FMA_256)
#elif defined(__aarch64__)
#define REGISTER "w"
#define FMA_128(sum, left, right) vfmaq_f32(sum, left, right)
LOOP(float_neon, "arch=armv8-a", float32x4_t, vdupq_n_f32(0), FMA_128)
#endif

static double rate(void (*loop)(void), double products) {
  double best = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    double start = now();
    loop();
    double seconds = now() - start;
    if (seconds < best) best = seconds;
  }
  return products * SUMS * STEPS / best;
}

int main(void) {
  double int8 = 0, single = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512vnni")) {
    int8 = rate(int8_avx512_vnni, 64);
    single = rate(float_avx512, 16);
  } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    int8 = rate(int8_avx2, 32);
    single = rate(float_avx2, 8);
  }
#elif defined(__aarch64__)
  single = rate(float_neon, 4);
#endif
  printf("%.0f %.0f\n", int8, single);
  return 0;
}
