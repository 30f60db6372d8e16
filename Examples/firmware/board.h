#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

/// The model, in flash.
const void *board_model(void);
size_t board_model_size(void);

/// The memory in which the model works.
void *board_arena(void);
size_t board_arena_size(void);

/// What is to be classified.
const void *board_input(void);
size_t board_input_size(void);

#endif
