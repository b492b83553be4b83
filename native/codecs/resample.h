// The two passes of a resampling of 8-bit pictures. Which source pixels weigh how much is given. No Node header.
#pragma once
#include <cstddef>
#include <cstdint>

namespace uno {

// Output pixel i = sum over t < counts[i] of weights[i * stride + t] * source[starts[i] + t], in units of 2^-22.
struct Taps {
  const int32_t* starts;
  const int32_t* counts;
  const int32_t* weights;
  size_t stride;
  size_t outputs;
};

// [height, width, channels] -> [height, taps.outputs, channels].
void resampleRows(const uint8_t* in, uint8_t* out, size_t width, size_t height, size_t channels, const Taps& taps);

// [height, rowBytes] -> [taps.outputs, rowBytes].
void resampleColumns(const uint8_t* in, uint8_t* out, size_t rowBytes, const Taps& taps);

}  // namespace uno
