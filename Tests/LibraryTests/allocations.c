// Loads and runs a model while every way to the heap is watched: allocations model.swiftlet
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <swiftlet.h>
#include <swiftlet_threads.h>
#include <unistd.h>

__attribute__((aligned(64))) static unsigned char heap[1 << 20];
static size_t heap_size;
static volatile bool is_watched;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void say(const char *text) {
  if (write(STDERR_FILENO, text, strlen(text)) < 0) abort();
}

static void *take(size_t size, size_t alignment) {
  if (is_watched) say("the heap was used while a model was loaded or run\n"), abort();
  pthread_mutex_lock(&lock);
  heap_size = (heap_size + alignment - 1) / alignment * alignment;
  void *start = heap + heap_size;
  heap_size += size;
  if (heap_size > sizeof heap) abort();
  pthread_mutex_unlock(&lock);
  return start;
}

// These stand in for those of libc, for the whole program.
void *malloc(size_t size) { return take(size, 16); }
void *calloc(size_t count, size_t size) { return take(count * size, 16); }
void *realloc(void *old, size_t size) {
  void *start = take(size, 16);
  return old == NULL ? start : memmove(start, old, size);
}
void *aligned_alloc(size_t alignment, size_t size) { return take(size, alignment); }
void *memalign(size_t alignment, size_t size) { return take(size, alignment); }
int posix_memalign(void **start, size_t alignment, size_t size) {
  *start = take(size, alignment);
  return 0;
}
void free(void *start) {
  if (is_watched && start != NULL) say("the heap was used while a model was run\n"), abort();
}

__attribute__((aligned(64))) static unsigned char file[1 << 18], arena[1 << 18];

static int fail(const char *text) { return say(text), say("\n"), 1; }

int main(int count, char **words) {
  int descriptor = count > 1 ? open(words[1], O_RDONLY) : -1;
  ssize_t size = descriptor < 0 ? -1 : read(descriptor, file, sizeof file);
  if (size < 0) return fail("no model");
  swiftlet_threads *threads = swiftlet_threads_create(2);
  if (threads == NULL) return fail("no threads");
  swiftlet_options options = {.thread_count = 2,
                              .threads_function = swiftlet_threads_run,
                              .threads_pool = threads};
  swiftlet_fault fault;
  swiftlet_model *model = NULL;
  swiftlet_tensor tensor;
  size_t needed = 0;

  is_watched = true;
  swiftlet_status status = swiftlet_arena_size(file, (size_t)size, &needed, &fault);
  if (status == SWIFTLET_OK) {
    status = swiftlet_load(file, (size_t)size, arena, needed, &options, &model, &fault);
  }
  for (size_t cut = 0; cut < (size_t)size; cut++) {
    // Refusals may not touch the heap either; the model that is loaded stays as it is.
    size_t ignored;
    swiftlet_arena_size(file, cut, &ignored, &fault);
  }
  if (status == SWIFTLET_OK && swiftlet_input(model, 0, &tensor) == SWIFTLET_OK) {
    memset(tensor.data, 1, tensor.byte_count);
    for (int turn = 0; turn < 100; turn++) swiftlet_run(model);
  }
  is_watched = false;

  if (status != SWIFTLET_OK) return fail(swiftlet_status_name(status));
  swiftlet_threads_destroy(threads);
  void *volatile probe = malloc(1);
  return probe != NULL && heap_size > 0 ? 0 : fail("the heap was not watched");
}
