#define _GNU_SOURCE
#include "swiftlet_threads.h"

#include "wait_word.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#if defined(__linux__)
#include <sched.h>
#endif

/// How long a thread watches for a change before it sleeps.
#define WATCH_NANOSECONDS 30000

/// Keeps what different threads write on different cache lines.
#define CACHE_LINE 64

struct swiftlet_threads {
  /// The work of the current run. Written while no share is unclaimed; read only by a thread that
  /// holds a claimed share, which keeps the run from ending.
  void (*body)(void *state, size_t share);
  void *state;
  size_t share_count;

  size_t worker_count;
  bool watches;
  _Atomic bool ends;

  /// Held by the run that the workers serve.
  _Alignas(CACHE_LINE) atomic_flag is_busy;
  /// Shares that no thread has claimed. Claiming is one step down, never below zero.
  _Alignas(CACHE_LINE) _Atomic size_t unclaimed_count;
  /// Shares that have not returned.
  _Alignas(CACHE_LINE) _Atomic size_t unfinished_count;
  /// Moves when a run begins, and when the team ends.
  _Alignas(CACHE_LINE) swiftlet_wait_word begun;
  /// Moves when a worker returns from the last share of a run.
  _Alignas(CACHE_LINE) swiftlet_wait_word finished;

  pthread_t workers[];
};

static inline void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__arm__)
  __asm__ volatile("yield");
#else
  atomic_signal_fence(memory_order_seq_cst);
#endif
}

static uint64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/// Waits until the word is not `seen`: watching first when `watches`, then asleep.
static void await_change(swiftlet_wait_word *word, uint32_t seen, bool watches) {
  if (watches) {
    const uint64_t end = nanoseconds() + WATCH_NANOSECONDS;
    do {
      for (int turn = 0; turn < 16; ++turn) {
        if (swiftlet_wait_word_value(word) != seen) return;
        relax();
      }
    } while (nanoseconds() < end);
  }
  while (swiftlet_wait_word_value(word) == seen) swiftlet_wait_word_sleep(word, seen);
}

/// Does shares until none is unclaimed. Returns whether the last to return was among them.
static bool work(swiftlet_threads *threads) {
  bool did_last = false;
  size_t unclaimed = atomic_load_explicit(&threads->unclaimed_count, memory_order_relaxed);
  while (unclaimed > 0) {
    // Acquiring the count that the caller released makes the work of the run visible.
    if (!atomic_compare_exchange_weak_explicit(&threads->unclaimed_count, &unclaimed, unclaimed - 1,
                                               memory_order_acquire, memory_order_relaxed)) {
      continue;
    }
    threads->body(threads->state, threads->share_count - unclaimed);
    did_last =
        atomic_fetch_sub_explicit(&threads->unfinished_count, 1, memory_order_acq_rel) == 1;
    if (did_last) break;
    unclaimed = atomic_load_explicit(&threads->unclaimed_count, memory_order_relaxed);
  }
  return did_last;
}

static void *worker_main(void *argument) {
  swiftlet_threads *threads = argument;
  uint32_t seen = 0;
  for (;;) {
    await_change(&threads->begun, seen, threads->watches);
    seen = swiftlet_wait_word_value(&threads->begun);
    if (atomic_load_explicit(&threads->ends, memory_order_acquire)) return NULL;
    if (work(threads)) swiftlet_wait_word_advance(&threads->finished, 1);
  }
}

static void end_workers(swiftlet_threads *threads) {
  atomic_store_explicit(&threads->ends, true, memory_order_release);
  swiftlet_wait_word_advance(&threads->begun, SWIFTLET_THREADS_MAXIMUM);
  for (size_t index = 0; index < threads->worker_count; ++index) {
    pthread_join(threads->workers[index], NULL);
  }
}

/// Starts the workers with every signal blocked but those that a thread raises on itself by a
/// fault. Returns zero, or the number of a system error.
static int start_workers(swiftlet_threads *threads, size_t count) {
  sigset_t blocked, before;
  sigfillset(&blocked);
  const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
  for (size_t index = 0; index < sizeof faults / sizeof faults[0]; ++index) {
    sigdelset(&blocked, faults[index]);
  }
  int error = pthread_sigmask(SIG_SETMASK, &blocked, &before);
  while (error == 0 && threads->worker_count < count) {
    error = pthread_create(&threads->workers[threads->worker_count], NULL, worker_main, threads);
    if (error == 0) threads->worker_count += 1;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return error;
}

static swiftlet_threads *allocate(size_t worker_count) {
  const size_t size = sizeof(swiftlet_threads) + worker_count * sizeof(pthread_t);
  void *memory = NULL;
  const int error = posix_memalign(&memory, CACHE_LINE, size);
  if (error != 0) {
    errno = error;
    return NULL;
  }
  swiftlet_threads *threads = memory;
  threads->body = NULL;
  threads->state = NULL;
  threads->share_count = 0;
  threads->worker_count = 0;
  // A thread that watches while others wait for its processor only delays them.
  threads->watches = worker_count + 1 <= swiftlet_threads_processor_count();
  atomic_init(&threads->ends, false);
  atomic_flag_clear(&threads->is_busy);
  atomic_init(&threads->unclaimed_count, 0);
  atomic_init(&threads->unfinished_count, 0);
  return threads;
}

swiftlet_threads *swiftlet_threads_create(size_t count) {
  if (count == 0 || count > SWIFTLET_THREADS_MAXIMUM) {
    errno = EINVAL;
    return NULL;
  }
  swiftlet_threads *threads = allocate(count - 1);
  if (threads == NULL) return NULL;
  int error = swiftlet_wait_word_start(&threads->begun);
  if (error != 0) goto free_memory;
  error = swiftlet_wait_word_start(&threads->finished);
  if (error != 0) goto end_begun;
  error = start_workers(threads, count - 1);
  if (error == 0) return threads;
  end_workers(threads);
  swiftlet_wait_word_end(&threads->finished);
end_begun:
  swiftlet_wait_word_end(&threads->begun);
free_memory:
  free(threads);
  errno = error;
  return NULL;
}

void swiftlet_threads_destroy(swiftlet_threads *threads) {
  if (threads == NULL) return;
  end_workers(threads);
  swiftlet_wait_word_end(&threads->finished);
  swiftlet_wait_word_end(&threads->begun);
  free(threads);
}

size_t swiftlet_threads_count(const swiftlet_threads *threads) {
  return threads == NULL ? 1 : threads->worker_count + 1;
}

static void run_alone(size_t share_count, void (*body)(void *state, size_t share), void *state) {
  for (size_t share = 0; share < share_count; ++share) body(state, share);
}

void swiftlet_threads_run(void *team, size_t share_count, void (*body)(void *state, size_t share),
                          void *state) {
  swiftlet_threads *threads = team;
  if (threads == NULL || threads->worker_count == 0 || share_count < 2 ||
      atomic_flag_test_and_set_explicit(&threads->is_busy, memory_order_acquire)) {
    run_alone(share_count, body, state);
    return;
  }
  threads->body = body;
  threads->state = state;
  threads->share_count = share_count;
  const uint32_t seen = swiftlet_wait_word_value(&threads->finished);
  atomic_store_explicit(&threads->unfinished_count, share_count, memory_order_relaxed);
  atomic_store_explicit(&threads->unclaimed_count, share_count, memory_order_release);
  const size_t wanted =
      share_count - 1 < threads->worker_count ? share_count - 1 : threads->worker_count;
  swiftlet_wait_word_advance(&threads->begun, (uint32_t)wanted);
  if (!work(threads)) await_change(&threads->finished, seen, threads->watches);
  atomic_flag_clear_explicit(&threads->is_busy, memory_order_release);
}

size_t swiftlet_threads_processor_count(void) {
#if defined(__linux__)
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
    const int count = CPU_COUNT(&allowed);
    if (count > 0) return (size_t)count;
  }
#endif
  const long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (size_t)count : 1;
}
