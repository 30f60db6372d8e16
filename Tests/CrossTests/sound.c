/*
 * Prints a checksum of the log-mel features of some sounds, which is the same on every machine. Ends
 * with a status that is not 0 where something is refused.
 */

#include <swiftlet_sound.h>

#if defined(__wasm__)
#include "web.h"
#else
#include <stdio.h>
#define EXPORTED
static void print(const char *text, size_t count) { fwrite(text, 1, count, stdout); }
#endif

enum { sample_count = 24000 };
static int16_t samples[sample_count];
static uint64_t memory[1 << 14];
static uint64_t checksum = 14695981039346656037u;

static void add_to_checksum(const void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    checksum = (checksum ^ ((const uint8_t *)bytes)[i]) * 1099511628211u;
  }
}

/* Noise that grows from nothing to full scale, then a square wave of full scale. */
static void make_sound(void) {
  uint32_t state = 1;
  for (int32_t i = 0; i < sample_count; i++) {
    state = state * 1664525u + 1013904223u;
    int32_t noise = (int32_t)(state >> 16) - 32768, amplitude = i * 32767 / (sample_count / 2);
    samples[i] = i < sample_count / 2 ? (int16_t)(noise * amplitude / 32768)
                 : i % 50 < 25        ? 32767
                                      : -32768;
  }
}

static int add_features(const swiftlet_log_mel_settings *settings, size_t piece) {
  swiftlet_log_mel *log_mel;
  size_t size;
  if (swiftlet_log_mel_size(settings, &size) || size > sizeof memory) return 1;
  if (swiftlet_log_mel_start(settings, memory, size, &log_mel)) return 2;
  for (size_t start = 0; start < sample_count; start += piece) {
    const int16_t *next = samples + start, *row;
    size_t count = sample_count - start < piece ? sample_count - start : piece;
    while ((row = swiftlet_log_mel_next(log_mel, &next, &count)) != NULL) {
      float reals[256];
      int8_t stored[256];
      size_t width = (size_t)settings->mel_count;
      swiftlet_log_mel_reals(row, width, reals);
      swiftlet_log_mel_int8(row, width, 0.173f, -101, stored);
      add_to_checksum(row, width * sizeof *row);
      add_to_checksum(reals, width * sizeof *reals);
      add_to_checksum(stored, width);
    }
  }
  return 0;
}

EXPORTED int check(void) {
  static const swiftlet_log_mel_settings settings[] = {
      SWIFTLET_LOG_MEL_SETTINGS, {8000, 32, 10, 20, 0, 4000}, {44100, 25, 25, 64, 60, 20000},
      {192000, 42, 21, 128, 0, 96000}};
  make_sound();
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    int status = add_features(&settings[i], 777 * (i + 1));
    if (status) return status;
  }
  char digits[] = "sound ................\n";
  for (int i = 0; i < 16; i++) digits[6 + i] = "0123456789abcdef"[checksum >> (60 - 4 * i) & 15];
  print(digits, sizeof digits - 1);
  return 0;
}

#if !defined(__wasm__)
int main(void) { return check(); }
#endif
