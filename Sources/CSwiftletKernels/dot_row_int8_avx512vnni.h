/* The product of a single row with packed weights, each of which is used once: what counts is to
   load a vector of them in each cycle. */

/* Adds so many groups; channels that are few have several sums each, which need not wait. */
SWIFTLET_INLINE void add_row_groups(__m512i *sums, const int8_t *x, const int8_t *w,
                                    const tile *from, const int blocks, const int groups,
                                    __m512i sign) {
#pragma clang loop unroll(full)
  for (int group = 0; group < groups; group++) {
    int32_t bytes;
    __builtin_memcpy(&bytes, x + 4 * group, sizeof bytes);
    __m512i four = _mm512_set1_epi32(bytes);
#pragma clang loop unroll(full)
    for (int block = 0; block < blocks; block++) {
      const int8_t *at = w + (size_t)group * from->line + (size_t)block * from->weights_size;
      __m512i weights =
          blocks == 1 ? _mm512_maskz_loadu_epi32(from->lanes, at) : _mm512_loadu_si512(at);
      __m512i *sum = &sums[group * blocks + block];
      *sum = _mm512_dpbusd_epi32(*sum, _mm512_xor_si512(weights, sign), four);
    }
  }
}

/* Computes some blocks. */
SWIFTLET_INLINE void compute_row_blocks(const span *at, const tile *from, int32_t excess,
                                        const int blocks) {
  const int groups = blocks < 4 ? 4 / blocks : 1;
  const __m512i sign = _mm512_set1_epi8((char)0x80);
  const int8_t *x = at->job->input, *w = from->weights;
  __m512i sums[8];
#pragma clang loop unroll(full)
  for (int index = 0; index < groups * blocks; index++) {
    sums[index] = _mm512_setzero_si512();
    if (index >= blocks) continue;
    const char *bias = at->block + (size_t)index * from->weights_size;
    sums[index] = _mm512_sub_epi32(_mm512_maskz_loadu_epi32(from->lanes, bias),
                                   _mm512_set1_epi32(excess));
  }
  int32_t rest = at->job->tap_depth;
#pragma clang loop unroll(disable)
  for (; rest >= 4 * groups; rest -= 4 * groups, x += 4 * groups, w += groups * from->line) {
    add_row_groups(sums, x, w, from, blocks, groups, sign);
  }
#pragma clang loop unroll(disable)
  for (; rest > 0; rest -= 4, x += 4, w += from->line) {
    int8_t last[4] = {x[0], 0, 0, 0};
    if (rest > 1) last[1] = x[1];
    if (rest > 2) last[2] = x[2];
    if (rest > 3) last[3] = x[3];
    add_row_groups(sums, last, w, from, blocks, 1, sign);
  }
  for (int index = blocks; index < groups * blocks; index++) {
    sums[index % blocks] = _mm512_add_epi32(sums[index % blocks], sums[index]);
  }
#pragma clang loop unroll(full)
  for (int block = 0; block < blocks; block += 4) {
    const int count = blocks < 4 ? blocks : 4;
    span part = *at;
    part.block += (size_t)block * from->weights_size;
    part.channel += 16 * block;
    if (at->is_plain && !at->job->residual) {
      store_sums(&part, 0, sums + block, 1, count, 0);
    } else {
      __m512i stored[4];
      for (int index = 0; index < count; index++) stored[index] = sums[block + index];
      store_adjusted(&part, 0, stored, 1, count);
    }
  }
}

/* Computes a job of one row and without offsets. */
static __attribute__((noinline)) void compute_row(const swiftlet_dot_int8 *job) {
  const int32_t run = 0;
  span at = {.job = job, .rows = &job->input, .runs = &run, .run_count = 1,
             .block = (const char *)job->blocks};
  uint32_t sum = (uint32_t)_mm_cvtsi128_si32(
      _mm_hadd_epi32(_mm_hadd_epi32(sum_of_row(&at, 0, job->tap_depth), _mm_setzero_si128()),
                     _mm_setzero_si128()));
  int32_t excess = (int32_t)(sum * (uint32_t)(128 + job->weight_zero_point));
  int32_t lane_count = swiftlet_lane_count(job->channel_count);
  size_t header = swiftlet_header_size(job->has_multipliers), size = swiftlet_dot_lane_size(job);
  at.is_plain = are_small(&at, lane_count);
  for (int blocks; lane_count > 0; lane_count -= 16 * blocks) {
    blocks = lane_count >= 128 ? 8 : lane_count >= 64 ? 4 : lane_count >= 32 ? 2 : 1;
    at.width = lane_count < 16 ? lane_count : 16;
    tile from = {.weights = (const int8_t *)at.block + (size_t)at.width * header,
                 .weights_size = 16 * size, .line = 4 * (size_t)at.width,
                 .lanes = mask_of(at.width)};
    if (blocks == 8) compute_row_blocks(&at, &from, excess, 8);
    else if (blocks == 4) compute_row_blocks(&at, &from, excess, 4);
    else if (blocks == 2) compute_row_blocks(&at, &from, excess, 2);
    else compute_row_blocks(&at, &from, excess, 1);
    at.block += (size_t)blocks * 16 * size;
    at.channel += 16 * blocks;
  }
}
