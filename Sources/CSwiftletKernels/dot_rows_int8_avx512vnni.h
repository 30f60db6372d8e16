/*
 * Products of many rows with packed weights. The product takes its first operand unsigned, so an
 * input counts as x + 128, and the bias makes up for 128 · Σ w, once for all rows.
 *
 * A tile has a vector of sums for each of its rows and blocks:
 *
 *             w[0]  w[1]  w[2]  w[3]     64 weights each: of 16 channels, for 4 elements of x
 *   x[0]      sum   sum   sum   sum
 *   ...                                  x[row]: 4 elements, the same for all channels
 *   x[5]      sum   sum   sum   sum
 */

#include "vectors.h"

/* Neighbouring rows, and some blocks of channels. */
typedef struct {
  const swiftlet_dot_int8 *job;
  const int8_t *const *rows;  /* where each row starts */
  ptrdiff_t first_row;        /* of the output */
  ptrdiff_t row_count;
  const int32_t *runs;        /* from the start of a row to each run of its elements */
  int32_t run_count;
  int32_t group_count;        /* of four elements in each run */
  const uint32_t *excess;     /* of each row, or nothing: what its sums have too much */
  const char *block;          /* the first */
  const int8_t *repacked;     /* the weights of all blocks, in lines of 64 bytes, or nothing */
  const int8_t *widened;      /* those of the last two alone, or nothing */
  const int32_t *bias;        /* of its channels, prepared */
  int is_plain;               /* whether the multipliers are small */
  int32_t channel;            /* the first */
  int32_t width;              /* of the last block */
} span;

/* Some blocks of a span, as one tile takes them. */
typedef struct {
  const int8_t *weights;  /* of the first block */
  size_t weights_size;    /* from the weights of a block to those of the next */
  size_t line;            /* the bytes of four weights for each channel of a block */
  __mmask16 lanes;        /* of a single block: those that there are */
} tile;

SWIFTLET_INLINE __mmask16 mask_of(int32_t count) { return (__mmask16)((1u << count) - 1); }

SWIFTLET_INLINE __m512i unsigned_group(const int8_t *x, __m512i sign) {
  int32_t bytes;
  __builtin_memcpy(&bytes, x, sizeof bytes);
  return _mm512_xor_si512(_mm512_set1_epi32(bytes), sign);
}

/* Adds so many groups of each row, from k on, to the sums, which are ordered by row. */
SWIFTLET_INLINE void add_groups(__m512i *sums, const tile *at, const int8_t *const *rows,
                                ptrdiff_t k, const int8_t *w, const int row_count,
                                const int blocks, const int groups, __m512i sign) {
  __m512i weights[4];
#pragma clang loop unroll(full)
  for (int index = 0; index < groups * blocks; index++) {
    const int8_t *from = w + (size_t)(index / blocks) * (blocks == 1 ? at->line : 64) +
                         (size_t)(index % blocks) * at->weights_size;
    weights[index] =
        blocks == 1 ? _mm512_maskz_loadu_epi32(at->lanes, from) : _mm512_loadu_si512(from);
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < row_count; row++) {
    const int8_t *x = rows[row] + k;
#pragma clang loop unroll(full)
    for (int index = 0; index < groups * blocks; index++) {
      __m512i *sum = &sums[row * blocks + index % blocks];
      __m512i group = unsigned_group(x + 4 * (index / blocks), sign);
      *sum = _mm512_dpbusd_epi32(*sum, group, weights[index]);
    }
  }
}

/* round(float(sum) · multiplier), ties to even, or −2^31 for what is no int32; the multiplier is
   between −1 and 1, or NaN. */
SWIFTLET_INLINE __m512i rescaled(__m512i sum, __m512 multiplier) {
  return _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_cvtepi32_ps(sum), multiplier));
}

/* Four vectors of results in order, saturated, from those before the zero point. */
SWIFTLET_INLINE __m512i packed(__m512i a, __m512i b, __m512i c, __m512i d, __m512i zero_point,
                               __m512i minimum, __m512i maximum) {
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  __m512i low = _mm512_adds_epi16(_mm512_packs_epi32(a, b), zero_point);
  __m512i high = _mm512_adds_epi16(_mm512_packs_epi32(c, d), zero_point);
  __m512i bytes = _mm512_packs_epi16(low, high);
  bytes = _mm512_min_epi8(_mm512_max_epi8(bytes, minimum), maximum);
  bytes = _mm512_permutexvar_epi32(order, bytes);
  __asm__("" : "+v"(bytes));
  return bytes;
}

SWIFTLET_INLINE __m512 multiplier_of(const span *at, int block, const int blocks) {
  const swiftlet_dot_int8 *job = at->job;
  if (!job->has_multipliers) return _mm512_set1_ps(job->multiplier);
  const char *from = at->block + (size_t)block * 16 * swiftlet_dot_lane_size(job);
  int32_t width = block + 1 < blocks ? 16 : at->width;
  return _mm512_maskz_loadu_ps(mask_of(width), from + 4 * width);
}

SWIFTLET_INLINE swiftlet_u32x16 bias_of(const span *at, int block, const int blocks) {
  const char *from = at->block + (size_t)block * 16 * swiftlet_dot_lane_size(at->job);
  int32_t width = block + 1 < blocks ? 16 : at->width;
  return (swiftlet_u32x16)_mm512_maskz_loadu_epi32(mask_of(width), from);
}

/* Whether stored results have multipliers between −1 and 1, or NaN. */
static int are_small(const span *at, int32_t lane_count) {
  const swiftlet_dot_int8 *job = at->job;
  if (job->real) return 0;
  if (!job->has_multipliers) return !(job->multiplier >= 1) && !(job->multiplier <= -1);
  const char *block = at->block;
  __m512 one = _mm512_set1_ps(1), most = _mm512_setzero_ps();
  for (; lane_count > 0; lane_count -= 16) {
    int32_t width = lane_count < 16 ? lane_count : 16;
    __m512 multiplier = _mm512_maskz_loadu_ps(mask_of(width), block + 4 * width);
    /* The maximum with NaN is its second operand. */
    most = _mm512_max_ps(_mm512_abs_ps(multiplier), most);
    block += (size_t)width * swiftlet_dot_lane_size(job);
  }
  return _mm512_cmplt_ps_mask(most, one) == 0xFFFF;
}

/* Stores four vectors of results: of `blocks` · 16 channels of so many rows. */
SWIFTLET_INLINE void store_four(int8_t *output, ptrdiff_t stride, __m512i bytes, __mmask64 mask,
                                const int blocks, const int rows) {
  __mmask32 half = (__mmask32)mask;
  __mmask16 quarter = (__mmask16)mask;
  if (blocks == 4) {
    _mm512_mask_storeu_epi8(output, mask, bytes);
  } else if (blocks == 2) {
    _mm256_mask_storeu_epi8(output, half, _mm512_castsi512_si256(bytes));
    __m256i second = _mm512_extracti64x4_epi64(bytes, 1);
    if (rows > 1) _mm256_mask_storeu_epi8(output + stride, half, second);
  } else {
    __m128i second = _mm512_extracti32x4_epi32(bytes, 1);
    __m128i third = _mm512_extracti32x4_epi32(bytes, 2);
    __m128i fourth = _mm512_extracti32x4_epi32(bytes, 3);
    _mm_mask_storeu_epi8(output, quarter, _mm512_castsi512_si128(bytes));
    if (rows > 1) _mm_mask_storeu_epi8(output + stride, quarter, second);
    if (rows > 2) _mm_mask_storeu_epi8(output + 2 * stride, quarter, third);
    if (rows > 3) _mm_mask_storeu_epi8(output + 3 * stride, quarter, fourth);
  }
}

/* The sums of results and a residual, before the clamp. */
SWIFTLET_INLINE __m512i added(const swiftlet_dot_int8 *job, __m512i y, __m128i residual) {
  const swiftlet_addition_int8 *addition = &job->addition;
  int32_t zero_point = job->output_zero_point;
  y = _mm512_max_epi32(y, _mm512_set1_epi32(job->minimum - zero_point));
  y = _mm512_min_epi32(y, _mm512_set1_epi32(job->maximum - zero_point));
  y = _mm512_add_epi32(y, _mm512_set1_epi32(zero_point));
  __m512i sum = _mm512_mullo_epi32(_mm512_cvtepi8_epi32(residual),
                                   _mm512_set1_epi32(addition->right_multiplier));
  y = _mm512_mullo_epi32(y, _mm512_set1_epi32(addition->left_multiplier));
  sum = _mm512_add_epi32(_mm512_add_epi32(sum, _mm512_set1_epi32(addition->offset)), y);
  return _mm512_sra_epi32(sum, _mm_cvtsi32_si128(addition->shift));
}

/* Makes the results of a tile from its sums, and stores them. */
SWIFTLET_INLINE void store_sums(const span *at, ptrdiff_t first, const __m512i *sums,
                                const int row_count, const int blocks, const int has_residual) {
  const swiftlet_dot_int8 job = *at->job;
  const swiftlet_addition_int8 *addition = &job.addition;
  __m512i zero_point = _mm512_set1_epi16(
      (short)(has_residual ? addition->zero_point : job.output_zero_point));
  __m512i minimum = _mm512_set1_epi8((char)(has_residual ? addition->minimum : job.minimum));
  __m512i maximum = _mm512_set1_epi8((char)(has_residual ? addition->maximum : job.maximum));
  int32_t rest = job.channel_count - at->channel;
  __mmask64 mask = rest >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << rest) - 1;
  ptrdiff_t place = at->first_row + first;
  int8_t *output = job.output + place * job.output_stride + at->channel;
  const int8_t *residual =
      has_residual ? job.residual + place * job.residual_stride + at->channel : NULL;
  __m512 multipliers[4];
  for (int block = 0; block < blocks; block++) {
    multipliers[block] = multiplier_of(at, block, blocks);
  }
  const int together = 4 / blocks;
#pragma clang loop unroll(full)
  for (int row = 0; row < row_count; row += together) {
    __m512i y[4];
    const int count = row_count - row < together ? row_count - row : together;
#pragma clang loop unroll(full)
    for (int index = 0; index < 4; index++) {
      y[index] = _mm512_setzero_si512();
      if (index >= count * blocks) continue;
      y[index] = rescaled(sums[row * blocks + index], multipliers[index % blocks]);
      if (!has_residual) continue;
      const int block = index % blocks;
      const int8_t *from = residual + index / blocks * job.residual_stride + 16 * block;
      __mmask16 lanes = (__mmask16)(mask >> 16 * block);
      y[index] = added(&job, y[index], _mm_maskz_loadu_epi8(lanes, from));
    }
    store_four(output, job.output_stride,
               packed(y[0], y[1], y[2], y[3], zero_point, minimum, maximum), mask, blocks, count);
    output += together * job.output_stride;
    if (has_residual) residual += together * job.residual_stride;
  }
}

/* `swiftlet_store_real_16`, for a tile. */
static void store_real(const span *at, ptrdiff_t first, const __m512i *sums, int row_count,
                       int blocks) {
  const swiftlet_dot_int8 *job = at->job;
  const swiftlet_real_results real = *job->real;
  for (int block = 0; block < blocks; block++) {
    swiftlet_f32x16 multiplier = (swiftlet_f32x16)multiplier_of(at, block, blocks);
    swiftlet_u32x16 bias = bias_of(at, block, blocks);
    int32_t channel = at->channel + 16 * block, rest = job->channel_count - channel;
    __mmask16 mask = rest >= 16 ? 0xFFFF : (__mmask16)((1 << rest) - 1);
    ptrdiff_t place = at->first_row + first;
    float *output = real.output + place * job->output_stride + channel;
    const float *scale = real.row_scales + place * real.row_scale_stride;
    for (int row = 0; row < row_count; row++) {
      swiftlet_u32x16 sum = (swiftlet_u32x16)sums[row * blocks + block] - bias;
      swiftlet_f32x16 y = __builtin_convertvector((swiftlet_i32x16)sum, swiftlet_f32x16);
      y = y * (multiplier * *scale) + (swiftlet_f32x16)bias;
      y = swiftlet_clamp_f32x16(y, real.minimum, real.maximum);
      if (real.residual) {
        const float *residual = real.residual + (place + row) * job->residual_stride + channel;
        y += (swiftlet_f32x16)_mm512_maskz_loadu_ps(mask, residual);
        y = swiftlet_clamp_f32x16(y, real.residual_minimum, real.residual_maximum);
      }
      _mm512_mask_storeu_ps(output, mask, (__m512)y);
      output += job->output_stride;
      scale += real.row_scale_stride;
    }
  }
}

/* Makes the results of a tile that no shorter way suits. */
static __attribute__((noinline)) void store_adjusted(const span *at, ptrdiff_t first,
                                                     const __m512i *sums, int row_count,
                                                     int blocks) {
  const swiftlet_dot_int8 *job = at->job;
  if (job->real) return store_real(at, first, sums, row_count, blocks);
  const swiftlet_addition_int8 *addition = &job->addition;
  for (int block = 0; block < blocks; block++) {
    swiftlet_f32x16 multiplier = (swiftlet_f32x16)multiplier_of(at, block, blocks);
    int32_t channel = at->channel + 16 * block, rest = job->channel_count - channel;
    __mmask16 mask = rest >= 16 ? 0xFFFF : (__mmask16)((1 << rest) - 1);
    for (int row = 0; row < row_count; row++) {
      ptrdiff_t place = at->first_row + first + row;
      swiftlet_u32x16 sum = (swiftlet_u32x16)sums[row * blocks + block];
      swiftlet_i32x16 y = swiftlet_rescale_16(sum, multiplier, job->output_zero_point);
      y = swiftlet_clamp_i32x16(y, job->minimum, job->maximum);
      if (job->residual) {
        const int8_t *residual = job->residual + place * job->residual_stride + channel;
        y = swiftlet_add_residual_16(addition, y,
                                     (swiftlet_i8x16)_mm_maskz_loadu_epi8(mask, residual));
      }
      int8_t *output = job->output + place * job->output_stride + channel;
      _mm_mask_storeu_epi8(output, mask, _mm512_cvtepi32_epi8((__m512i)y));
    }
  }
}

/* Computes some rows and blocks. */
SWIFTLET_INLINE void compute_tile(const span *at, const tile *from, ptrdiff_t first,
                                  const int row_count, const int blocks) {
  const int groups = 4 / blocks;
  const int8_t *const *rows = at->rows + first;
  const int8_t *w = from->weights;
  const size_t line = blocks == 1 ? from->line : 64;
  /* Hides that all lanes are alike, or the change of sign would take an instruction of its own. */
  __m512i sums[24], sign = _mm512_set1_epi8((char)0x80);
  __asm__("" : "+v"(sign));
#pragma clang loop unroll(full)
  for (int index = 0; index < row_count * blocks; index++) {
    sums[index] = _mm512_loadu_si512(at->bias + 16 * (index % blocks));
  }
  if (at->excess) {
#pragma clang loop unroll(full)
    for (int index = 0; index < row_count * blocks; index++) {
      __m512i excess = _mm512_set1_epi32((int32_t)at->excess[first + index / blocks]);
      sums[index] = _mm512_sub_epi32(sums[index], excess);
    }
  }
#pragma clang loop unroll(disable)
  for (int32_t run = 0; run < at->run_count; run++) {
    ptrdiff_t k = at->runs[run];
    int32_t rest = at->group_count;
#pragma clang loop unroll(disable)
    for (; rest >= groups; rest -= groups, k += 4 * groups, w += (size_t)groups * line) {
      __asm__("" : "+r"(k));
      add_groups(sums, from, rows, k, w, row_count, blocks, groups, sign);
    }
    if (groups == 1) continue;
#pragma clang loop unroll(disable)
    for (; rest > 0; rest--, k += 4, w += line) {
      __asm__("" : "+r"(k));
      add_groups(sums, from, rows, k, w, row_count, blocks, 1, sign);
    }
  }
  /* The last rows of a residual are few, and not worth instructions of their own. */
  if (at->is_plain && (!at->job->residual || row_count * blocks == 24)) {
    if (at->job->residual) return store_sums(at, first, sums, row_count, blocks, 1);
    return store_sums(at, first, sums, row_count, blocks, 0);
  }
  __m512i stored[24];
#pragma clang loop unroll(full)
  for (int index = 0; index < row_count * blocks; index++) stored[index] = sums[index];
  store_adjusted(at, first, stored, row_count, blocks);
}

static __attribute__((noinline)) void compute_four_blocks(const span *at, const tile *from) {
  ptrdiff_t row = 0, count = at->row_count;
  for (; count - row >= 6; row += 6) compute_tile(at, from, row, 6, 4);
  if (count - row >= 4) compute_tile(at, from, row, 4, 4), row += 4;
  if (count - row >= 2) compute_tile(at, from, row, 2, 4), row += 2;
  if (count - row >= 1) compute_tile(at, from, row, 1, 4);
}

static __attribute__((noinline)) void compute_two_blocks(const span *at, const tile *from) {
  ptrdiff_t row = 0, count = at->row_count;
  for (; count - row >= 12; row += 12) compute_tile(at, from, row, 12, 2);
  if (count - row >= 6) compute_tile(at, from, row, 6, 2), row += 6;
  if (count - row >= 4) compute_tile(at, from, row, 4, 2), row += 4;
  for (; count - row >= 1; row += 1) compute_tile(at, from, row, 1, 2);
}

static __attribute__((noinline)) void compute_one_block(const span *at, const tile *from) {
  ptrdiff_t row = 0, count = at->row_count;
  for (; count - row >= 24; row += 24) compute_tile(at, from, row, 24, 1);
  if (count - row >= 12) compute_tile(at, from, row, 12, 1), row += 12;
  for (; count - row >= 4; row += 4) compute_tile(at, from, row, 4, 1);
  for (; count - row >= 1; row++) compute_tile(at, from, row, 1, 1);
}

/* Computes all rows of a span and so many of its channels. */
static void compute_rows(const span *all, int32_t lane_count) {
  size_t header = swiftlet_header_size(all->job->has_multipliers);
  size_t lane_size = swiftlet_dot_lane_size(all->job);
  size_t repacked_size = 64 * (size_t)all->run_count * (size_t)all->group_count;
  span at = *all;
  for (int blocks; lane_count > 0; lane_count -= 16 * blocks) {
    int is_widened = lane_count < 32 && at.widened != NULL;
    blocks = lane_count >= 64 ? 4 : lane_count >= 32 || is_widened ? 2 : 1;
    const int8_t *apart = is_widened ? at.widened : at.repacked;
    at.width = lane_count < 16 * blocks ? (lane_count - 1) % 16 + 1 : 16;
    tile from = {.weights = (const int8_t *)at.block + (size_t)at.width * header,
                 .weights_size = 16 * lane_size, .line = 4 * (size_t)at.width,
                 .lanes = mask_of(at.width)};
    if (apart) {
      tile wide = {.weights = apart, .weights_size = repacked_size, .line = 64, .lanes = 0xFFFF};
      from = wide;
    }
    if (at.repacked) at.repacked += (size_t)blocks * repacked_size;
    if (blocks == 4) compute_four_blocks(&at, &from);
    else if (blocks == 2) compute_two_blocks(&at, &from);
    else compute_one_block(&at, &from);
    at.block += (size_t)blocks * 16 * lane_size;
    at.bias += blocks * 16;
    at.channel += blocks * 16;
  }
}
