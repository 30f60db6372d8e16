#ifndef SWIFTLET_SLEEPERS_H
#define SWIFTLET_SLEEPERS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

/// The threads that sleep until a number moves.
///
/// A sleeper counts itself, looks at the number again, and sleeps. The other side moves the number,
/// and then looks at the count. Where both do so by sequentially consistent operations, the sleeper
/// sees the new number or the other side sees the sleeper.
typedef struct swiftlet_sleepers {
  /// Those that no wake has counted off.
  _Atomic uint32_t count;
  pthread_mutex_t mutex;
  pthread_cond_t moved;
} swiftlet_sleepers;

/// Begins without sleepers. Returns zero, or the number of a system error.
int swiftlet_sleepers_start(swiftlet_sleepers *sleepers);

/// Releases what is held of the system.
void swiftlet_sleepers_end(swiftlet_sleepers *sleepers);

/// Sleeps while the number is `seen`; may also return early.
void swiftlet_sleepers_add(swiftlet_sleepers *sleepers, _Atomic uint32_t *number, uint32_t seen);

/// Wakes at most `limit` of those who sleep on the number, which has moved.
void swiftlet_sleepers_wake(swiftlet_sleepers *sleepers, _Atomic uint32_t *number, uint32_t limit);

#endif
