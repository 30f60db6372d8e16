#ifndef SWIFTLET_PICTURES_H
#define SWIFTLET_PICTURES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What became of decoding a picture.
typedef enum swiftlet_picture_status {
  SWIFTLET_PICTURE_DECODED = 0,
  /// The library that knows the format cannot be loaded; the message is empty.
  SWIFTLET_PICTURE_LIBRARY_MISSING = 1,
  /// The library refused the bytes; the message says why.
  SWIFTLET_PICTURE_DAMAGED = 2,
  /// There are more samples than were allowed; the size is known.
  SWIFTLET_PICTURE_TOO_LARGE = 3,
  /// The system refused memory; the size is known.
  SWIFTLET_PICTURE_MEMORY_REFUSED = 4
} swiftlet_picture_status;

/// A decoded picture, or what is known of one that was not decoded.
typedef struct swiftlet_picture {
  uint32_t width;
  uint32_t height;
  /// Red, green and blue of each pixel, line after line from the top; NULL where it was not decoded.
  uint8_t *samples;
  /// A sentence of the library's, or an empty one.
  char message[128];
} swiftlet_picture;

/// The most that is decoded: pixels in all, and on a side.
typedef struct swiftlet_picture_limits {
  size_t pixels;
  size_t side;
} swiftlet_picture_limits;

/// Decodes a PNG picture within the limits by libpng; what is transparent is left out.
swiftlet_picture_status swiftlet_picture_decode_png(const uint8_t *bytes, size_t count,
                                                    swiftlet_picture_limits limits,
                                                    swiftlet_picture *picture);

/// Decodes a JPEG picture within the limits by libturbojpeg, in the order of its lines.
swiftlet_picture_status swiftlet_picture_decode_jpeg(const uint8_t *bytes, size_t count,
                                                     swiftlet_picture_limits limits,
                                                     swiftlet_picture *picture);

/// Frees the samples of a picture.
void swiftlet_picture_free(swiftlet_picture *picture);

#ifdef __cplusplus
}
#endif

#endif
