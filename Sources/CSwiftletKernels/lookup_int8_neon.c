#include "elementwise.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>

#include "scalar.h"

void swiftlet_lookup_int8_neon(const swiftlet_lookup_int8 *job) {
  const uint8_t *table = (const uint8_t *)job->table;
  uint8x16x4_t part[4];
#pragma clang loop unroll(full)
  for (int k = 0; k < 4; k++) part[k] = vld1q_u8_x4(table + 64 * k);
  const uint8_t *x = (const uint8_t *)job->input;
  uint8_t *y = (uint8_t *)job->output;
  ptrdiff_t count = job->count;
  for (; count >= 16; count -= 16, x += 16, y += 16) {
    /* An index beyond 63 gives zero the first time, and then leaves what is there. */
    uint8x16_t index = veorq_u8(vld1q_u8(x), vdupq_n_u8(0x80));
    uint8x16_t result = vqtbl4q_u8(part[0], index);
    result = vqtbx4q_u8(result, part[1], vsubq_u8(index, vdupq_n_u8(64)));
    result = vqtbx4q_u8(result, part[2], vsubq_u8(index, vdupq_n_u8(128)));
    result = vqtbx4q_u8(result, part[3], vsubq_u8(index, vdupq_n_u8(192)));
    vst1q_u8(y, result);
  }
  for (; count > 0; count--) *y++ = table[*x++ ^ 0x80];
}

#endif
