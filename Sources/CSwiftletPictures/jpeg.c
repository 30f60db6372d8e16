#include "library.h"

// The interface of libturbojpeg since 1.2, as its header describes it.
enum {
  PIXELS_RGB = 0,
  PIXELS_CMYK = 11,
  COLOURS_CMYK = 3,
  COLOURS_YCCK = 4,
  FLAG_ACCURATE_DCT = 4096,
  // A progressive picture of very many scans would take minutes; later versions stop at 500.
  FLAG_LIMIT_SCANS = 32768
};

typedef void *(*create_function)(void);
typedef int (*header_function)(void *, const unsigned char *, unsigned long, int *, int *, int *,
                               int *);
typedef int (*decompress_function)(void *, const unsigned char *, unsigned long, unsigned char *,
                                   int, int, int, int, int);
typedef int (*destroy_function)(void *);
typedef char *(*message_function)(void);

typedef struct decoder {
  create_function create;
  header_function read_header;
  decompress_function decompress;
  destroy_function destroy;
  message_function message;
} decoder;

static const char *const libraries[] = {"libturbojpeg.so.0", "libturbojpeg.0.dylib",
                                        "/opt/homebrew/lib/libturbojpeg.0.dylib", NULL};
static const char *const names[] = {"tjInitDecompress", "tjDecompressHeader3", "tjDecompress2",
                                    "tjDestroy", "tjGetErrorStr"};

static bool load(decoder *decoder) {
  void *library = swiftlet_library(libraries);
  swiftlet_function functions[5];
  if (!library || !swiftlet_functions(library, names, 5, functions)) return false;
  decoder->create = (create_function)functions[0];
  decoder->read_header = (header_function)functions[1];
  decoder->decompress = (decompress_function)functions[2];
  decoder->destroy = (destroy_function)functions[3];
  decoder->message = (message_function)functions[4];
  return true;
}

/// Mixes four inks, stored as the light that they leave, to red, green and blue.
static void mix(uint8_t *samples, size_t pixels) {
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    const uint8_t *inks = samples + 4 * pixel;
    const unsigned black = inks[3];
    const uint8_t mixed[3] = {(uint8_t)((inks[0] * black + 127) / 255),
                              (uint8_t)((inks[1] * black + 127) / 255),
                              (uint8_t)((inks[2] * black + 127) / 255)};
    memcpy(samples + 3 * pixel, mixed, 3);
  }
}

/// Whether the library gave a picture up, and did not only remark on it.
static bool is_fatal(const char *message) {
  // Of the remarks only the first is kept. After any other than this one the picture may have grey
  // in place of what is missing, as after "Premature end of JPEG file" where it was cut short.
  return !message || !strstr(message, "extraneous bytes before marker");
}

static swiftlet_picture_status decode(const decoder *decoder, void *handle, const uint8_t *bytes,
                                      size_t count, swiftlet_picture_limits limits,
                                      swiftlet_picture *picture) {
  int width = -1, height = -1, sampling = -1, colours = -1;
  const int header = decoder->read_header(handle, bytes, (unsigned long)count, &width, &height,
                                          &sampling, &colours);
  // A remark is a failure too, but after it the size is known.
  const char *remark = header != 0 ? decoder->message() : NULL;
  if ((header != 0 && is_fatal(remark)) || width <= 0 || height <= 0 || colours < 0) {
    swiftlet_picture_say(picture, remark);
    return SWIFTLET_PICTURE_DAMAGED;
  }
  picture->width = (uint32_t)width;
  picture->height = (uint32_t)height;
  const bool has_inks = colours == COLOURS_CMYK || colours == COLOURS_YCCK;
  const swiftlet_picture_status status =
      swiftlet_picture_reserve(picture, has_inks ? 4 : 3, limits);
  if (status != SWIFTLET_PICTURE_DECODED) return status;
  const int result = decoder->decompress(handle, bytes, (unsigned long)count, picture->samples,
                                         width, 0, height, has_inks ? PIXELS_CMYK : PIXELS_RGB,
                                         FLAG_ACCURATE_DCT | FLAG_LIMIT_SCANS);
  if (result != 0) {
    const char *message = decoder->message();
    if (is_fatal(message)) {
      swiftlet_picture_say(picture, message);
      swiftlet_picture_free(picture);
      return SWIFTLET_PICTURE_DAMAGED;
    }
  }
  if (has_inks) mix(picture->samples, (size_t)width * (size_t)height);
  return SWIFTLET_PICTURE_DECODED;
}

swiftlet_picture_status swiftlet_picture_decode_jpeg(const uint8_t *bytes, size_t count,
                                                     swiftlet_picture_limits limits,
                                                     swiftlet_picture *picture) {
  memset(picture, 0, sizeof *picture);
  decoder decoder;
  if (!load(&decoder)) return SWIFTLET_PICTURE_LIBRARY_MISSING;
  if (count > INT32_MAX) return SWIFTLET_PICTURE_TOO_LARGE;
  void *handle = decoder.create();
  if (!handle) return SWIFTLET_PICTURE_MEMORY_REFUSED;
  const swiftlet_picture_status status = decode(&decoder, handle, bytes, count, limits, picture);
  decoder.destroy(handle);
  return status;
}
