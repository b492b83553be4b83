/**
 * Weighted sums of the probabilities of many masks at full resolution, without ever holding one of them there: the
 * picture is made in bands of rows, a band in tiles of columns. The oracle is src/nn/mask-maps.ts.
 */
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "lanes.h"
#include "on-meta.h"

namespace {

using uno::Lanes;

constexpr int kMostTaps = 4;
/** Output rows that one thread makes at a time. */
constexpr int64_t kBand = 32;
/** Columns of a tile: the resized source rows of a hundred masks then fit the second-level cache. */
constexpr int64_t kTile = 128;

/** Along one axis: which source elements an output element is made of, and their shares. */
struct Taps {
  int32_t index[kMostTaps];
  float share[kMostTaps];
  int count;

  void add(int32_t from, float part) {
    if (part == 0) return;
    for (int k = 0; k < count; k++) {
      if (index[k] == from) {
        share[k] += part;
        return;
      }
    }
    index[count] = from, share[count] = part, count++;
  }
};

/** Bilinear, centres aligned, as upsample_bilinear2d computes it in float32. */
std::vector<Taps> resizeTaps(int64_t from, int64_t to) {
  std::vector<Taps> result(to);
  const float scale = static_cast<float>(from) / static_cast<float>(to);
  for (int64_t i = 0; i < to; i++) {
    // With one rounding, as libtorch's vector code has it: far right a last bit of the place is 1e-4 of a column.
    const float at = std::max(std::fma(scale, static_cast<float>(i) + 0.5f, -0.5f), 0.0f);
    const auto first = static_cast<int32_t>(std::min<int64_t>(static_cast<int64_t>(at), from - 1));
    const float share = std::min(std::max(at - static_cast<float>(first), 0.0f), 1.0f);
    result[i] = Taps{{}, {}, 0};
    result[i].add(first, 1 - share);
    result[i].add(static_cast<int32_t>(std::min<int64_t>(first + 1, from - 1)), share);
  }
  return result;
}

/** `outer` after `inner`: both are linear along the axis. */
std::vector<Taps> composed(const std::vector<Taps>& inner, const std::vector<Taps>& outer) {
  std::vector<Taps> result(outer.size(), Taps{{}, {}, 0});
  for (size_t i = 0; i < outer.size(); i++)
    for (int k = 0; k < outer[i].count; k++)
      for (int j = 0; j < inner[outer[i].index[k]].count; j++)
        result[i].add(inner[outer[i].index[k]].index[j], outer[i].share[k] * inner[outer[i].index[k]].share[j]);
  return result;
}

/** The columns' taps, in groups of `lanes` outputs: a group reads a window of `lanes` source columns. */
struct ColumnTable {
  int taps = 0, lanes = 0;
  int64_t columns = 0, whole = 0;      // outputs; filled up to whole groups
  std::vector<int32_t> window;         // [groups]: the window's first column, −1 where it cannot hold all taps
  std::vector<int32_t> index, place;   // [taps, whole]: the source column; its place in the window
  std::vector<float> share;            // [taps, whole]

  ColumnTable(const std::vector<Taps>& byColumn, int64_t width, int lanes)
      : lanes(lanes), columns(static_cast<int64_t>(byColumn.size())), whole((columns + lanes - 1) / lanes * lanes) {
    for (const auto& one : byColumn) taps = std::max(taps, one.count);
    index.assign(taps * whole, 0), place.assign(taps * whole, 0), share.assign(taps * whole, 0);
    for (int64_t group = 0; group < whole / lanes; group++) {
      const int64_t begin = group * lanes, end = std::min(columns, begin + lanes);
      int32_t least = INT32_MAX, most = 0;
      for (int64_t x = begin; x < end; x++) {
        for (int k = 0; k < byColumn[x].count; k++) {
          least = std::min(least, byColumn[x].index[k]), most = std::max(most, byColumn[x].index[k]);
          index[k * whole + x] = byColumn[x].index[k], share[k * whole + x] = byColumn[x].share[k];
        }
      }
      const auto first = static_cast<int32_t>(std::min<int64_t>(least, width - lanes));
      const bool isWindow = first >= 0 && most - first < lanes;
      window.push_back(isWindow ? first : -1);
      for (int k = 0; isWindow && k < taps; k++)
        for (int64_t x = begin; x < begin + lanes; x++) place[k * whole + x] = share[k * whole + x] == 0 ? 0 : index[k * whole + x] - first;
    }
  }
};

template <typename T>
struct Maps {
  const T* logits;       // [Q, h, w]
  const float* weights;  // [Q, padded]: `rows` of them, filled up with zeros
  int64_t masks, height, width, rows, padded;
  std::vector<Taps> byRow;
  ColumnTable byColumn;
  /** A second resize, of the sums: empty where there is none. */
  std::vector<Taps> laterByRow, laterByColumn;
  int64_t outHeight, outWidth;
  float* maps;           // [rows, outHeight, outWidth], or null
  uint8_t* classes;      // [outHeight, outWidth], or null
};

/** Source row `row` of every mask, resized to the columns of a tile: [groups, Q, W]. */
template <int W, typename T>
UNO_INLINE void resizeRow(const Maps<T>& job, int32_t row, int64_t firstGroup, int64_t groups, float* to) {
  const auto& table = job.byColumn;
  for (int64_t q = 0; q < job.masks; q++) {
    const T* source = job.logits + (q * job.height + row) * job.width;
    for (int64_t g = 0; g < groups; g++) {
      const int64_t x = (firstGroup + g) * W;
      const int32_t window = table.window[firstGroup + g];
      Lanes<float, W> sum = {};
      if (window >= 0) {
        const auto near = uno::load<W>(source + window);
        for (int k = 0; k < table.taps; k++) {
          const auto place = uno::load<W>(table.place.data() + k * table.whole + x);
          sum += uno::load<W>(table.share.data() + k * table.whole + x) * __builtin_shuffle(near, place);
        }
      } else {
        for (int k = 0; k < table.taps; k++)
          for (int i = 0; i < W; i++)
            sum[i] += table.share[k * table.whole + x + i] * static_cast<float>(source[table.index[k * table.whole + x + i]]);
      }
      uno::store<W>(to + (g * job.masks + q) * W, sum);
    }
  }
}

/** σ of the masks at W pixels of an output row, from its `K` resized source rows. */
template <int W, int K>
UNO_INLINE void probabilities(const float* const rows[kMostTaps], const float* share, int64_t masks, float* to) {
  for (int64_t q = 0; q < masks; q++) {
    Lanes<float, W> logit = share[0] * uno::load<W>(rows[0] + q * W);
    for (int k = 1; k < K; k++) logit += share[k] * uno::load<W>(rows[k] + q * W);
    uno::store<W>(to + q * W, uno::sigmoid<W>(logit));
  }
}

/** `K` weighted sums over the masks at W pixels. */
template <int W, int K>
UNO_INLINE void sums(const float* probabilities, const float* weights, int64_t masks, int64_t stride, Lanes<float, W>* result) {
  Lanes<float, W> sum[K] = {};
  for (int64_t q = 0; q < masks; q++) {
    const auto p = uno::load<W>(probabilities + q * W);
    for (int k = 0; k < K; k++) sum[k] += weights[q * stride + k] * p;
  }
  for (int k = 0; k < K; k++) result[k] = sum[k];
}

/** What a thread works in. */
struct Scratch {
  std::vector<float> rows, probabilities, sums;
};

/** Which source rows of a tile are at hand, each in a slot: successive output rows need mostly the same ones. */
struct HeldRows {
  int32_t row[kMostTaps] = {-1, -1, -1, -1};

  /** The slot of a row, or `kMostTaps`. */
  int slotOf(int32_t wanted) const {
    return static_cast<int>(std::find(row, row + kMostTaps, wanted) - row);
  }

  /** A slot whose row these taps do not need. */
  int spareSlot(const Taps& taps) const {
    const auto isNeeded = [&](int32_t held) { return std::find(taps.index, taps.index + taps.count, held) != taps.index + taps.count; };
    return static_cast<int>(std::find_if_not(row, row + kMostTaps, isNeeded) - row);
  }
};

/** The resized source rows that an output row is made of; those that are not at hand are made. */
template <int W, typename T>
UNO_INLINE void takeRows(const Maps<T>& job, const Taps& taps, int64_t firstGroup, int64_t groups, HeldRows& held, float* slots,
                         const float* rows[kMostTaps]) {
  for (int k = 0; k < taps.count; k++) {
    int slot = held.slotOf(taps.index[k]);
    const bool isHeld = slot < kMostTaps;
    if (!isHeld) slot = held.spareSlot(taps);
    float* at = slots + slot * kTile * job.masks;
    if (!isHeld) resizeRow<W>(job, held.row[slot] = taps.index[k], firstGroup, groups, at);
    rows[k] = at;
  }
}

/** σ of the masks at W pixels, from as many rows as there are taps. */
template <int W>
UNO_INLINE void probabilitiesOf(const Taps& taps, const float* const rows[kMostTaps], int64_t masks, float* to) {
  switch (taps.count) {
    case 1: return probabilities<W, 1>(rows, taps.share, masks, to);
    case 2: return probabilities<W, 2>(rows, taps.share, masks, to);
    case 3: return probabilities<W, 3>(rows, taps.share, masks, to);
    default: return probabilities<W, 4>(rows, taps.share, masks, to);
  }
}

/** All weighted sums at `pixels` pixels, at most W of them → to[r·plane]. */
template <int W, typename T>
UNO_INLINE void allSums(const Maps<T>& job, const float* probabilities, int64_t pixels, float* to, int64_t plane) {
  for (int64_t r = 0; r < job.padded;) {
    Lanes<float, W> sum[8];
    const int64_t count = job.padded - r >= 8 ? 8 : 4;
    if (count == 8) sums<W, 8>(probabilities, job.weights + r, job.masks, job.padded, sum);
    else sums<W, 4>(probabilities, job.weights + r, job.masks, job.padded, sum);
    for (int64_t k = 0; k < count && r + k < job.rows; k++) {
      float* at = to + (r + k) * plane;
      if (pixels == W) uno::store<W>(at, sum[k]);
      else for (int64_t i = 0; i < pixels; i++) at[i] = sum[k][i];
    }
    r += count;
  }
}

/** Rows `begin … end` of the first resize → to[r·plane + (y − begin)·columns + x]. */
template <int W, typename T>
UNO_INLINE void sumRows(const Maps<T>& job, int64_t begin, int64_t end, float* to, int64_t plane, Scratch& scratch) {
  const int64_t columns = job.byColumn.columns;
  scratch.rows.resize(kMostTaps * kTile * job.masks), scratch.probabilities.resize(W * job.masks);
  float* probability = scratch.probabilities.data();
  for (int64_t x0 = 0; x0 < columns; x0 += kTile) {
    const int64_t groups = (std::min(kTile, columns - x0) + W - 1) / W;
    HeldRows held;
    for (int64_t y = begin; y < end; y++) {
      const Taps& taps = job.byRow[y];
      const float* rows[kMostTaps];
      takeRows<W>(job, taps, x0 / W, groups, held, scratch.rows.data(), rows);
      for (int64_t x = x0; x < x0 + groups * W; x += W) {
        probabilitiesOf<W>(taps, rows, job.masks, probability);
        for (int k = 0; k < taps.count; k++) rows[k] += job.masks * W;
        allSums<W>(job, probability, std::min<int64_t>(W, columns - x), to + (y - begin) * columns + x, plane);
      }
    }
  }
}

/** Which of `rows` values, `plane` apart, is the largest, the first of equals. */
inline __attribute__((always_inline)) void largest(const float* values, int64_t plane, int64_t rows, int64_t count, uint8_t* to) {
  for (int64_t x0 = 0; x0 < count; x0 += kTile) {
    const int64_t n = std::min(kTile, count - x0);
    float best[kTile];
    uint8_t which[kTile];
    for (int64_t x = 0; x < n; x++) best[x] = values[x0 + x], which[x] = 0;
    for (int64_t r = 1; r < rows; r++) {
      const float* row = values + r * plane + x0;
      for (int64_t x = 0; x < n; x++) {
        const bool isBetter = row[x] > best[x];
        best[x] = isBetter ? row[x] : best[x];
        which[x] = isBetter ? static_cast<uint8_t>(r) : which[x];
      }
    }
    for (int64_t x = 0; x < n; x++) to[x0 + x] = which[x];
  }
}

/** The second resize of a band: sums [rows, high, columns] from row `first` on → to[r·plane + (y − begin)·outWidth + x]. */
template <typename T>
UNO_INLINE void resizeSums(const Maps<T>& job, const float* given, int64_t first, int64_t high, int64_t begin, int64_t end, float* to,
                       int64_t plane, float* line) {
  const int64_t columns = job.byColumn.columns;
  for (int64_t r = 0; r < job.rows; r++) {
    for (int64_t y = begin; y < end; y++) {
      const Taps& taps = job.laterByRow[y];
      const float* row = given + (r * high + taps.index[0] - first) * columns;
      for (int64_t x = 0; x < columns; x++) line[x] = taps.share[0] * row[x];
      for (int k = 1; k < taps.count; k++) {
        const float* other = given + (r * high + taps.index[k] - first) * columns;
        for (int64_t x = 0; x < columns; x++) line[x] += taps.share[k] * other[x];
      }
      float* out = to + r * plane + (y - begin) * job.outWidth;
      for (int64_t x = 0; x < job.outWidth; x++) {
        const Taps& column = job.laterByColumn[x];
        float sum = 0;
        for (int k = 0; k < column.count; k++) sum += column.share[k] * line[column.index[k]];
        out[x] = sum;
      }
    }
  }
}

/** Bands `begin … end` of the output. */
template <int W, typename T>
UNO_INLINE void mapRange(const Maps<T>& job, int64_t begin, int64_t end) {
  Scratch scratch;
  std::vector<float> first, band, line(job.byColumn.columns);
  const bool isTwice = !job.laterByRow.empty();
  const int64_t outPlane = job.outHeight * job.outWidth;
  for (int64_t b = begin; b < end; b++) {
    const int64_t top = b * kBand, bottom = std::min(job.outHeight, top + kBand);
    const int64_t plane = job.maps ? outPlane : kBand * job.outWidth;
    if (!job.maps) band.resize(job.rows * plane);
    float* to = job.maps ? job.maps + top * job.outWidth : band.data();
    if (isTwice) {
      int64_t from = INT32_MAX, until = 0;
      for (int64_t y = top; y < bottom; y++) {
        for (int k = 0; k < job.laterByRow[y].count; k++) {
          from = std::min<int64_t>(from, job.laterByRow[y].index[k]);
          until = std::max<int64_t>(until, job.laterByRow[y].index[k] + 1);
        }
      }
      const int64_t high = until - from, columns = job.byColumn.columns;
      first.resize(job.rows * high * columns);
      sumRows<W>(job, from, until, first.data(), high * columns, scratch);
      resizeSums(job, first.data(), from, high, top, bottom, to, plane, line.data());
    } else {
      sumRows<W>(job, top, bottom, to, plane, scratch);
    }
    if (job.classes) largest(to, plane, job.rows, (bottom - top) * job.outWidth, job.classes + top * job.outWidth);
  }
}

UNO_PER_ISA(mapsOfRange, mapRange)

enum class Way { score, semantic };

struct Sizes {
  int64_t paddedHeight, paddedWidth, cropHeight, cropWidth, height, width;
};

Sizes checkedSizes(const at::Tensor& logits, const at::Tensor& weights, at::IntArrayRef padded, at::IntArrayRef crop, at::IntArrayRef size) {
  TORCH_CHECK(logits.scalar_type() == at::kFloat || logits.scalar_type() == at::kBFloat16,
              "mask maps: logits must be float32 or bfloat16, got ", logits.scalar_type());
  TORCH_CHECK(weights.scalar_type() == at::kFloat, "mask maps: weights must be float32, got ", weights.scalar_type());
  TORCH_CHECK(logits.dim() == 3 && weights.dim() == 2 && weights.size(1) == logits.size(0) && logits.numel() > 0 && weights.size(0) > 0,
              "mask maps: expected logits [Q, h, w] and weights [R, Q], got ", logits.sizes(), " and ", weights.sizes());
  TORCH_CHECK(padded.size() == 2 && crop.size() == 2 && size.size() == 2, "mask maps: padded, crop and size are two numbers each");
  TORCH_CHECK(0 < crop[0] && crop[0] <= padded[0] && 0 < crop[1] && crop[1] <= padded[1] && size[0] > 0 && size[1] > 0,
              "mask maps: crop ", crop, " of ", padded, " to ", size);
  return {padded[0], padded[1], crop[0], crop[1], size[0], size[1]};
}

std::vector<Taps> cropped(std::vector<Taps> taps, int64_t count) {
  taps.resize(count);
  return taps;
}

template <typename T>
void run(Way way, const at::Tensor& logits, const at::Tensor& weights, const Sizes& sizes, float* maps, uint8_t* classes) {
  const int64_t rows = weights.size(0), masks = logits.size(0), padded = (rows + 3) / 4 * 4;
  auto transposed = at::zeros({masks, padded}, weights.options());
  transposed.narrow(1, 0, rows).copy_(weights.t());
  auto byRow = cropped(resizeTaps(logits.size(1), sizes.paddedHeight), sizes.cropHeight);
  auto byColumn = cropped(resizeTaps(logits.size(2), sizes.paddedWidth), sizes.cropWidth);
  std::vector<Taps> laterByRow, laterByColumn;
  if (sizes.cropHeight != sizes.height || sizes.cropWidth != sizes.width) {
    laterByRow = resizeTaps(sizes.cropHeight, sizes.height), laterByColumn = resizeTaps(sizes.cropWidth, sizes.width);
    if (way == Way::score) {
      // Both resizes are of logits: one resize with the taps of both.
      byRow = composed(byRow, laterByRow), byColumn = composed(byColumn, laterByColumn);
      laterByRow.clear(), laterByColumn.clear();
    }
  }
  const Maps<T> job{logits.data_ptr<T>(), transposed.data_ptr<float>(), masks, logits.size(1), logits.size(2), rows, padded,
                    std::move(byRow), ColumnTable(byColumn, logits.size(2), uno::lanes()), std::move(laterByRow),
                    std::move(laterByColumn), sizes.height, sizes.width, maps, classes};
  at::parallel_for(0, (sizes.height + kBand - 1) / kBand, 1, [&](int64_t begin, int64_t end) { mapsOfRange(job, begin, end); });
}

void runAny(Way way, const at::Tensor& logits, const at::Tensor& weights, const Sizes& sizes, float* maps, uint8_t* classes) {
  const auto given = logits.contiguous();
  if (given.scalar_type() == at::kFloat) run<float>(way, given, weights, sizes, maps, classes);
  else run<c10::BFloat16>(way, given, weights, sizes, maps, classes);
}

template <Way way>
at::Tensor maps(const at::Tensor& logits, const at::Tensor& weights, at::IntArrayRef padded, at::IntArrayRef crop, at::IntArrayRef size) {
  const auto sizes = checkedSizes(logits, weights, padded, crop, size);
  auto out = at::empty({weights.size(0), sizes.height, sizes.width}, weights.options());
  runAny(way, logits, weights, sizes, out.data_ptr<float>(), nullptr);
  return out;
}

at::Tensor classes(const at::Tensor& logits, const at::Tensor& weights, at::IntArrayRef padded, at::IntArrayRef crop, at::IntArrayRef size) {
  const auto sizes = checkedSizes(logits, weights, padded, crop, size);
  TORCH_CHECK(weights.size(0) <= 256, "semantic_classes: at most 256 classes, got ", weights.size(0));
  auto out = at::empty({sizes.height, sizes.width}, weights.options().dtype(at::kByte));
  runAny(Way::semantic, logits, weights, sizes, nullptr, out.data_ptr<uint8_t>());
  return out;
}

at::Tensor mapsMeta(const at::Tensor& logits, const at::Tensor& weights, at::IntArrayRef padded, at::IntArrayRef crop, at::IntArrayRef size) {
  uno::requireMeta("mask maps", logits, weights);
  const auto sizes = checkedSizes(logits, weights, padded, crop, size);
  return at::empty({weights.size(0), sizes.height, sizes.width}, weights.options());
}

at::Tensor classesMeta(const at::Tensor& logits, const at::Tensor& weights, at::IntArrayRef padded, at::IntArrayRef crop, at::IntArrayRef size) {
  uno::requireMeta("mask maps", logits, weights);
  const auto sizes = checkedSizes(logits, weights, padded, crop, size);
  return at::empty({sizes.height, sizes.width}, weights.options().dtype(at::kByte));
}

constexpr char kScoreMaps[] = "uno::score_maps", kSemanticMaps[] = "uno::semantic_maps", kSemanticClasses[] = "uno::semantic_classes";

/** Maps are made for looking at: rather an error than a graph that ends silently. */
template <const char* name>
at::Tensor withoutGradient(const at::Tensor& logits, const at::Tensor& weights, at::IntArrayRef padded, at::IntArrayRef crop, at::IntArrayRef size) {
  TORCH_CHECK(!at::GradMode::is_enabled() || !(logits.requires_grad() || weights.requires_grad()),
              "mask maps: no gradients; use the composed form");
  static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow(name, "").typed<decltype(classes)>();
  at::AutoDispatchBelowADInplaceOrView below;
  return op.call(logits, weights, padded, crop, size);
}

TORCH_LIBRARY_FRAGMENT(uno, m) {
  m.def("score_maps(Tensor logits, Tensor weights, int[] padded, int[] crop, int[] size) -> Tensor");
  m.def("semantic_maps(Tensor logits, Tensor weights, int[] padded, int[] crop, int[] size) -> Tensor");
  m.def("semantic_classes(Tensor logits, Tensor weights, int[] padded, int[] crop, int[] size) -> Tensor");
}

// No kernel for autocast: sums are float32, inside of it as outside.
TORCH_LIBRARY_IMPL(uno, CPU, m) {
  m.impl("score_maps", maps<Way::score>);
  m.impl("semantic_maps", maps<Way::semantic>);
  m.impl("semantic_classes", classes);
}

TORCH_LIBRARY_IMPL(uno, Meta, m) {
  m.impl("score_maps", mapsMeta);
  m.impl("semantic_maps", mapsMeta);
  m.impl("semantic_classes", classesMeta);
}

TORCH_LIBRARY_IMPL(uno, Autograd, m) {
  m.impl("score_maps", withoutGradient<kScoreMaps>);
  m.impl("semantic_maps", withoutGradient<kSemanticMaps>);
  m.impl("semantic_classes", withoutGradient<kSemanticClasses>);
}

}  // namespace
