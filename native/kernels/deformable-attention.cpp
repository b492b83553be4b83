/**
 * Multi-scale deformable attention: the sampling and the weighted sum, with gradients. The oracle is the composed
 * form in src/nn/deformable-attention.ts. The value's D elements of a head lie side by side: they are the lanes.
 */
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <vector>

#include "lanes.h"
#include "on-meta.h"

namespace {

using uno::Lanes;
using uno::Wide;

constexpr int kMostTaps = 256;

template <typename A>
using Int = std::conditional_t<sizeof(A) == 8, int64_t, int32_t>;

/** What both directions read; A is float, or double for double values. A tap is a point of a level. */
template <typename A>
struct Sampling {
  int64_t queries, heads, depth, cells, taps, total;
  const A* locations;  // [N, L, H, levels, points, 2]
  const A* weights;    // [N, L, H, levels, points]
  // Of each tap, filled up to whole vectors: the level's size and first cell.
  std::vector<A> width, height;
  std::vector<Int<A>> columns, rows, start;

  /** Elements from one cell to the next. */
  int64_t stride() const { return heads * depth; }
};

/** Where the taps of one query and head fall: their four corners, upper left, upper right, lower left, lower right. */
template <typename A>
struct Corners {
  /** Elements from the head's first row to the corner's. */
  alignas(64) Int<A> offset[4][kMostTaps];
  /** Bilinear share × weight, 0 outside. */
  alignas(64) A share[4][kMostTaps];
  // For gradients: 1 inside and 0 outside; the position between the corners; the weight.
  alignas(64) A inside[4][kMostTaps], right[kMostTaps], down[kMostTaps], weight[kMostTaps];
};

/** One coordinate: the cell before it (−2 … size, which have no neighbour inside) and the way from there to the next. */
template <int W, typename A>
UNO_INLINE void findCell(Lanes<A, W> location, Lanes<A, W> size, Lanes<Int<A>, W>& cell, Lanes<A, W>& fraction) {
  // In grid_sample's own steps: at whole pixels the last bit decides which side a derivative is taken from.
  const Lanes<A, W> at = (2 * location - 1 + 1) * (size * A(0.5)) - A(0.5);
  const Lanes<A, W> least = Lanes<A, W>{} - 2, low = at >= least ? at : least, bound = low <= size ? low : size;
  cell = __builtin_convertvector(bound, Lanes<Int<A>, W>);
  cell += __builtin_convertvector(cell, Lanes<A, W>) > bound;
  fraction = bound - __builtin_convertvector(cell, Lanes<A, W>);
}

template <int W, bool kForGradients, typename A, int... I>
UNO_INLINE void findCorners(const Sampling<A>& s, const A* locations, const A* weights, Corners<A>& corners,
                            std::integer_sequence<int, I...>) {
  using V = Lanes<A, W>;
  using N = Lanes<Int<A>, W>;
  for (int t = 0; t < s.taps; t += W) {
    const V first = uno::load<W>(locations + 2 * t), second = uno::load<W>(locations + 2 * t + W);
    const V weight = uno::load<W>(weights + t);
    N x, y;
    V right, down;
    findCell<W, A>(__builtin_shufflevector(first, second, (2 * I)...), uno::load<W>(s.width.data() + t), x, right);
    findCell<W, A>(__builtin_shufflevector(first, second, (2 * I + 1)...), uno::load<W>(s.height.data() + t), y, down);
    const N columns = uno::load<W>(s.columns.data() + t), rows = uno::load<W>(s.rows.data() + t), none = {};
    const N start = uno::load<W>(s.start.data() + t);
    const V zero = {}, one = zero + 1;
    for (int c = 0; c < 4; c++) {
      const N column = x + (c & 1), row = y + (c >> 1);
      const N isInside = (column >= none) & (column < columns) & (row >= none) & (row < rows);
      const V share = (c & 1 ? right : one - right) * (c >> 1 ? down : one - down) * weight;
      // Outside, any cell will do: its share is 0.
      const N cell = isInside ? start + row * columns + column : none;
      const N offset = cell * static_cast<Int<A>>(s.stride());
      uno::store<W>(corners.share[c] + t, isInside ? share : zero);
      __builtin_memcpy(corners.offset[c] + t, &offset, sizeof offset);
      if constexpr (kForGradients) uno::store<W>(corners.inside[c] + t, isInside ? one : zero);
    }
    if constexpr (kForGradients) {
      uno::store<W>(corners.right + t, right);
      uno::store<W>(corners.down + t, down);
      uno::store<W>(corners.weight + t, weight);
    }
  }
}

/** The corners of query and head number `at`. Reads whole vectors, so the last ones go by a copy. */
template <int W, bool kForGradients, typename A>
UNO_INLINE void cornersOf(const Sampling<A>& s, int64_t at, Corners<A>& corners) {
  const auto lanes = std::make_integer_sequence<int, W>{};
  const int64_t taps = s.taps, whole = (taps + W - 1) / W * W;
  if (at * taps + whole <= s.total) {
    findCorners<W, kForGradients>(s, s.locations + at * taps * 2, s.weights + at * taps, corners, lanes);
  } else {
    A locations[2 * kMostTaps], weights[kMostTaps];
    for (int64_t t = 0; t < whole; t++) {
      const bool isThere = t < taps;
      weights[t] = isThere ? s.weights[at * taps + t] : A(0);
      for (int64_t i = 2 * t; i < 2 * t + 2; i++) locations[i] = isThere ? s.locations[at * taps * 2 + i] : A(0);
    }
    findCorners<W, kForGradients>(s, locations, weights, corners, lanes);
  }
}

template <typename T>
struct Forward {
  Sampling<Wide<T>> sampling;
  const T* value;
  T* out;
};

/** out = Σ over taps and corners of share · row, for `K · W` elements. */
template <int W, int K, typename T>
UNO_INLINE void addRows(const T* value, const Corners<Wide<T>>& corners, int64_t taps, T* out) {
  // A sum for each corner, so that additions need not wait for one another.
  Lanes<Wide<T>, W> sums[4][K] = {};
  for (int64_t t = 0; t < taps; t++) {
    for (int c = 0; c < 4; c++) {
      const T* row = value + corners.offset[c][t];
      const Wide<T> share = corners.share[c][t];
      for (int k = 0; k < K; k++) sums[c][k] += share * uno::load<W>(row + k * W);
    }
  }
  for (int k = 0; k < K; k++) uno::store<W>(out + k * W, (sums[0][k] + sums[1][k]) + (sums[2][k] + sums[3][k]));
}

/** Queries `begin … end` of all images, every head of each. */
template <int W, typename T>
UNO_INLINE void forwardRange(const Forward<T>& job, int64_t begin, int64_t end) {
  const auto& s = job.sampling;
  const int64_t depth = s.depth, taps = s.taps;
  Corners<Wide<T>> corners;
  for (int64_t i = begin; i < end; i++) {
    const T* image = job.value + (i / s.queries) * s.cells * s.stride();
    for (int64_t head = 0; head < s.heads; head++) {
      const int64_t at = i * s.heads + head;
      const T* value = image + head * depth;
      T* out = job.out + at * depth;
      cornersOf<W, false>(s, at, corners);
      int64_t d = 0;
      for (; d + 2 * W <= depth; d += 2 * W) addRows<W, 2>(value + d, corners, taps, out + d);
      for (; d + W <= depth; d += W) addRows<W, 1>(value + d, corners, taps, out + d);
      if constexpr (W > 8) {
        for (; d + 8 <= depth; d += 8) addRows<8, 1>(value + d, corners, taps, out + d);
      }
      if constexpr (W > 4) {
        for (; d + 4 <= depth; d += 4) addRows<4, 1>(value + d, corners, taps, out + d);
      }
      for (; d < depth; d++) addRows<1, 1>(value + d, corners, taps, out + d);
    }
  }
}

template <typename T>
struct Backward {
  Sampling<Wide<T>> sampling;
  const T* value;
  const T* gradient;          // [N, L, H·D]
  Wide<T>* valueGradient;     // [N, S, H, D], zeros
  Wide<T>* locationGradient;  // as locations
  Wide<T>* weightGradient;    // as weights
};

/**
 * For `K · W` elements: adds share · gradient to the gradients of the rows, and ⟨gradient, row⟩ to the products.
 */
template <int W, int K, typename T>
UNO_INLINE void backRows(const T* value, Wide<T>* valueGradient, const T* gradient, const Corners<Wide<T>>& corners, int64_t taps,
                         Wide<T> (*products)[kMostTaps]) {
  using A = Wide<T>;
  Lanes<A, W> g[K];
  for (int k = 0; k < K; k++) g[k] = uno::load<W>(gradient + k * W);
  for (int64_t t = 0; t < taps; t++) {
    for (int c = 0; c < 4; c++) {
      const T* row = value + corners.offset[c][t];
      A* to = valueGradient + corners.offset[c][t];
      const A share = corners.share[c][t];
      Lanes<A, W> sum = {};
      for (int k = 0; k < K; k++) {
        sum += g[k] * uno::load<W>(row + k * W);
        uno::store<W>(to + k * W, uno::load<W>(to + k * W) + share * g[k]);
      }
      products[c][t] += uno::total<A, W>(sum);
    }
  }
}

/** Heads `begin … end` of all images: a head's rows belong to one thread, so that no two add to the same. */
template <int W, typename T>
UNO_INLINE void backwardRange(const Backward<T>& job, int64_t begin, int64_t end) {
  using A = Wide<T>;
  using V = Lanes<A, W>;
  const auto& s = job.sampling;
  const int64_t depth = s.depth, taps = s.taps;
  Corners<A> corners;
  alignas(64) A products[4][kMostTaps], byWeight[kMostTaps], byX[kMostTaps], byY[kMostTaps];
  for (int64_t i = begin; i < end; i++) {
    const int64_t image = i / s.heads, head = i % s.heads, first = image * s.cells * s.stride() + head * depth;
    const T* value = job.value + first;
    A* back = job.valueGradient + first;
    for (int64_t query = 0; query < s.queries; query++) {
      const int64_t at = (image * s.queries + query) * s.heads + head;
      const T* gradient = job.gradient + at * depth;
      cornersOf<W, true>(s, at, corners);
      for (auto& row : products)
        for (int64_t t = 0; t < taps; t += W) uno::store<W>(row + t, V{});
      int64_t d = 0;
      for (; d + 2 * W <= depth; d += 2 * W) backRows<W, 2>(value + d, back + d, gradient + d, corners, taps, products);
      for (; d + W <= depth; d += W) backRows<W, 1>(value + d, back + d, gradient + d, corners, taps, products);
      if constexpr (W > 8) {
        for (; d + 8 <= depth; d += 8) backRows<8, 1>(value + d, back + d, gradient + d, corners, taps, products);
      }
      if constexpr (W > 4) {
        for (; d + 4 <= depth; d += 4) backRows<4, 1>(value + d, back + d, gradient + d, corners, taps, products);
      }
      for (; d < depth; d++) backRows<1, 1>(value + d, back + d, gradient + d, corners, taps, products);
      for (int64_t t = 0; t < taps; t += W) {
        const V right = uno::load<W>(corners.right + t), down = uno::load<W>(corners.down + t), weight = uno::load<W>(corners.weight + t);
        V p[4];
        for (int c = 0; c < 4; c++) p[c] = uno::load<W>(products[c] + t) * uno::load<W>(corners.inside[c] + t);
        const V top = p[0] + (p[1] - p[0]) * right, bottom = p[2] + (p[3] - p[2]) * right;
        uno::store<W>(byWeight + t, top + (bottom - top) * down);
        uno::store<W>(byX + t, weight * uno::load<W>(s.width.data() + t) * ((p[1] - p[0]) * (1 - down) + (p[3] - p[2]) * down));
        uno::store<W>(byY + t, weight * uno::load<W>(s.height.data() + t) * (bottom - top));
      }
      for (int64_t t = 0; t < taps; t++) {
        job.weightGradient[at * taps + t] = byWeight[t];
        job.locationGradient[(at * taps + t) * 2] = byX[t];
        job.locationGradient[(at * taps + t) * 2 + 1] = byY[t];
      }
    }
  }
}

UNO_PER_ISA(forwardOfRange, forwardRange)
UNO_PER_ISA(backwardOfRange, backwardRange)

void check(const at::Tensor& value, at::IntArrayRef shapes, const at::Tensor& locations, const at::Tensor& weights) {
  const auto wide = value.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  TORCH_CHECK(value.scalar_type() == at::kFloat || value.scalar_type() == at::kBFloat16 || value.scalar_type() == at::kDouble,
              "deformable_attention: value must be float32, bfloat16 or float64, got ", value.scalar_type());
  TORCH_CHECK(locations.scalar_type() == wide && weights.scalar_type() == wide, "deformable_attention: locations and weights must be ",
              wide, " for ", value.scalar_type(), " values, got ", locations.scalar_type(), " and ", weights.scalar_type());
  TORCH_CHECK(value.dim() == 4 && locations.dim() == 6 && weights.dim() == 5 && locations.size(5) == 2 &&
                  locations.sizes().slice(0, 5) == weights.sizes() && locations.size(0) == value.size(0) &&
                  locations.size(2) == value.size(2) && shapes.size() == 2 * static_cast<size_t>(locations.size(3)),
              "deformable_attention: expected value [N, S, H, D], two shapes a level, locations [N, L, H, levels, points, 2], weights "
              "[N, L, H, levels, points], got ", value.sizes(), ", ", shapes, ", ", locations.sizes(), ", ", weights.sizes());
  int64_t cells = 0;
  for (size_t level = 0; 2 * level < shapes.size(); level++) {
    TORCH_CHECK(shapes[2 * level] > 0 && shapes[2 * level + 1] > 0, "deformable_attention: empty level in ", shapes);
    cells += shapes[2 * level] * shapes[2 * level + 1];
  }
  TORCH_CHECK(cells == value.size(1) && cells * value.size(2) * value.size(3) < INT32_MAX, "deformable_attention: levels ", shapes, " have ", cells, " cells, value has ",
              value.size(1));
  TORCH_CHECK(locations.size(3) * locations.size(4) <= kMostTaps, "deformable_attention: at most ", kMostTaps,
              " levels × points, got ", locations.size(3), " × ", locations.size(4));
}

template <typename A>
Sampling<A> samplingOf(const at::Tensor& value, at::IntArrayRef shapes, const at::Tensor& locations, const at::Tensor& weights) {
  Sampling<A> s{locations.size(1), value.size(2), value.size(3), value.size(1), locations.size(3) * locations.size(4), weights.numel(),
                locations.data_ptr<A>(), weights.data_ptr<A>(), {}, {}, {}, {}, {}};
  int64_t start = 0;
  for (size_t level = 0; 2 * level < shapes.size(); level++) {
    const int64_t height = shapes[2 * level], width = shapes[2 * level + 1];
    for (int64_t point = 0; point < locations.size(4); point++) {
      s.width.push_back(static_cast<A>(width)), s.height.push_back(static_cast<A>(height));
      s.columns.push_back(width), s.rows.push_back(height), s.start.push_back(start);
    }
    start += height * width;
  }
  const size_t whole = (s.width.size() + 15) / 16 * 16;
  s.width.resize(whole), s.height.resize(whole), s.columns.resize(whole), s.rows.resize(whole), s.start.resize(whole);
  return s;
}

at::Tensor emptyOutput(const at::Tensor& value, const at::Tensor& locations) {
  return at::empty({value.size(0), locations.size(1), value.size(2) * value.size(3)}, value.options());
}

at::Tensor forward(const at::Tensor& givenValue, at::IntArrayRef shapes, const at::Tensor& givenLocations, const at::Tensor& givenWeights) {
  check(givenValue, shapes, givenLocations, givenWeights);
  const auto value = givenValue.contiguous(), locations = givenLocations.contiguous(), weights = givenWeights.contiguous();
  auto out = emptyOutput(value, locations);
  AT_DISPATCH_FLOATING_TYPES_AND(at::kBFloat16, value.scalar_type(), "deformable_attention", [&] {
    const Forward<scalar_t> job{samplingOf<Wide<scalar_t>>(value, shapes, locations, weights), value.data_ptr<scalar_t>(),
                                out.data_ptr<scalar_t>()};
    at::parallel_for(0, value.size(0) * job.sampling.queries, 64, [&](int64_t begin, int64_t end) { forwardOfRange(job, begin, end); });
  });
  return out;
}

using Triple = std::tuple<at::Tensor, at::Tensor, at::Tensor>;

Triple backward(const at::Tensor& givenGradient, const at::Tensor& givenValue, at::IntArrayRef shapes, const at::Tensor& givenLocations,
                const at::Tensor& givenWeights) {
  check(givenValue, shapes, givenLocations, givenWeights);
  const auto value = givenValue.contiguous(), locations = givenLocations.contiguous(), weights = givenWeights.contiguous();
  const auto gradient = givenGradient.to(value.scalar_type()).contiguous();
  TORCH_CHECK(gradient.dim() == 3 && gradient.size(0) == value.size(0) && gradient.size(1) == locations.size(1) &&
                  gradient.size(2) == value.size(2) * value.size(3),
              "deformable_attention_backward: gradient ", gradient.sizes(), " of an output [N, L, H·D]");
  auto valueGradient = at::zeros(value.sizes(), locations.options());
  auto locationGradient = at::empty_like(locations), weightGradient = at::empty_like(weights);
  AT_DISPATCH_FLOATING_TYPES_AND(at::kBFloat16, value.scalar_type(), "deformable_attention_backward", [&] {
    using A = Wide<scalar_t>;
    const Backward<scalar_t> job{samplingOf<A>(value, shapes, locations, weights), value.data_ptr<scalar_t>(),
                                 gradient.data_ptr<scalar_t>(), valueGradient.data_ptr<A>(), locationGradient.data_ptr<A>(),
                                 weightGradient.data_ptr<A>()};
    at::parallel_for(0, value.size(0) * value.size(2), 1, [&](int64_t begin, int64_t end) { backwardOfRange(job, begin, end); });
  });
  return {valueGradient.to(value.scalar_type()), locationGradient, weightGradient};
}

using Attend = at::Tensor(const at::Tensor&, at::IntArrayRef, const at::Tensor&, const at::Tensor&);
using AttendBack = Triple(const at::Tensor&, const at::Tensor&, at::IntArrayRef, const at::Tensor&, const at::Tensor&);

struct DeformableAttention : torch::autograd::Function<DeformableAttention> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& value, std::vector<int64_t> shapes,
                            const at::Tensor& locations, const at::Tensor& weights) {
    at::AutoDispatchBelowADInplaceOrView below;
    static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("uno::deformable_attention", "").typed<Attend>();
    context->save_for_backward({value, locations, weights});
    context->saved_data["shapes"] = shapes;
    return op.call(value, shapes, locations, weights);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, const torch::autograd::variable_list& gradients) {
    static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("uno::deformable_attention_backward", "").typed<AttendBack>();
    const auto saved = context->get_saved_variables();
    const auto [value, locations, weights] =
        op.call(gradients[0], saved[0], context->saved_data["shapes"].toIntVector(), saved[1], saved[2]);
    return {value, at::Tensor(), locations, weights};
  }
};

at::Tensor differentiable(const at::Tensor& value, at::IntArrayRef shapes, const at::Tensor& locations, const at::Tensor& weights) {
  return DeformableAttention::apply(value, shapes.vec(), locations, weights);
}

/** The gradients have no gradients: rather an error than a graph that ends silently. */
Triple backwardOnce(const at::Tensor& gradient, const at::Tensor& value, at::IntArrayRef shapes, const at::Tensor& locations,
                    const at::Tensor& weights) {
  const bool isRecorded = at::GradMode::is_enabled() && (gradient.requires_grad() || value.requires_grad() ||
                                                         locations.requires_grad() || weights.requires_grad());
  TORCH_CHECK(!isRecorded, "deformable_attention: no second derivatives; use the composed form");
  at::AutoDispatchBelowADInplaceOrView below;
  static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("uno::deformable_attention_backward", "").typed<AttendBack>();
  return op.call(gradient, value, shapes, locations, weights);
}

at::Tensor forwardMeta(const at::Tensor& value, at::IntArrayRef shapes, const at::Tensor& locations, const at::Tensor& weights) {
  uno::requireMeta("deformable_attention", value, locations, weights);
  check(value, shapes, locations, weights);
  return emptyOutput(value, locations);
}

Triple backwardMeta(const at::Tensor& gradient, const at::Tensor& value, at::IntArrayRef, const at::Tensor& locations, const at::Tensor& weights) {
  uno::requireMeta("deformable_attention_backward", gradient, value, locations, weights);
  return {at::empty_like(value), at::empty_like(locations), at::empty_like(weights)};
}

TORCH_LIBRARY_FRAGMENT(uno, m) {
  m.def("deformable_attention(Tensor value, int[] shapes, Tensor locations, Tensor weights) -> Tensor");
  m.def("deformable_attention_backward(Tensor gradient, Tensor value, int[] shapes, Tensor locations, Tensor weights) -> "
        "(Tensor, Tensor, Tensor)");
}

// No kernel for autocast: the value's dtype decides, inside of it as outside.
TORCH_LIBRARY_IMPL(uno, CPU, m) {
  m.impl("deformable_attention", forward);
  m.impl("deformable_attention_backward", backward);
}

TORCH_LIBRARY_IMPL(uno, Autograd, m) {
  m.impl("deformable_attention", differentiable);
  m.impl("deformable_attention_backward", backwardOnce);
}

TORCH_LIBRARY_IMPL(uno, Meta, m) {
  m.impl("deformable_attention", forwardMeta);
  m.impl("deformable_attention_backward", backwardMeta);
}

}  // namespace
