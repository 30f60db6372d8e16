#define _GNU_SOURCE
#include "swiftlet_threads.h"

#include "sleepers.h"

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

/// How long a thread watches for a change before it sleeps: longer than most steps that run on one
/// thread between two that are divided, for waking takes tens of microseconds.
#define WATCH_NANOSECONDS 100000

/// The bytes that processors hand to each other at a time.
#define CACHE_LINE 64

/// What `unclaimed_count` is once the team ends.
#define ENDS UINT32_MAX

/// All that passes between the caller and the workers in a run lies on one cache line, so that a
/// worker which watches gets the whole piece of work with the number that it waits for.
struct swiftlet_threads {
  /// The work of the current run. Written while no share is unclaimed or unfinished; read only by a
  /// thread that holds a claimed share, which keeps the run from ending.
  _Alignas(CACHE_LINE) void (*body)(void *state, size_t share);
  void *state;
  uint32_t share_count;
  /// Shares that no thread has claimed. Claiming is one step down, never below zero.
  _Atomic uint32_t unclaimed_count;
  /// Claimed and unclaimed shares that have not returned, without the caller's first.
  _Atomic uint32_t unfinished_count;
  bool watches;

  /// Held by the run that the workers serve.
  _Alignas(CACHE_LINE) atomic_flag is_busy;
  uint32_t worker_count;
  /// The workers, while nothing is unclaimed.
  swiftlet_sleepers idle;
  /// The caller, while something is unfinished.
  swiftlet_sleepers waiting;

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

/// Watches a number for a while. Returns it as soon as it is not `seen`; `seen` if it stays.
static uint32_t watch(_Atomic uint32_t *number, uint32_t seen) {
  uint64_t now = 0, end = 0;
  do {
    for (int turn = 0; turn < 32; ++turn) {
      const uint32_t value = atomic_load_explicit(number, memory_order_acquire);
      if (value != seen) return value;
      relax();
    }
    now = nanoseconds();
    if (end == 0) end = now + WATCH_NANOSECONDS;
  } while (now < end);
  return seen;
}

/// Waits until a number is not `seen`, and returns it: watching first, if the team watches, then
/// asleep.
static uint32_t await_change(swiftlet_threads *threads, _Atomic uint32_t *number, uint32_t seen,
                             swiftlet_sleepers *sleepers) {
  uint32_t value = threads->watches ? watch(number, seen) : seen;
  while (value == seen) {
    value = atomic_load_explicit(number, memory_order_acquire);
    if (value == seen) swiftlet_sleepers_add(sleepers, number, seen);
  }
  return value;
}

/// Does shares until none is unclaimed. Returns whether the last to return was among them.
static bool work(swiftlet_threads *threads, uint32_t unclaimed) {
  while (unclaimed > 0 && unclaimed != ENDS) {
    // Acquiring the count that the caller released makes the work of the run visible.
    if (!atomic_compare_exchange_weak_explicit(&threads->unclaimed_count, &unclaimed, unclaimed - 1,
                                               memory_order_acquire, memory_order_relaxed)) {
      continue;
    }
    threads->body(threads->state, threads->share_count - unclaimed);
    if (atomic_fetch_sub(&threads->unfinished_count, 1) == 1) return true;
    unclaimed = atomic_load_explicit(&threads->unclaimed_count, memory_order_relaxed);
  }
  return false;
}

static void *worker_main(void *argument) {
  swiftlet_threads *threads = argument;
  for (;;) {
    const uint32_t unclaimed =
        await_change(threads, &threads->unclaimed_count, 0, &threads->idle);
    if (unclaimed == ENDS) return NULL;
    if (work(threads, unclaimed) && atomic_load(&threads->waiting.count) > 0) {
      swiftlet_sleepers_wake(&threads->waiting, &threads->unfinished_count, 1);
    }
  }
}

static void end_workers(swiftlet_threads *threads) {
  atomic_store(&threads->unclaimed_count, ENDS);
  swiftlet_sleepers_wake(&threads->idle, &threads->unclaimed_count, SWIFTLET_THREADS_MAXIMUM);
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
  int error = swiftlet_sleepers_start(&threads->idle);
  if (error != 0) goto free_memory;
  error = swiftlet_sleepers_start(&threads->waiting);
  if (error != 0) goto end_idle;
  error = start_workers(threads, count - 1);
  if (error == 0) return threads;
  end_workers(threads);
  swiftlet_sleepers_end(&threads->waiting);
end_idle:
  swiftlet_sleepers_end(&threads->idle);
free_memory:
  free(threads);
  errno = error;
  return NULL;
}

void swiftlet_threads_destroy(swiftlet_threads *threads) {
  if (threads == NULL) return;
  end_workers(threads);
  swiftlet_sleepers_end(&threads->waiting);
  swiftlet_sleepers_end(&threads->idle);
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
  if (threads == NULL || threads->worker_count == 0 || share_count < 2 || share_count >= ENDS ||
      atomic_flag_test_and_set_explicit(&threads->is_busy, memory_order_acquire)) {
    run_alone(share_count, body, state);
    return;
  }
  const uint32_t others = (uint32_t)share_count - 1;
  threads->body = body;
  threads->state = state;
  threads->share_count = (uint32_t)share_count;
  atomic_store_explicit(&threads->unfinished_count, others, memory_order_relaxed);
  atomic_store_explicit(&threads->unclaimed_count, others, memory_order_release);
  // No fence stands between the store and this look, which would wait for the cache line: a worker
  // that falls asleep in this very moment may be missed, and then the caller does its shares.
  if (atomic_load_explicit(&threads->idle.count, memory_order_relaxed) > 0) {
    swiftlet_sleepers_wake(&threads->idle, &threads->unclaimed_count, others);
  }
  body(state, 0);
  work(threads, atomic_load_explicit(&threads->unclaimed_count, memory_order_relaxed));
  uint32_t left = atomic_load_explicit(&threads->unfinished_count, memory_order_acquire);
  while (left > 0) {
    left = await_change(threads, &threads->unfinished_count, left, &threads->waiting);
  }
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
