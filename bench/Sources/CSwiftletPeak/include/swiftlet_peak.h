#ifndef SWIFTLET_PEAK_H
#define SWIFTLET_PEAK_H

#include <stdint.h>

/*
 * Loops of products that do not wait for one another, from registers alone: no kernel can do more
 * multiply-accumulates in the same time. Each does so many turns, and returns how many
 * multiply-accumulates those were; zero where the instructions are not of this machine's family.
 *
 * The caller has made sure that the processor has the instructions.
 */

#ifdef __cplusplus
extern "C" {
#endif

int64_t swiftlet_peak_int8_sse41(int64_t turns);
int64_t swiftlet_peak_int8_avx2(int64_t turns);
int64_t swiftlet_peak_int8_avxvnni(int64_t turns);
int64_t swiftlet_peak_int8_avx512vnni(int64_t turns);
int64_t swiftlet_peak_int8_neon(int64_t turns);
int64_t swiftlet_peak_int8_dotprod(int64_t turns);
int64_t swiftlet_peak_int8_i8mm(int64_t turns);

int64_t swiftlet_peak_float32_sse41(int64_t turns);
int64_t swiftlet_peak_float32_avx2(int64_t turns);
int64_t swiftlet_peak_float32_avx512(int64_t turns);
int64_t swiftlet_peak_float32_neon(int64_t turns);

#ifdef __cplusplus
}
#endif
#endif
