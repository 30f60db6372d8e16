#ifndef SWIFTLET_H
#define SWIFTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Swiftlet runs a quantized neural network inside one block of memory that the caller hands over.
///
///     swiftlet_arena_size(file, file_size, &arena_size, &fault);
///     swiftlet_load(file, file_size, arena, arena_size, NULL, &model, &fault);
///     swiftlet_input(model, 0, &input);    // write input.data
///     swiftlet_run(model);
///     swiftlet_output(model, 0, &output);  // read output.data
///
/// Ownership: the library allocates nothing and frees nothing. The file and the arena belong to the
/// caller, who keeps both in place for as long as the model is used; nothing has to be released
/// afterwards. The file is only read: it may be mapped, or lie in flash. Nothing but the library, and
/// the caller through `swiftlet_tensor.data`, may write to the arena.
///
/// Failing: everything that can fail fails in the call that returns a `swiftlet_status`. Any bytes may
/// be passed as a file: they load or are refused. A model that has loaded runs without a way to fail.
///
/// Threads: one model is used by one thread at a time. Models in arenas of their own are independent,
/// also when they share one file. Functions that take no model may be called from anywhere at any time.
///
/// swiftlet_sound.h makes features of sound, for models that hear.

#ifdef __cplusplus
extern "C" {
#endif

/// The version of the library.
#define SWIFTLET_VERSION_MAJOR 0
#define SWIFTLET_VERSION_MINOR 1
#define SWIFTLET_VERSION_PATCH 0

/// The multiple of bytes at which a file starts in memory, so that its constants serve where they lie.
#define SWIFTLET_FILE_ALIGNMENT 64

/// The multiple of bytes at which an arena starts in memory.
#define SWIFTLET_ARENA_ALIGNMENT 16

/// The most axes that a tensor has.
#define SWIFTLET_MAXIMUM_RANK 8

// Enums have 32 bits under every compiler, also where the shortest type is the custom.
#if defined(__clang__)
#define SWIFTLET_ENUM __attribute__((enum_extensibility(closed), mode(SI)))
#define SWIFTLET_NAME(name) __attribute__((swift_name(#name)))
#else
#define SWIFTLET_ENUM __attribute__((mode(SI)))
#define SWIFTLET_NAME(name)
#endif

// MARK: Statuses

/// The result of a call. The numbers are stable: one is added, never changed and never removed.
///
/// Those below 256 refuse a file; the comment of each says what `swiftlet_fault` holds with it. Those
/// from 256 on refuse an argument.
typedef enum SWIFTLET_ENUM swiftlet_status {
  /// It is done.
  SWIFTLET_OK SWIFTLET_NAME(ok) = 0,
  /// The bytes are no model, or its structure is damaged. `subject`: which rule of the flatbuffer
  /// format is broken; `found`: the position of the bytes that break it.
  SWIFTLET_DAMAGED SWIFTLET_NAME(damaged) = 1,
  /// The file was written for another version of the format. `needed`: the newest that this library
  /// reads; `found`: that of the file.
  SWIFTLET_VERSION_NOT_SUPPORTED SWIFTLET_NAME(versionNotSupported) = 2,
  /// The file or the arena does not start at a multiple of `needed` bytes.
  SWIFTLET_MISALIGNED SWIFTLET_NAME(misaligned) = 3,
  /// The arena has `found` bytes and the model needs `needed`.
  SWIFTLET_ARENA_TOO_SMALL SWIFTLET_NAME(arenaTooSmall) = 4,
  /// The file has `found` bytes and its constants end at `needed`.
  SWIFTLET_CONSTANTS_MISSING SWIFTLET_NAME(constantsMissing) = 5,
  /// There is no operator of the code `subject`.
  SWIFTLET_OPERATOR_UNKNOWN SWIFTLET_NAME(operatorUnknown) = 6,
  /// This library was built without the operator of the code `subject`.
  SWIFTLET_OPERATOR_NOT_LINKED SWIFTLET_NAME(operatorNotLinked) = 7,
  /// The attribute `subject`, by its number in the schema, is outside what the operator can do.
  SWIFTLET_ATTRIBUTE_OUT_OF_RANGE SWIFTLET_NAME(attributeOutOfRange) = 8,
  /// An operator needs `needed` inputs or outputs and has `found`.
  SWIFTLET_INPUT_COUNT SWIFTLET_NAME(inputCount) = 9,
  /// The tensor `subject` is named, and there are `found` tensors.
  SWIFTLET_TENSOR_OUT_OF_RANGE SWIFTLET_NAME(tensorOutOfRange) = 10,
  /// The tensor `subject` lies at `needed` in memory of `found` bytes, and does not fit.
  SWIFTLET_TENSOR_OUT_OF_PLACE SWIFTLET_NAME(tensorOutOfPlace) = 11,
  /// The tensor `subject` does not start at a multiple of its element's size.
  SWIFTLET_TENSOR_MISALIGNED SWIFTLET_NAME(tensorMisaligned) = 12,
  /// The tensor `subject` shares memory with the tensor `found` while both are alive.
  SWIFTLET_TENSORS_OVERLAP SWIFTLET_NAME(tensorsOverlap) = 13,
  /// The tensor `subject` is read before it is written, or after its last use.
  SWIFTLET_TENSOR_NOT_ALIVE SWIFTLET_NAME(tensorNotAlive) = 14,
  /// The tensor `subject` is a constant where the model needs one that it can write.
  SWIFTLET_TENSOR_CONSTANT SWIFTLET_NAME(tensorConstant) = 15,
  /// The operator's input `subject` is not a constant of the file, and has to be.
  SWIFTLET_CONSTANT_NEEDED SWIFTLET_NAME(constantNeeded) = 16,
  /// More tensors are alive at once than the arena has room for.
  SWIFTLET_TOO_MANY_TENSORS SWIFTLET_NAME(tooManyTensors) = 17,
  /// A length is not positive, or a tensor has too many axes or elements.
  SWIFTLET_SHAPE_OUT_OF_RANGE SWIFTLET_NAME(shapeOutOfRange) = 18,
  /// An operator's shapes do not agree: axis `subject` (-1: the whole) is `found` and not `needed`.
  SWIFTLET_SHAPE_MISMATCH SWIFTLET_NAME(shapeMismatch) = 19,
  /// The operator does not work on a tensor of the element type `subject`.
  SWIFTLET_ELEMENT_TYPE_NOT_SUPPORTED SWIFTLET_NAME(elementTypeNotSupported) = 20,
  /// A scale, or a ratio of scales, is out of range.
  SWIFTLET_SCALE_OUT_OF_RANGE SWIFTLET_NAME(scaleOutOfRange) = 21,
  /// The zero point `found` is not a value of its element type, or not the one that is needed.
  SWIFTLET_ZERO_POINT_OUT_OF_RANGE SWIFTLET_NAME(zeroPointOutOfRange) = 22,
  /// Constants or scratch memory have `found` bytes and the operator uses `needed`.
  SWIFTLET_TOO_FEW_BYTES SWIFTLET_NAME(tooFewBytes) = 23,
  /// This machine lacks the instruction set that was asked for.
  SWIFTLET_INSTRUCTION_SET_NOT_SUPPORTED SWIFTLET_NAME(instructionSetNotSupported) = 24,
  /// A pointer is NULL that has to be given.
  SWIFTLET_ARGUMENT_MISSING SWIFTLET_NAME(argumentMissing) = 256,
  /// A size, an index or the number of an enum is beyond what there is.
  SWIFTLET_ARGUMENT_OUT_OF_RANGE SWIFTLET_NAME(argumentOutOfRange) = 257,
  /// The file and the arena share memory.
  SWIFTLET_ARGUMENTS_OVERLAP SWIFTLET_NAME(argumentsOverlap) = 258,
  /// Nothing has that name.
  SWIFTLET_NAME_UNKNOWN SWIFTLET_NAME(nameUnknown) = 259,
} swiftlet_status;

/// A constant string that names a status, such as "arena too small"; "unknown" for a number that is
/// none. Never NULL.
const char *swiftlet_status_name(swiftlet_status status);

/// Why a file was refused, and where. A member that the status does not speak of is zero.
typedef struct swiftlet_fault {
  /// What is wrong.
  swiftlet_status status;
  /// The position of the operator at fault; -1 where the fault is not one operator's.
  int32_t step;
  /// What is at fault: a tensor, an axis, a field, an operator code, as the status says.
  ptrdiff_t subject;
  /// What was needed.
  ptrdiff_t needed;
  /// What there was.
  ptrdiff_t found;
} swiftlet_fault;

// MARK: Versions and instruction sets

/// The version as a constant string, such as "0.1.0".
const char *swiftlet_version(void);

/// The version as one number: major × 1,000,000 + minor × 1,000 + patch.
uint32_t swiftlet_version_number(void);

/// A set of machine instructions that kernels are written for. Results are the same on all. The
/// numbers are stable.
typedef enum SWIFTLET_ENUM swiftlet_instruction_set {
  /// The best set of this machine, whichever it is.
  SWIFTLET_BEST SWIFTLET_NAME(best) = 0,
  /// Plain C, for every machine.
  SWIFTLET_PORTABLE SWIFTLET_NAME(portable) = 1,
  /// SSE4.1, on x86-64.
  SWIFTLET_SSE41 SWIFTLET_NAME(sse41) = 2,
  /// AVX2 with FMA, on x86-64.
  SWIFTLET_AVX2 SWIFTLET_NAME(avx2) = 3,
  /// AVX2 with AVX-VNNI, on x86-64.
  SWIFTLET_AVX_VNNI SWIFTLET_NAME(avxVNNI) = 4,
  /// AVX-512 F, DQ, BW, VL and VNNI, on x86-64.
  SWIFTLET_AVX512_VNNI SWIFTLET_NAME(avx512VNNI) = 5,
  /// Advanced SIMD, on AArch64.
  SWIFTLET_NEON SWIFTLET_NAME(neon) = 6,
  /// The dot products of ARMv8.2, on AArch64.
  SWIFTLET_DOTPROD SWIFTLET_NAME(dotprod) = 7,
  /// The eight-bit matrix products of ARMv8.6, on AArch64.
  SWIFTLET_I8MM SWIFTLET_NAME(i8mm) = 8,
  /// The 128-bit vectors of WebAssembly.
  SWIFTLET_SIMD128 SWIFTLET_NAME(simd128) = 9,
  /// The 16-bit pairs of ARMv7E-M.
  SWIFTLET_CORTEX_M_DSP SWIFTLET_NAME(cortexMDSP) = 10,
} swiftlet_instruction_set;

/// The best set that this processor and its operating system can run; never `SWIFTLET_BEST`.
swiftlet_instruction_set swiftlet_instruction_set_best(void);

/// Whether this processor and its operating system can run a set; false for a number that is none.
bool swiftlet_instruction_set_supported(swiftlet_instruction_set set);

/// A constant string that names a set, such as "avx2"; "unknown" for a number that is none. Never
/// NULL.
const char *swiftlet_instruction_set_name(swiftlet_instruction_set set);

/// Finds the set of a name. Writes to `set` only when the status is `SWIFTLET_OK`; otherwise it is
/// `SWIFTLET_NAME_UNKNOWN` or `SWIFTLET_ARGUMENT_MISSING`.
swiftlet_status swiftlet_instruction_set_named(const char *name, swiftlet_instruction_set *set);

// MARK: Loading

/// A model that has loaded. It lies in its arena and is gone when the arena is.
typedef struct swiftlet_model swiftlet_model;

/// Calls `body(state, share)` once for every share below `share_count`, in any order and on any
/// threads, and returns when all calls have returned. `swiftlet_threads_run` is one such function,
/// whose `pool` is a `swiftlet_threads *`.
typedef void (*swiftlet_threads_function)(void *pool, size_t share_count,
                                          void (*body)(void *state, size_t share), void *state);

/// What a program may ask for beyond the usual. Set to zeros, it asks for nothing.
typedef struct swiftlet_options {
  /// The instruction set of the kernels.
  swiftlet_instruction_set instruction_set;
  /// The number of threads, the caller's included; 0 and 1 both mean the caller's alone.
  size_t thread_count;
  /// Divides the work among the threads; may be NULL where there is only the caller's.
  swiftlet_threads_function threads_function;
  /// The first argument of `threads_function`; may be NULL.
  void *threads_pool;
} swiftlet_options;

/// Finds the bytes of arena that a file needs on this machine, exactly: one fewer is refused.
///
/// `file` may have any alignment here. `size` is written only when the status is `SWIFTLET_OK`.
/// `fault` may be NULL; else it is always written.
swiftlet_status swiftlet_arena_size(const void *file, size_t file_size, size_t *size,
                                    swiftlet_fault *fault);

/// Checks a whole file and prepares it to run in an arena.
///
/// `file` starts at a multiple of `SWIFTLET_FILE_ALIGNMENT` and `arena` at one of
/// `SWIFTLET_ARENA_ALIGNMENT`; they do not overlap, and stay in place as long as the model is used.
/// `options` may be NULL and is not kept. `model` is written only when the
/// status is `SWIFTLET_OK`; the model lies in the arena. `fault` may be NULL; else it is always
/// written. After a refusal the arena's contents are undefined, and it may be used again.
swiftlet_status swiftlet_load(const void *file, size_t file_size, void *arena, size_t arena_size,
                              const swiftlet_options *options, swiftlet_model **model,
                              swiftlet_fault *fault);

/// Changes the threads of a model between two runs; the arguments are those of `swiftlet_options`.
/// Results do not depend on the threads.
swiftlet_status swiftlet_set_threads(swiftlet_model *model, size_t count,
                                     swiftlet_threads_function function, void *pool);

// MARK: Tensors

/// The type of one element of a tensor. The numbers are those of the file format.
typedef enum SWIFTLET_ENUM swiftlet_element_type {
  /// IEEE 754 binary32.
  SWIFTLET_FLOAT32 SWIFTLET_NAME(float32) = 1,
  /// A signed byte.
  SWIFTLET_INT8 SWIFTLET_NAME(int8) = 2,
  /// An unsigned byte.
  SWIFTLET_UINT8 SWIFTLET_NAME(uint8) = 3,
  /// A signed 16-bit integer.
  SWIFTLET_INT16 SWIFTLET_NAME(int16) = 4,
  /// A signed 32-bit integer.
  SWIFTLET_INT32 SWIFTLET_NAME(int32) = 5,
  /// A signed 64-bit integer.
  SWIFTLET_INT64 SWIFTLET_NAME(int64) = 6,
  /// A truth value, one byte of 0 or 1.
  SWIFTLET_BOOLEAN SWIFTLET_NAME(boolean) = 7,
  /// IEEE 754 binary16.
  SWIFTLET_FLOAT16 SWIFTLET_NAME(float16) = 8,
} swiftlet_element_type;

/// An input or output of a model, where it lies.
typedef struct swiftlet_tensor {
  /// The name in UTF-8, with a zero byte after it; NULL where the file's names were stripped. It lies
  /// in the file.
  const char *name;
  /// The bytes of the name, without the zero byte.
  size_t name_length;
  /// The type of each element.
  swiftlet_element_type element_type;
  /// The number of axes, at most `SWIFTLET_MAXIMUM_RANK`.
  int32_t rank;
  /// The lengths of the axes, outermost first; 1 beyond the last.
  int32_t shape[SWIFTLET_MAXIMUM_RANK];
  /// The number of elements.
  size_t element_count;
  /// Whether the elements stand for real numbers: real = scale × (stored - zero_point).
  bool is_quantized;
  /// The real distance between neighbouring stored values; 1 for plain numbers.
  float scale;
  /// The stored value of real zero; 0 for plain numbers.
  int32_t zero_point;
  /// The elements, innermost axis last, aligned to their size. They lie in the arena: write an input
  /// before each run, for running may reuse its memory; read an output before the next run.
  void *data;
  /// The bytes of all elements.
  size_t byte_count;
} swiftlet_tensor;

/// The number of inputs; 0 for NULL.
size_t swiftlet_input_count(const swiftlet_model *model);

/// The number of outputs; 0 for NULL.
size_t swiftlet_output_count(const swiftlet_model *model);

/// Describes the input at a position. `tensor` is written only when the status is `SWIFTLET_OK`;
/// otherwise it is `SWIFTLET_ARGUMENT_OUT_OF_RANGE` or `SWIFTLET_ARGUMENT_MISSING`. What it describes
/// holds as long as the model.
swiftlet_status swiftlet_input(const swiftlet_model *model, size_t index, swiftlet_tensor *tensor);

/// Describes the output at a position, as `swiftlet_input` does an input.
swiftlet_status swiftlet_output(const swiftlet_model *model, size_t index, swiftlet_tensor *tensor);

/// Describes the first input of a name, or answers with `SWIFTLET_NAME_UNKNOWN`.
swiftlet_status swiftlet_input_named(const swiftlet_model *model, const char *name,
                                     swiftlet_tensor *tensor);

/// Describes the first output of a name, or answers with `SWIFTLET_NAME_UNKNOWN`.
swiftlet_status swiftlet_output_named(const swiftlet_model *model, const char *name,
                                      swiftlet_tensor *tensor);

// MARK: Running

/// Runs the model once, from its inputs to its outputs. Nothing can fail; NULL runs nothing.
///
/// The caller's stack, and that of each thread that is lent, has 96 KiB to spare on x86-64 and AArch64.
void swiftlet_run(swiftlet_model *model);

/// Follows a run: called before each step with `has_run` false, and after it with true.
typedef void (*swiftlet_observer)(void *state, size_t step, bool has_run);

/// Runs the model once, and calls `observer(state, step, has_run)` around each step, on the caller's
/// thread. The observer must not use the model. A NULL observer is left out.
void swiftlet_run_observed(swiftlet_model *model, swiftlet_observer observer, void *state);

/// The number of steps of a run; 0 for NULL.
size_t swiftlet_step_count(const swiftlet_model *model);

/// The code of the operator of a step, as `Attributes` in the file format numbers them; 0 for NULL
/// and where there are not so many steps.
uint8_t swiftlet_step_operator(const swiftlet_model *model, size_t step);

#ifdef __cplusplus
}
#endif

#endif
