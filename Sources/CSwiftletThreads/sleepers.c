#define _GNU_SOURCE
#include "sleepers.h"

#if defined(__linux__) && !defined(SWIFTLET_THREADS_PORTABLE)

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

int swiftlet_sleepers_start(swiftlet_sleepers *sleepers) {
  atomic_init(&sleepers->count, 0);
  return 0;
}

void swiftlet_sleepers_end(swiftlet_sleepers *sleepers) { (void)sleepers; }

void swiftlet_sleepers_add(swiftlet_sleepers *sleepers, _Atomic uint32_t *number, uint32_t seen) {
  atomic_fetch_add(&sleepers->count, 1);
  long status = -1;
  if (atomic_load(number) == seen) {
    status = syscall(SYS_futex, number, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
  }
  // Zero says that a wake has counted this thread off.
  if (status != 0) atomic_fetch_sub(&sleepers->count, 1);
}

void swiftlet_sleepers_wake(swiftlet_sleepers *sleepers, _Atomic uint32_t *number,
                            uint32_t limit) {
  const long woken = syscall(SYS_futex, number, FUTEX_WAKE_PRIVATE, limit, NULL, NULL, 0);
  if (woken > 0) atomic_fetch_sub(&sleepers->count, (uint32_t)woken);
}

#else

int swiftlet_sleepers_start(swiftlet_sleepers *sleepers) {
  atomic_init(&sleepers->count, 0);
  int error = pthread_mutex_init(&sleepers->mutex, NULL);
  if (error != 0) return error;
  error = pthread_cond_init(&sleepers->moved, NULL);
  if (error != 0) pthread_mutex_destroy(&sleepers->mutex);
  return error;
}

void swiftlet_sleepers_end(swiftlet_sleepers *sleepers) {
  pthread_cond_destroy(&sleepers->moved);
  pthread_mutex_destroy(&sleepers->mutex);
}

void swiftlet_sleepers_add(swiftlet_sleepers *sleepers, _Atomic uint32_t *number, uint32_t seen) {
  pthread_mutex_lock(&sleepers->mutex);
  atomic_fetch_add(&sleepers->count, 1);
  while (atomic_load(number) == seen) pthread_cond_wait(&sleepers->moved, &sleepers->mutex);
  atomic_fetch_sub(&sleepers->count, 1);
  pthread_mutex_unlock(&sleepers->mutex);
}

void swiftlet_sleepers_wake(swiftlet_sleepers *sleepers, _Atomic uint32_t *number,
                            uint32_t limit) {
  (void)number;
  // The lock orders this wake after the sleeper's last look at the number.
  pthread_mutex_lock(&sleepers->mutex);
  if (limit == 1) {
    pthread_cond_signal(&sleepers->moved);
  } else {
    pthread_cond_broadcast(&sleepers->moved);
  }
  pthread_mutex_unlock(&sleepers->mutex);
}

#endif
