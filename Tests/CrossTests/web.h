#ifndef SWIFTLET_WEB_H
#define SWIFTLET_WEB_H

#include <stddef.h>
#include <stdint.h>

#define EXPORTED __attribute__((used, visibility("default")))

/* Shows a text; web.js has it. */
void print(const char *text, size_t count) __attribute__((import_module("web")));

/* Memory that nobody else has, at a multiple of 64 bytes. */
void *reserve(size_t size);

void *memcpy(void *to, const void *from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *left, const void *right, size_t count);

#endif
