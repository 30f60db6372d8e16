/*
 * Holds every variant of the transforms of Winograd's algorithm that this machine can run against
 * the first, at every number of channels up to 40, and prints a checksum of the results, which is
 * the same on every machine; the tests in Swift hold those of this one against the references. Ends
 * with status 1 at the first difference.
 */

#include <stdio.h>
#include <string.h>

#include "CSwiftletKernels.h"

static uint64_t state = 1;

static float next(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (float)((int32_t)(state >> 40) - (1 << 23)) * 0x1p-21f;
}

enum { height = 7, width = 9, most_channels = 40, most_values = 36 * 24 * most_channels };
static float image[height * width * most_channels], zeros[most_channels];
static float values[2][most_values], output[2][height * width * most_channels];

typedef struct {
  const char *name;
  uint32_t set;
  void (*before)(const swiftlet_winograd_before *);
  void (*after)(const swiftlet_winograd_after *);
} variant;

static const variant variants[] = {
#if defined(__x86_64__)
    {"avx2", swiftlet_set_avx2, swiftlet_winograd_before_float32_avx2,
     swiftlet_winograd_after_float32_avx2},
    {"avx512", swiftlet_set_avx512vnni, swiftlet_winograd_before_float32_avx512,
     swiftlet_winograd_after_float32_avx512},
#else
    {"neon", swiftlet_set_neon, swiftlet_winograd_before_float32_neon,
     swiftlet_winograd_after_float32_neon},
#endif
};

/* Transforms an image into values, and values as if they were sums into an output. */
static void run(const variant *variant, int32_t length, int32_t channels, int which) {
  const int32_t down = (height - 1) / length + 1, across = (width - 1) / length + 1;
  const swiftlet_winograd_tiles tiles = {.length = length, .down = down, .across = across,
                                         .count = down * across, .height = height,
                                         .width = width, .channel_count = channels};
  const ptrdiff_t stride = (ptrdiff_t)tiles.count * channels;
  memset(values[which], 0, sizeof values[which]);
  memcpy(output[which], image, sizeof image);
  variant->before(&(swiftlet_winograd_before){
      .tiles = tiles, .before_height = 1, .before_width = 1, .input = image, .zeros = zeros,
      .values = values[which], .position_stride = stride, .tile_stride = channels});
  variant->after(&(swiftlet_winograd_after){
      .tiles = tiles, .sum_count = channels, .sums = values[which], .position_stride = stride,
      .tile_stride = channels, .minimum = -90, .maximum = 80, .output = output[which],
      .residual = channels % 2 ? output[which] : 0, .residual_minimum = -88,
      .residual_maximum = 78});
}

int main(void) {
  uint64_t checksum = 14695981039346656037u;
  const size_t count = sizeof variants / sizeof *variants;
  for (size_t i = 0; i < sizeof image / sizeof *image; i++) image[i] = next();
  for (int32_t length = 2; length <= 4; length += 2) {
    for (int32_t channels = 1; channels <= most_channels; channels++) {
      run(&variants[0], length, channels, 0);
      for (size_t i = 1; i < count; i++) {
        if (!(swiftlet_instruction_sets() & variants[i].set)) continue;
        run(&variants[i], length, channels, 1);
        if (!memcmp(values[0], values[1], sizeof values[0]) &&
            !memcmp(output[0], output[1], sizeof output[0])) {
          continue;
        }
        printf("%s differs in tiles of %d, %d channels\n", variants[i].name, length, channels);
        return 1;
      }
      const unsigned char *bytes = (const unsigned char *)output[0];
      for (size_t i = 0; i < sizeof output[0]; i++) {
        checksum = (checksum ^ bytes[i]) * 1099511628211u;
      }
      bytes = (const unsigned char *)values[0];
      for (size_t i = 0; i < sizeof values[0]; i++) {
        checksum = (checksum ^ bytes[i]) * 1099511628211u;
      }
    }
  }
  printf("checksum %016llx\n", (unsigned long long)checksum);
  return 0;
}
