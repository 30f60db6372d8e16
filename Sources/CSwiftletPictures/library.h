#ifndef SWIFTLET_PICTURES_LIBRARY_H
#define SWIFTLET_PICTURES_LIBRARY_H

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "swiftlet_pictures.h"

/// A function whose type is known where it is called.
typedef void (*swiftlet_function)(void);

/// The first library of a list, ended by NULL, that the system finds; it stays loaded.
static inline void *swiftlet_library(const char *const *names) {
  for (; *names; names++) {
    void *library = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
    if (library) return library;
  }
  return NULL;
}

/// Finds some functions of a library; false where one is missing.
static inline bool swiftlet_functions(void *library, const char *const *names, size_t count,
                                      swiftlet_function *functions) {
  for (size_t index = 0; index < count; index++) {
    void *found = dlsym(library, names[index]);
    if (!found) return false;
    // ISO C has no conversion from an object's address to a function's; POSIX gives both one form.
    memcpy(&functions[index], &found, sizeof found);
  }
  return true;
}

/// Keeps a sentence of a library's.
static inline void swiftlet_picture_say(swiftlet_picture *picture, const char *text) {
  size_t count = 0;
  while (text && text[count] && count < sizeof picture->message - 1) {
    picture->message[count] = text[count];
    count++;
  }
  picture->message[count] = 0;
}

/// Makes room for the samples of a picture whose size is known, `channels` for each pixel.
static inline swiftlet_picture_status swiftlet_picture_reserve(swiftlet_picture *picture,
                                                               size_t channels,
                                                               swiftlet_picture_limits limits) {
  const uint64_t pixels = (uint64_t)picture->width * picture->height;
  if (pixels == 0) return SWIFTLET_PICTURE_DAMAGED;
  const bool is_long = picture->width > limits.side || picture->height > limits.side;
  if (is_long || pixels > limits.pixels || pixels > SIZE_MAX / channels) {
    return SWIFTLET_PICTURE_TOO_LARGE;
  }
  picture->samples = malloc((size_t)pixels * channels);
  return picture->samples ? SWIFTLET_PICTURE_DECODED : SWIFTLET_PICTURE_MEMORY_REFUSED;
}

#endif
