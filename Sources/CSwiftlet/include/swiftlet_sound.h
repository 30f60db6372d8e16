#ifndef SWIFTLET_SOUND_H
#define SWIFTLET_SOUND_H

#include <stddef.h>
#include <stdint.h>

/// Log-mel features of sound, for models that hear.
///
///     swiftlet_log_mel_settings settings = SWIFTLET_LOG_MEL_SETTINGS;
///     swiftlet_log_mel_size(&settings, &size);
///     swiftlet_log_mel_start(&settings, memory, size, &log_mel);
///     while ((row = swiftlet_log_mel_next(log_mel, &samples, &sample_count)) != NULL) {
///       swiftlet_log_mel_int8(row, 40, input.scale, input.zero_point, features);
///     }
///
/// Everything is integer arithmetic: a sound gives the same bits on every machine, however it is cut
/// into pieces. docs/SOUND.md states it. Nothing is allocated; the memory belongs to the caller. One
/// front end is used by one thread at a time.

#ifdef __cplusplus
extern "C" {
#endif

/// The multiple of bytes at which the memory of a front end starts.
#define SWIFTLET_LOG_MEL_ALIGNMENT 8

/// The real number that a unit of a feature stands for.
#define SWIFTLET_LOG_MEL_SCALE (1.0f / 512.0f)

// Enums have 32 bits under every compiler, also where the shortest type is the custom.
#if defined(__clang__)
#define SWIFTLET_SOUND_ENUM __attribute__((enum_extensibility(closed), mode(SI)))
#define SWIFTLET_SOUND_NAME(name) __attribute__((swift_name(#name)))
#else
#define SWIFTLET_SOUND_ENUM __attribute__((mode(SI)))
#define SWIFTLET_SOUND_NAME(name)
#endif

/// The result of a call. The numbers are stable.
typedef enum SWIFTLET_SOUND_ENUM swiftlet_log_mel_status {
  /// It is done.
  SWIFTLET_LOG_MEL_OK SWIFTLET_SOUND_NAME(ok) = 0,
  /// A pointer is NULL that has to be given.
  SWIFTLET_LOG_MEL_ARGUMENT_MISSING SWIFTLET_SOUND_NAME(argumentMissing) = 1,
  /// `sample_rate` is not between 4,000 and 192,000.
  SWIFTLET_LOG_MEL_SAMPLE_RATE_OUT_OF_RANGE SWIFTLET_SOUND_NAME(sampleRateOutOfRange) = 2,
  /// `window_ms` does not make a frame of 32 to 8,192 samples.
  SWIFTLET_LOG_MEL_WINDOW_OUT_OF_RANGE SWIFTLET_SOUND_NAME(windowOutOfRange) = 3,
  /// `hop_ms` is not positive, or is above `window_ms`.
  SWIFTLET_LOG_MEL_HOP_OUT_OF_RANGE SWIFTLET_SOUND_NAME(hopOutOfRange) = 4,
  /// `mel_count` is not between 1 and 256.
  SWIFTLET_LOG_MEL_MEL_COUNT_OUT_OF_RANGE SWIFTLET_SOUND_NAME(melCountOutOfRange) = 5,
  /// `lower_hz` and `upper_hz` are not in order between 0 and half the sample rate.
  SWIFTLET_LOG_MEL_FREQUENCIES_OUT_OF_RANGE SWIFTLET_SOUND_NAME(frequenciesOutOfRange) = 6,
  /// A filter is so narrow that no line of the spectrum falls into it: ask for fewer filters, or for
  /// a longer window.
  SWIFTLET_LOG_MEL_FILTER_EMPTY SWIFTLET_SOUND_NAME(filterEmpty) = 7,
  /// The memory has fewer bytes than `swiftlet_log_mel_size` asks for.
  SWIFTLET_LOG_MEL_MEMORY_TOO_SMALL SWIFTLET_SOUND_NAME(memoryTooSmall) = 8,
  /// The memory does not start at a multiple of `SWIFTLET_LOG_MEL_ALIGNMENT`.
  SWIFTLET_LOG_MEL_MEMORY_MISALIGNED SWIFTLET_SOUND_NAME(memoryMisaligned) = 9,
} swiftlet_log_mel_status;

/// A constant string that names a status, such as "filter empty"; "unknown" for a number that is
/// none. Never NULL.
const char *swiftlet_log_mel_status_name(swiftlet_log_mel_status status);

/// What the features are made of.
typedef struct swiftlet_log_mel_settings {
  /// The samples of a second.
  int32_t sample_rate;
  /// The length of a frame in milliseconds.
  int32_t window_ms;
  /// The milliseconds from the start of a frame to that of the next.
  int32_t hop_ms;
  /// The number of filters, which is that of the features of a row.
  int32_t mel_count;
  /// The frequency where the first filter starts.
  int32_t lower_hz;
  /// The frequency where the last filter ends.
  int32_t upper_hz;
} swiftlet_log_mel_settings;

/// Settings that are usual for spoken words.
#define SWIFTLET_LOG_MEL_SETTINGS {16000, 30, 20, 40, 20, 7600}

/// A front end, which lies in memory of the caller's.
typedef struct swiftlet_log_mel swiftlet_log_mel;

/// Finds the bytes of memory that a front end needs on this machine, exactly: one fewer is refused.
/// `size` is written only when the status is `SWIFTLET_LOG_MEL_OK`.
swiftlet_log_mel_status swiftlet_log_mel_size(const swiftlet_log_mel_settings *settings,
                                              size_t *size);

/// Prepares a front end. The memory stays in place for as long as it is used; the settings are not
/// kept. `log_mel` is written only when the status is `SWIFTLET_LOG_MEL_OK`.
swiftlet_log_mel_status swiftlet_log_mel_start(const swiftlet_log_mel_settings *settings,
                                               void *memory, size_t memory_size,
                                               swiftlet_log_mel **log_mel);

/// Takes samples until a row is complete, and moves `samples` and `sample_count` past them.
///
/// Returns the row, `mel_count` features, which is overwritten by the next call; or NULL when all
/// samples are taken, and kept for the next row. A feature is log2(1 + E / 65536) in units of
/// `SWIFTLET_LOG_MEL_SCALE`, where E is the energy in a filter: 0 for silence, at most 22,528. NULL
/// where a pointer is, or there are no samples.
const int16_t *swiftlet_log_mel_next(swiftlet_log_mel *log_mel, const int16_t **samples,
                                     size_t *sample_count);

/// Forgets the samples of an unfinished row.
void swiftlet_log_mel_reset(swiftlet_log_mel *log_mel);

/// Writes features as the real numbers that they stand for.
void swiftlet_log_mel_reals(const int16_t *row, size_t count, float *reals);

/// Writes features as the input of an int8 model stores them: the nearest to real ÷ scale, halves
/// away from zero, plus the zero point, held to a byte. The scale is positive.
void swiftlet_log_mel_int8(const int16_t *row, size_t count, float scale, int32_t zero_point,
                           int8_t *features);

#ifdef __cplusplus
}
#endif

#endif
