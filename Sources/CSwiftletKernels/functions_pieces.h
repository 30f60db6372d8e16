#ifndef SWIFTLET_FUNCTIONS_PIECES_H
#define SWIFTLET_FUNCTIONS_PIECES_H

/* `Functions` in Swift, operation by operation, for a piece of numbers. */

#include "vectors.h"

typedef swiftlet_f32x16 numbers;
typedef swiftlet_i32x16 integers;

#define SPLAT(value) ((numbers)(value))

SWIFTLET_INLINE numbers magnitude(numbers x) { return (numbers)((integers)x & 0x7FFFFFFF); }

SWIFTLET_INLINE numbers with_sign(numbers of, numbers size) {
  return (numbers)((integers)size | ((integers)of & (integers)(INT32_MIN)));
}

SWIFTLET_INLINE numbers at_least(numbers x, float lower) {
  return x < SPLAT(lower) ? SPLAT(lower) : x;
}

SWIFTLET_INLINE numbers at_most(numbers x, float upper) {
  return x > SPLAT(upper) ? SPLAT(upper) : x;
}

SWIFTLET_INLINE numbers power_of_two(integers exponent) {
  return (numbers)((exponent + 127) << 23);
}

SWIFTLET_INLINE integers shifted_bits(numbers shifted) {
  return (integers)shifted - (integers)(0x4B400000);
}

/* A multiple of ln 2, and the rest of x. */
typedef struct {
  numbers shifted, count, r;
} reduction;

SWIFTLET_INLINE reduction reduced(numbers x) {
  reduction result;
  result.shifted = x * 0x1.715476p+0f + 0x1.8p23f;
  result.count = result.shifted - 0x1.8p23f;
  result.r = (x - result.count * 0x1.62e4p-1f) - result.count * 0x1.7f7d1cp-20f;
  return result;
}

SWIFTLET_INLINE numbers exponential_excess(numbers r) {
  numbers q = r * 0x1.6a4f8cp-10f + 0x1.123988p-7f;
  q = q * r + 0x1.5558aep-5f;
  q = q * r + 0x1.555492p-3f;
  q = q * r + 0x1.fffffcp-2f;
  return r + r * r * q;
}

/* Two steps round once, for the first is exact. */
SWIFTLET_INLINE numbers scaled_by_power(numbers x, reduction by) {
#if SWIFTLET_HAS_SCALING
  return scaled_by_two_to(x, by.count);
#else
  integers exponent = shifted_bits(by.shifted), half = exponent >> 1;
  return x * power_of_two(half) * power_of_two(exponent - half);
#endif
}

SWIFTLET_INLINE numbers exponential(numbers x) {
  reduction by = reduced(at_most(at_least(x, -150), 89));
  return scaled_by_power(exponential_excess(by.r) + 1.0f, by);
}

/* Of numbers that are not positive. */
SWIFTLET_INLINE numbers exponential_below_one(numbers x) {
  reduction by = reduced(at_least(x, -150));
  return scaled_by_power(exponential_excess(by.r) + 1.0f, by);
}

SWIFTLET_INLINE numbers exponential_times(numbers x, numbers low, numbers factor) {
  reduction by = reduced(at_most(at_least(x, -150), 89));
  by.r = by.r + low;
  return scaled_by_power(factor + factor * exponential_excess(by.r), by);
}

/* factor / (1 + exp(−x)) of x = ±(size + low). */
SWIFTLET_INLINE numbers logistic_of(integers is_negative, numbers size, numbers low,
                                    numbers factor) {
  reduction by = reduced(at_most(at_least(-size, -150), 0));
  by.r = by.r - low;
  numbers excess = exponential_excess(by.r);
  integers exponent = shifted_bits(by.shifted);
  numbers scale = power_of_two(__builtin_elementwise_max(exponent, (integers)(-126)));
  numbers quotient = factor / ((scale + 1.0f) + scale * excess);
  return is_negative ? scaled_by_power(quotient + quotient * excess, by) : quotient;
}

SWIFTLET_INLINE numbers logistic(numbers x) {
  return logistic_of(x < SPLAT(0), magnitude(x), SPLAT(0), SPLAT(1));
}

SWIFTLET_INLINE numbers sigmoid_linear(numbers x) {
  return logistic_of(x < SPLAT(0), magnitude(x), SPLAT(0), at_least(x, -150));
}

SWIFTLET_INLINE numbers hyperbolic_tangent(numbers x) {
  numbers a = magnitude(x), square = a * a;
  numbers p = square * -0x1.756d14p-8f + 0x1.520a3ap-6f;
  p = p * square + -0x1.b83792p-5f;
  p = p * square + 0x1.1106fep-3f;
  p = p * square + -0x1.555532p-2f;
  numbers near = a + a * (square * p);
  numbers far = 1.0f - 2.0f / (exponential(2.0f * a) + 1.0f);
  return with_sign(x, a < SPLAT(0.625f) ? near : far);
}

SWIFTLET_INLINE numbers upper_half(numbers x) {
  return (numbers)((integers)x & (integers)(-4096));
}

/* factor / 2 · erfc(b / √2) */
SWIFTLET_INLINE numbers normal_tail(numbers b, numbers factor) {
  numbers c = at_most(b, 15), upper = upper_half(c);
  numbers low = (upper - c) * (upper + c) * 0.5f;
  numbers beyond = c + 4.0f, t = 1.0f / beyond, q = (c - 4.0f) * t;
  numbers p = q * 0x1.3d2b5ap-13f + 0x1.850d3ap-10f;
  p = p * q + -0x1.ca315ep-9f;
  p = p * q + -0x1.ec333ep-8f;
  p = p * q + 0x1.eecf50p-5f;
  p = p * q + -0x1.7e0024p-3f;
  p = p * q + 0x1.8c6d98p-2f;
  p = p * q + -0x1.373e3ap-1f;
  p = p * q + 0x1.82b4bcp-1f;
  return exponential_times(upper * -0.5f * upper, low, p * (factor / beyond));
}

SWIFTLET_INLINE numbers error_function(numbers x) {
  numbers a = magnitude(x), square = a * a;
  numbers p = square * 0x1.47925ep-14f + -0x1.a3598ep-11f;
  p = p * square + 0x1.53f2cap-8f;
  p = p * square + -0x1.b7f722p-6f;
  p = p * square + 0x1.ce2ce6p-4f;
  p = p * square + -0x1.81273ep-2f;
  p = p * square + 0x1.06eba8p-3f;
  numbers near = a + a * p;
  numbers far = 1.0f - normal_tail(a * 0x1.6a09e6p+0f, SPLAT(2));
  return with_sign(x, a < SPLAT(1) ? near : far);
}

SWIFTLET_INLINE numbers gaussian(numbers x) {
  numbers a = magnitude(x), limited = at_most(a, 15);
  numbers tail = normal_tail(limited, limited);
  numbers far = x > SPLAT(0) ? x - tail : -tail;
  numbers square = x * x;
  numbers p = square * -0x1.a67a40p-17f + 0x1.086468p-13f;
  p = p * square + -0x1.39f2bep-10f;
  p = p * square + 0x1.46f138p-7f;
  p = p * square + -0x1.1058c4p-4f;
  p = p * square + 0x1.988454p-2f;
  return a < SPLAT(1) ? x * (x * p + 0.5f) : far;
}

/* An unevaluated sum of two numbers. */
typedef struct {
  numbers high, low;
} number_pair;

SWIFTLET_INLINE number_pair exact_sum(numbers a, numbers b) {
  number_pair pair;
  pair.high = a + b;
  pair.low = (a - pair.high) + b;
  return pair;
}

SWIFTLET_INLINE number_pair exact_product(numbers a, numbers b) {
  numbers a_high = upper_half(a), b_high = upper_half(b);
  numbers a_low = a - a_high, b_low = b - b_high;
  number_pair pair;
  pair.high = a * b;
  pair.low = ((a_high * b_high - pair.high) + a_high * b_low + a_low * b_high) + a_low * b_low;
  return pair;
}

SWIFTLET_INLINE number_pair pair_times(number_pair pair, numbers factor) {
  number_pair product = exact_product(pair.high, factor);
  return exact_sum(product.high, product.low + pair.low * factor);
}

SWIFTLET_INLINE numbers gaussian_by_tangent(numbers x) {
  numbers limited = at_most(magnitude(x), 12);
  number_pair square = exact_product(limited, limited);
  number_pair cubic = exact_product(square.high, SPLAT(0x1.2444f2p-4f));
  numbers cubic_low = cubic.low + (square.low * 0x1.2444f2p-4f + square.high * 0x1.49b16ap-29f);
  numbers slope = SPLAT(0x1.988454p+0f);
  integers is_far = cubic.high > slope;
  number_pair sum = exact_sum(is_far ? cubic.high : slope, is_far ? slope : cubic.high);
  sum.low = sum.low + (cubic_low + -0x1.857936p-25f);
  number_pair u = pair_times(sum, limited);
  integers is_negative = x < SPLAT(0);
  return logistic_of(is_negative, u.high, u.low, is_negative ? -limited : x);
}

SWIFTLET_INLINE numbers hard_swish(numbers x) {
  return at_least(x, -3) * (at_most(at_least(x + 3.0f, 0), 6) / 6.0f);
}

#undef SPLAT
#endif
