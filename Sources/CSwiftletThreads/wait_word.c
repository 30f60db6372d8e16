#define _GNU_SOURCE
#include "wait_word.h"

#if defined(__linux__) && !defined(SWIFTLET_THREADS_PORTABLE)

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

int swiftlet_wait_word_start(swiftlet_wait_word *word) {
  atomic_init(&word->value, 0);
  atomic_init(&word->sleeper_count, 0);
  return 0;
}

void swiftlet_wait_word_end(swiftlet_wait_word *word) { (void)word; }

void swiftlet_wait_word_sleep(swiftlet_wait_word *word, uint32_t seen) {
  atomic_fetch_add(&word->sleeper_count, 1);
  if (atomic_load(&word->value) == seen) {
    syscall(SYS_futex, &word->value, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
  }
  atomic_fetch_sub(&word->sleeper_count, 1);
}

void swiftlet_wait_word_advance(swiftlet_wait_word *word, uint32_t wake_count) {
  atomic_fetch_add(&word->value, 1);
  if (atomic_load(&word->sleeper_count) > 0) {
    syscall(SYS_futex, &word->value, FUTEX_WAKE_PRIVATE, wake_count, NULL, NULL, 0);
  }
}

#else

int swiftlet_wait_word_start(swiftlet_wait_word *word) {
  atomic_init(&word->value, 0);
  atomic_init(&word->sleeper_count, 0);
  int error = pthread_mutex_init(&word->mutex, NULL);
  if (error != 0) return error;
  error = pthread_cond_init(&word->moved, NULL);
  if (error != 0) pthread_mutex_destroy(&word->mutex);
  return error;
}

void swiftlet_wait_word_end(swiftlet_wait_word *word) {
  pthread_cond_destroy(&word->moved);
  pthread_mutex_destroy(&word->mutex);
}

void swiftlet_wait_word_sleep(swiftlet_wait_word *word, uint32_t seen) {
  pthread_mutex_lock(&word->mutex);
  atomic_fetch_add(&word->sleeper_count, 1);
  while (atomic_load(&word->value) == seen) {
    pthread_cond_wait(&word->moved, &word->mutex);
  }
  atomic_fetch_sub(&word->sleeper_count, 1);
  pthread_mutex_unlock(&word->mutex);
}

void swiftlet_wait_word_advance(swiftlet_wait_word *word, uint32_t wake_count) {
  atomic_fetch_add(&word->value, 1);
  if (atomic_load(&word->sleeper_count) == 0) return;
  // The lock orders this wake after the sleeper's last look at the value.
  pthread_mutex_lock(&word->mutex);
  if (wake_count == 1) {
    pthread_cond_signal(&word->moved);
  } else {
    pthread_cond_broadcast(&word->moved);
  }
  pthread_mutex_unlock(&word->mutex);
}

#endif
