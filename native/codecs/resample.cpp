#include "resample.h"

#include <algorithm>

// One build for all x86 machines, which takes AVX2 where it is.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define UNO_FAST __attribute__((target_clones("avx2", "default")))
#else
#define UNO_FAST
#endif

namespace uno {
namespace {

constexpr int fractionBits = 22;
constexpr int32_t half = 1 << (fractionBits - 1);

uint8_t toByte(int32_t sum) { return uint8_t(std::clamp(sum >> fractionBits, 0, 255)); }

// The channels are known when compiling, so that their sums stay in registers.
template <size_t C>
inline void resampleRow(const uint8_t* in, uint8_t* out, const Taps& taps) {
  for (size_t x = 0; x < taps.outputs; x++) {
    const uint8_t* from = in + taps.starts[x] * C;
    const int32_t* weights = taps.weights + x * taps.stride;
    int32_t sums[C];
    std::fill_n(sums, C, half);
    for (int32_t tap = 0; tap < taps.counts[x]; tap++, from += C)
      for (size_t c = 0; c < C; c++) sums[c] += from[c] * weights[tap];
    for (size_t c = 0; c < C; c++) *out++ = toByte(sums[c]);
  }
}

// A strip of columns at a time, whose sums stay in the nearest cache.
constexpr size_t strip = 512;

UNO_FAST void resampleStrip(const uint8_t* in, uint8_t* out, size_t rowBytes, size_t length, const int32_t* weights,
                            int32_t count) {
  int32_t sums[strip];
  std::fill_n(sums, length, half);
  for (int32_t tap = 0; tap < count; tap++, in += rowBytes)
    for (size_t i = 0; i < length; i++) sums[i] += in[i] * weights[tap];
  for (size_t i = 0; i < length; i++) out[i] = toByte(sums[i]);
}

}  // namespace

void resampleRows(const uint8_t* in, uint8_t* out, size_t width, size_t height, size_t channels, const Taps& taps) {
  for (size_t y = 0; y < height; y++, in += width * channels, out += taps.outputs * channels) {
    if (channels == 1) resampleRow<1>(in, out, taps);
    else if (channels == 3) resampleRow<3>(in, out, taps);
    else if (channels == 4) resampleRow<4>(in, out, taps);
  }
}

void resampleColumns(const uint8_t* in, uint8_t* out, size_t rowBytes, const Taps& taps) {
  for (size_t y = 0; y < taps.outputs; y++, out += rowBytes)
    for (size_t x = 0; x < rowBytes; x += strip)
      resampleStrip(in + taps.starts[y] * rowBytes + x, out + x, rowBytes, std::min(strip, rowBytes - x),
                    taps.weights + y * taps.stride, taps.counts[y]);
}

}  // namespace uno
