#ifndef SWIFTLET_WAIT_WORD_H
#define SWIFTLET_WAIT_WORD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

/// A counter that threads may sleep on until it moves.
///
/// One side sleeps with `swiftlet_wait_word_sleep`, the other moves the word with
/// `swiftlet_wait_word_advance`. Both sides use sequentially consistent operations: either the
/// sleeper sees the new value, or the other side sees the sleeper.
typedef struct swiftlet_wait_word {
  _Atomic uint32_t value;
  _Atomic uint32_t sleeper_count;
  pthread_mutex_t mutex;
  pthread_cond_t moved;
} swiftlet_wait_word;

/// Makes the word zero. Returns zero, or the number of a system error.
int swiftlet_wait_word_start(swiftlet_wait_word *word);

/// Releases what the word holds of the system.
void swiftlet_wait_word_end(swiftlet_wait_word *word);

/// Sleeps while the value is `seen`; may also return early.
void swiftlet_wait_word_sleep(swiftlet_wait_word *word, uint32_t seen);

/// Adds one to the value and wakes at most `wake_count` sleepers.
void swiftlet_wait_word_advance(swiftlet_wait_word *word, uint32_t wake_count);

/// The value now.
static inline uint32_t swiftlet_wait_word_value(swiftlet_wait_word *word) {
  return atomic_load_explicit(&word->value, memory_order_acquire);
}

#endif
