/*
 * What programs for WebAssembly have in place of a C library: web.js gives them `print`, and calls
 * `reserve` for the memory that it fills with files.
 */

#include "web.h"

/* The heap starts behind the data and the stack, and only grows. */
extern uint8_t __heap_base;
static uintptr_t end;

EXPORTED void *reserve(size_t size) {
  if (!end) end = (uintptr_t)&__heap_base;
  uintptr_t start = (end + 63) & ~(uintptr_t)63;
  end = start + size;
  size_t pages = (end + 65535) / 65536, now = __builtin_wasm_memory_size(0);
  if (pages > now && __builtin_wasm_memory_grow(0, pages - now) == (size_t)-1) __builtin_trap();
  return (void *)start;
}

void *memcpy(void *to, const void *from, size_t count) {
  for (size_t i = 0; i < count; i++) ((volatile uint8_t *)to)[i] = ((const uint8_t *)from)[i];
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  if ((uintptr_t)to <= (uintptr_t)from) return memcpy(to, from, count);
  while (count-- > 0) ((volatile uint8_t *)to)[count] = ((const uint8_t *)from)[count];
  return to;
}

void *memset(void *to, int value, size_t count) {
  for (size_t i = 0; i < count; i++) ((volatile uint8_t *)to)[i] = (uint8_t)value;
  return to;
}

int memcmp(const void *left, const void *right, size_t count) {
  for (size_t i = 0; i < count; i++) {
    int difference = ((const uint8_t *)left)[i] - ((const uint8_t *)right)[i];
    if (difference != 0) return difference;
  }
  return 0;
}
