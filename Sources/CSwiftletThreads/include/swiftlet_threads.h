#ifndef SWIFTLET_THREADS_H
#define SWIFTLET_THREADS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Threads for hosts: a fixed team that divides one piece of work at a time.
///
/// The team makes its threads once. Between runs its workers watch for new work for a tenth of a
/// millisecond and then sleep, so that an idle team costs nothing. Workers block all signals but
/// those of faults: the signals of the process stay with the threads of the host. A team does not
/// survive `fork`.
typedef struct swiftlet_threads swiftlet_threads;

/// The most threads that one team may have.
#define SWIFTLET_THREADS_MAXIMUM 1024

/// Creates a team of `count` threads, of which the caller of `swiftlet_threads_run` is one.
///
/// A team of one makes no thread. Returns NULL, with `errno` set, when `count` is zero or above
/// `SWIFTLET_THREADS_MAXIMUM` (`EINVAL`), or when the system refuses memory or a thread.
swiftlet_threads *swiftlet_threads_create(size_t count);

/// Ends the workers and frees the team; NULL is allowed. No run may be under way.
void swiftlet_threads_destroy(swiftlet_threads *threads);

/// The number of threads of the team, its caller included; one for NULL.
size_t swiftlet_threads_count(const swiftlet_threads *threads);

/// Calls `body(state, share)` once for every share below `share_count`; returns when all returned.
///
/// `threads` is a `swiftlet_threads *`, or NULL to do everything on the caller. The caller works
/// too, and does alone what no worker comes for; which thread takes which share is not defined, so
/// a share must not wait for another. What the caller wrote before the call is visible to every
/// share, and what the shares wrote is visible to the caller afterwards. Allocates nothing.
///
/// A run that starts while the team is busy, from inside a share or from another thread, is done
/// by its caller alone: correct, but not divided.
void swiftlet_threads_run(void *threads, size_t share_count, void (*body)(void *state, size_t share),
                          void *state);

/// The number of processors that this process may use, at least one.
size_t swiftlet_threads_processor_count(void);

#ifdef __cplusplus
}
#endif

#endif
