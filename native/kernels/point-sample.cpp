/**
 * Bilinear samples of maps at points between their pixels, zero outside, with the gradient of the maps. The oracle is
 * src/nn/point-sample.ts. A point's corners are found once for all maps of its image.
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

/** Points that are found and then read at a time. */
constexpr int64_t kBlock = 1024;

template <typename T>
struct Points {
  int64_t channels, height, width, points;
  const T* maps;              // [N, C, H, W]
  const Wide<T>* at;          // [N, P, (x, y)]
  Wide<T>* samples;           // [N, C, P]: written, or the gradient that is read
  Wide<T>* mapGradient;       // [N, C, H, W], or null
};

/** Of each point of a block: the pixels of its four corners and their shares, 0 outside. */
template <typename A>
struct Corners {
  int32_t pixel[4][kBlock];
  A share[4][kBlock];
};

template <typename A>
UNO_INLINE void findCorners(const A* at, int64_t count, int64_t height, int64_t width, Corners<A>& corners) {
  const A columns = static_cast<A>(width), rows = static_cast<A>(height);
  const auto w = static_cast<int32_t>(width), h = static_cast<int32_t>(height);
  for (int64_t i = 0; i < count; i++) {
    // In grid_sample's own steps.
    const A x = (2 * at[2 * i] - 1 + 1) * (columns * A(0.5)) - A(0.5), y = (2 * at[2 * i + 1] - 1 + 1) * (rows * A(0.5)) - A(0.5);
    // Far outside is as good as just outside, and can be an integer. NaN is outside.
    const A lowX = x >= A(-2) ? x : A(-2), lowY = y >= A(-2) ? y : A(-2);
    const A boundX = lowX <= columns ? lowX : columns, boundY = lowY <= rows ? lowY : rows;
    int32_t left = static_cast<int32_t>(boundX), top = static_cast<int32_t>(boundY);
    left -= static_cast<A>(left) > boundX ? 1 : 0, top -= static_cast<A>(top) > boundY ? 1 : 0;
    const A right = boundX - static_cast<A>(left), down = boundY - static_cast<A>(top);
    const bool hasLeft = (left >= 0) & (left < w), hasRight = (left >= -1) & (left < w - 1);
    const bool hasTop = (top >= 0) & (top < h), hasBottom = (top >= -1) & (top < h - 1);
    const int32_t corner = top * w + left;
    corners.pixel[0][i] = hasLeft & hasTop ? corner : 0;
    corners.pixel[1][i] = hasRight & hasTop ? corner + 1 : 0;
    corners.pixel[2][i] = hasLeft & hasBottom ? corner + w : 0;
    corners.pixel[3][i] = hasRight & hasBottom ? corner + w + 1 : 0;
    corners.share[0][i] = hasLeft & hasTop ? (1 - right) * (1 - down) : A(0);
    corners.share[1][i] = hasRight & hasTop ? right * (1 - down) : A(0);
    corners.share[2][i] = hasLeft & hasBottom ? (1 - right) * down : A(0);
    corners.share[3][i] = hasRight & hasBottom ? right * down : A(0);
  }
}

/** Maps `begin … end` of all images. */
template <int W, typename T>
UNO_INLINE void sampleRange(const Points<T>& job, int64_t begin, int64_t end) {
  using A = Wide<T>;
  const int64_t size = job.height * job.width;
  Corners<A> corners;
  for (int64_t map = begin; map < end;) {
    // The maps of one image, block by block of its points.
    const int64_t image = map / job.channels, last = std::min(end, (image + 1) * job.channels);
    for (int64_t first = 0; first < job.points; first += kBlock) {
      const int64_t count = std::min(kBlock, job.points - first);
      findCorners(job.at + (image * job.points + first) * 2, count, job.height, job.width, corners);
      for (int64_t m = map; m < last; m++) {
        const T* pixels = job.maps + m * size;
        A* samples = job.samples + m * job.points + first;
        for (int64_t i = 0; i < count; i++) {
          samples[i] = (corners.share[0][i] * static_cast<A>(pixels[corners.pixel[0][i]]) +
                        corners.share[1][i] * static_cast<A>(pixels[corners.pixel[1][i]])) +
                       (corners.share[2][i] * static_cast<A>(pixels[corners.pixel[2][i]]) +
                        corners.share[3][i] * static_cast<A>(pixels[corners.pixel[3][i]]));
        }
      }
    }
    map = last;
  }
}

/** The same way back: a map belongs to one thread. */
template <int W, typename T>
UNO_INLINE void scatterRange(const Points<T>& job, int64_t begin, int64_t end) {
  using A = Wide<T>;
  const int64_t size = job.height * job.width;
  Corners<A> corners;
  for (int64_t map = begin; map < end;) {
    const int64_t image = map / job.channels, last = std::min(end, (image + 1) * job.channels);
    for (int64_t first = 0; first < job.points; first += kBlock) {
      const int64_t count = std::min(kBlock, job.points - first);
      findCorners(job.at + (image * job.points + first) * 2, count, job.height, job.width, corners);
      for (int64_t m = map; m < last; m++) {
        A* pixels = job.mapGradient + m * size;
        const A* gradient = job.samples + m * job.points + first;
        for (int64_t i = 0; i < count; i++)
          for (int c = 0; c < 4; c++) pixels[corners.pixel[c][i]] += corners.share[c][i] * gradient[i];
      }
    }
    map = last;
  }
}

UNO_PER_ISA(sampleOfRange, sampleRange)
UNO_PER_ISA(scatterOfRange, scatterRange)

void check(const at::Tensor& maps, const at::Tensor& points) {
  const auto wide = maps.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  TORCH_CHECK(maps.scalar_type() == at::kFloat || maps.scalar_type() == at::kBFloat16 || maps.scalar_type() == at::kDouble,
              "point_sample: maps must be float32, bfloat16 or float64, got ", maps.scalar_type());
  TORCH_CHECK(points.scalar_type() == wide, "point_sample: points must be ", wide, " for ", maps.scalar_type(), " maps, got ", points.scalar_type());
  TORCH_CHECK(maps.dim() == 4 && points.dim() == 3 && points.size(0) == maps.size(0) && points.size(2) == 2,
              "point_sample: expected maps [N, C, H, W] and points [N, P, 2], got ", maps.sizes(), " and ", points.sizes());
  TORCH_CHECK(maps.size(2) > 0 && maps.size(3) > 0 && maps.size(2) * maps.size(3) < INT32_MAX, "point_sample: maps of ", maps.sizes());
}

at::Tensor emptySamples(const at::Tensor& maps, const at::Tensor& points) {
  return at::empty({maps.size(0), maps.size(1), points.size(1)}, points.options());
}

template <typename T>
Points<T> pointsOf(const at::Tensor& maps, const at::Tensor& points) {
  return {maps.size(1), maps.size(2), maps.size(3), points.size(1), maps.data_ptr<T>(), points.data_ptr<Wide<T>>(), nullptr, nullptr};
}

at::Tensor sample(const at::Tensor& givenMaps, const at::Tensor& givenPoints) {
  check(givenMaps, givenPoints);
  const auto maps = givenMaps.contiguous(), points = givenPoints.contiguous();
  auto samples = emptySamples(maps, points);
  AT_DISPATCH_FLOATING_TYPES_AND(at::kBFloat16, maps.scalar_type(), "point_sample", [&] {
    auto job = pointsOf<scalar_t>(maps, points);
    job.samples = samples.data_ptr<Wide<scalar_t>>();
    at::parallel_for(0, maps.size(0) * maps.size(1), 1, [&](int64_t begin, int64_t end) { sampleOfRange(job, begin, end); });
  });
  return samples;
}

/** `maps` gives shape and dtype only. */
at::Tensor scatter(const at::Tensor& givenGradient, const at::Tensor& givenMaps, const at::Tensor& givenPoints) {
  check(givenMaps, givenPoints);
  const auto points = givenPoints.contiguous();
  const auto gradient = givenGradient.to(points.scalar_type()).contiguous();
  TORCH_CHECK(gradient.sizes() == at::IntArrayRef({givenMaps.size(0), givenMaps.size(1), points.size(1)}),
              "point_sample_backward: gradient ", gradient.sizes(), " of samples [N, C, P]");
  auto mapGradient = at::zeros(givenMaps.sizes(), points.options());
  AT_DISPATCH_FLOATING_TYPES(points.scalar_type(), "point_sample_backward", [&] {
    Points<scalar_t> job{givenMaps.size(1), givenMaps.size(2), givenMaps.size(3), points.size(1), nullptr, points.data_ptr<scalar_t>(),
                         gradient.data_ptr<scalar_t>(), mapGradient.data_ptr<scalar_t>()};
    at::parallel_for(0, givenMaps.size(0) * givenMaps.size(1), 1, [&](int64_t begin, int64_t end) { scatterOfRange(job, begin, end); });
  });
  return mapGradient.to(givenMaps.scalar_type());
}

using Sample = at::Tensor(const at::Tensor&, const at::Tensor&);
using Scatter = at::Tensor(const at::Tensor&, const at::Tensor&, const at::Tensor&);

at::Tensor callScatter(const at::Tensor& gradient, const at::Tensor& maps, const at::Tensor& points) {
  static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("uno::point_sample_backward", "").typed<Scatter>();
  return op.call(gradient, maps, points);
}

struct PointSample : torch::autograd::Function<PointSample> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& maps, const at::Tensor& points) {
    at::AutoDispatchBelowADInplaceOrView below;
    static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("uno::point_sample", "").typed<Sample>();
    context->save_for_backward({maps, points});
    return op.call(maps, points);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    return {callScatter(gradients[0], saved[0], saved[1]), at::Tensor()};
  }
};

at::Tensor differentiable(const at::Tensor& maps, const at::Tensor& points) {
  TORCH_CHECK(!at::GradMode::is_enabled() || !points.requires_grad(), "point_sample: no gradient of the points; use the composed form");
  return PointSample::apply(maps, points);
}

/** The gradient has no gradient: rather an error than a graph that ends silently. */
at::Tensor scatterOnce(const at::Tensor& gradient, const at::Tensor& maps, const at::Tensor& points) {
  TORCH_CHECK(!at::GradMode::is_enabled() || !gradient.requires_grad(), "point_sample: no second derivatives; use the composed form");
  at::AutoDispatchBelowADInplaceOrView below;
  return callScatter(gradient, maps, points);
}

at::Tensor sampleMeta(const at::Tensor& maps, const at::Tensor& points) {
  uno::requireMeta("point_sample", maps, points);
  check(maps, points);
  return emptySamples(maps, points);
}

at::Tensor scatterMeta(const at::Tensor& gradient, const at::Tensor& maps, const at::Tensor& points) {
  uno::requireMeta("point_sample_backward", gradient, maps, points);
  return at::empty_like(maps);
}

TORCH_LIBRARY_FRAGMENT(uno, m) {
  m.def("point_sample(Tensor maps, Tensor points) -> Tensor");
  m.def("point_sample_backward(Tensor gradient, Tensor maps, Tensor points) -> Tensor");
}

// No kernel for autocast: samples are float32 (float64 of float64 maps), inside of it as outside.
TORCH_LIBRARY_IMPL(uno, CPU, m) {
  m.impl("point_sample", sample);
  m.impl("point_sample_backward", scatter);
}

TORCH_LIBRARY_IMPL(uno, Autograd, m) {
  m.impl("point_sample", differentiable);
  m.impl("point_sample_backward", scatterOnce);
}

TORCH_LIBRARY_IMPL(uno, Meta, m) {
  m.impl("point_sample", sampleMeta);
  m.impl("point_sample_backward", scatterMeta);
}

}  // namespace
