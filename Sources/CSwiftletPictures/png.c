#include "library.h"

// The simplified interface of libpng 1.6, as its manual describes it.
typedef struct png_picture {
  void *opaque;
  uint32_t version;
  uint32_t width;
  uint32_t height;
  uint32_t format;
  uint32_t flags;
  uint32_t colormap_entries;
  uint32_t warning_or_error;
  char message[64];
} png_picture;

enum {
  PICTURE_VERSION = 1,
  FORMAT_RGBA = 3,
  // Samples of 16 bits without a note of their own are those of a screen, as samples of 8 bits are.
  FLAG_16BIT_SRGB = 4
};

typedef int (*begin_function)(png_picture *, const void *, size_t);
typedef int (*finish_function)(png_picture *, const void *, void *, int32_t, void *);
typedef void (*free_function)(png_picture *);

static const char *const libraries[] = {"libpng16.so.16", "libpng16.16.dylib",
                                        "/opt/homebrew/lib/libpng16.16.dylib", NULL};
static const char *const names[] = {"png_image_begin_read_from_memory", "png_image_finish_read",
                                    "png_image_free"};

/// Moves red, green and blue together, over what says how opaque a pixel is.
static void drop_alpha(uint8_t *samples, size_t pixels) {
  for (size_t pixel = 0; pixel < pixels; pixel++) memmove(samples + 3 * pixel, samples + 4 * pixel, 3);
}

swiftlet_picture_status swiftlet_picture_decode_png(const uint8_t *bytes, size_t count,
                                                    swiftlet_picture_limits limits,
                                                    swiftlet_picture *picture) {
  memset(picture, 0, sizeof *picture);
  void *library = swiftlet_library(libraries);
  swiftlet_function functions[3];
  if (!library || !swiftlet_functions(library, names, 3, functions)) {
    return SWIFTLET_PICTURE_LIBRARY_MISSING;
  }
  const begin_function begin = (begin_function)functions[0];
  const finish_function finish = (finish_function)functions[1];
  const free_function release = (free_function)functions[2];
  png_picture image;
  memset(&image, 0, sizeof image);
  image.version = PICTURE_VERSION;
  if (!begin(&image, bytes, count)) {
    swiftlet_picture_say(picture, image.message);
    release(&image);
    return SWIFTLET_PICTURE_DAMAGED;
  }
  picture->width = image.width;
  picture->height = image.height;
  image.format = FORMAT_RGBA;
  image.flags |= FLAG_16BIT_SRGB;
  swiftlet_picture_status status = swiftlet_picture_reserve(picture, 4, limits);
  if (status == SWIFTLET_PICTURE_DECODED && !finish(&image, NULL, picture->samples, 0, NULL)) {
    swiftlet_picture_say(picture, image.message);
    swiftlet_picture_free(picture);
    status = SWIFTLET_PICTURE_DAMAGED;
  }
  release(&image);
  if (status == SWIFTLET_PICTURE_DECODED) {
    drop_alpha(picture->samples, (size_t)picture->width * picture->height);
  }
  return status;
}

void swiftlet_picture_free(swiftlet_picture *picture) {
  free(picture->samples);
  picture->samples = NULL;
}
