/** Short vectors in the compiler's own notation: one source for every instruction set (see isa.h). */
#pragma once

#include <c10/util/BFloat16.h>

#include <cstdint>
#include <type_traits>
#include <utility>

#include "isa.h"

// Vectors wider than the baseline's registers are passed only to functions that are inlined.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace uno {

template <typename T, int W>
struct LanesOf {
  typedef T type __attribute__((vector_size(sizeof(T) * W)));
};
/** W elements of T. */
template <typename T, int W>
using Lanes = typename LanesOf<T, W>::type;

/** What sums of T are made in: float for bfloat16. */
template <typename T>
using Wide = std::conditional_t<std::is_same_v<T, c10::BFloat16>, float, T>;

template <int W, typename T>
UNO_INLINE Lanes<Wide<T>, W> load(const T* from) {
  if constexpr (std::is_same_v<T, c10::BFloat16>) {
    Lanes<uint16_t, W> bits;
    __builtin_memcpy(&bits, from, sizeof bits);
    // bfloat16 is the upper half of a float.
    return (Lanes<float, W>)(__builtin_convertvector(bits, Lanes<uint32_t, W>) << 16);
  } else {
    Lanes<T, W> lanes;
    __builtin_memcpy(&lanes, from, sizeof lanes);
    return lanes;
  }
}

template <int W, typename T>
UNO_INLINE void store(T* to, Lanes<Wide<T>, W> lanes) {
  if constexpr (std::is_same_v<T, c10::BFloat16>) {
    // To the nearest, ties to even; NaN stays NaN.
    const auto bits = (Lanes<uint32_t, W>)lanes;
    const Lanes<uint32_t, W> rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16, nan = (bits >> 16) | 0x40;
    const Lanes<int32_t, W> isNan = lanes != lanes;
    const auto half = __builtin_convertvector(isNan ? nan : rounded, Lanes<uint16_t, W>);
    __builtin_memcpy(to, &half, sizeof half);
  } else {
    __builtin_memcpy(to, &lanes, sizeof lanes);
  }
}


template <typename T, int W, int Offset, int... I>
UNO_INLINE Lanes<T, W / 2> part(Lanes<T, W> lanes, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(lanes, lanes, (I + Offset)...);
}

/** The sum of all lanes, halves first. */
template <typename T, int W>
UNO_INLINE T total(Lanes<T, W> lanes) {
  if constexpr (W == 1) {
    return lanes[0];
  } else if constexpr (W == 2) {
    return lanes[0] + lanes[1];
  } else {
    using Half = std::make_integer_sequence<int, W / 2>;
    return total<T, W / 2>(part<T, W, 0>(lanes, Half{}) + part<T, W, W / 2>(lanes, Half{}));
  }
}

/** eˣ to 1e-7 of itself for |x| ≤ 87; NaN stays NaN. */
template <int W>
UNO_INLINE Lanes<float, W> exponential(Lanes<float, W> x) {
  // x = n·ln 2 + r with whole n: the sum with 1.5·2²³ has n in its last bits. ln 2 in two parts, the first exact.
  constexpr float kShift = 12582912.0f;
  const Lanes<float, W> shifted = x * 1.44269504f + kShift, n = shifted - kShift;
  const Lanes<float, W> r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  // Least relative error of degree 6 on |r| ≤ ln 2 / 2: 2e-8.
  Lanes<float, W> sum = r * 0.0013829361f + 0.008374813f;
  sum = sum * r + 0.041668363f;
  sum = sum * r + 0.1666642f;
  sum = sum * r + 0.4999999f;
  sum = sum * r + 1.0f;
  sum = sum * r + 1.0f;
  const Lanes<int32_t, W> exponent = (Lanes<int32_t, W>)shifted - 0x4b400000 + 127;
  return sum * (Lanes<float, W>)(exponent << 23);
}

/** 1/(1 + e⁻ˣ) to 2e-7 of itself; beyond ±87 it stays what it is there. NaN stays NaN. */
template <int W>
UNO_INLINE Lanes<float, W> sigmoid(Lanes<float, W> x) {
  const Lanes<float, W> most = Lanes<float, W>{} + 87.0f;
  Lanes<float, W> y = x < -most ? -most : x;
  y = y > most ? most : y;
  return 1.0f / (1.0f + exponential<W>(-y));
}

}  // namespace uno
