/**
 * Operators on the meta device (shapes without values) that libtorch registers from Python alone
 * (torch/_meta_registrations.py), so that models can be tried there without Python.
 */
#include <ATen/ATen.h>
#include <ATen/NativeFunctions.h>
#include <ATen/core/Reduction.h>
#include <ATen/WrapDimUtils.h>
#include <torch/library.h>
#include <torch/version.h>

#include <array>
#include <tuple>
#include <vector>

#include "on-meta.h"

namespace {

using uno::requireMeta;

at::Tensor convolution(const at::Tensor& input, const at::Tensor& weight, const c10::optional<at::Tensor>& bias,
                       at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
                       at::IntArrayRef outputPadding, int64_t groups) {
  requireMeta("convolution", input, weight, bias);
  const int64_t inputs = transposed ? weight.size(0) : weight.size(1) * groups;
  TORCH_CHECK(input.size(1) == inputs, "convolution: input ", input.sizes(), " has ", input.size(1),
              " channels, weight ", weight.sizes(), " wants ", inputs);
  std::vector<int64_t> shape = {input.size(0), transposed ? weight.size(1) * groups : weight.size(0)};
  for (int64_t d = 2; d < input.dim(); d++) {
    const auto i = static_cast<size_t>(d - 2);
    const int64_t reach = dilation[i] * (weight.size(d) - 1) + 1;
    shape.push_back(transposed ? (input.size(d) - 1) * stride[i] - 2 * padding[i] + reach + outputPadding[i]
                               : (input.size(d) + 2 * padding[i] - reach) / stride[i] + 1);
  }
  return at::empty(shape, input.options().memory_format(input.suggest_memory_format()));
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> convolutionBackward(
    const at::Tensor& gradient, const at::Tensor& input, const at::Tensor& weight, at::IntArrayRef, at::IntArrayRef,
    at::IntArrayRef, bool, at::IntArrayRef, int64_t, std::array<bool, 3> wanted) {
  requireMeta("convolution_backward", gradient, input, weight);
  return {wanted[0] ? at::empty_like(input) : at::Tensor(), wanted[1] ? at::empty_like(weight) : at::Tensor(),
          wanted[2] ? at::empty({gradient.size(1)}, gradient.options()) : at::Tensor()};
}

using Triple = std::tuple<at::Tensor, at::Tensor, at::Tensor>;
using Optional = c10::optional<at::Tensor>;

Triple batchNorm(const at::Tensor& input, const Optional& weight, const Optional& bias, const Optional& mean,
                 const Optional& variance, bool training, double, double) {
  requireMeta("batch_norm", input, weight, bias, mean, variance);
  // In evaluation the statistics of the batch are not made.
  const auto statistics = at::empty({training ? input.size(1) : 0}, input.options());
  return {at::empty_like(input), statistics, at::empty_like(statistics)};
}

Triple batchNormBackward(const at::Tensor& gradient, const at::Tensor& input, const Optional& weight, const Optional& mean,
                         const Optional& variance, const Optional&, const Optional&, bool, double,
                         std::array<bool, 3> wanted) {
  requireMeta("batch_norm_backward", gradient, input, weight, mean, variance);
  const auto ofChannels = [&](bool isWanted) {
    return isWanted ? at::empty({input.size(1)}, gradient.options()) : at::Tensor();
  };
  return {wanted[0] ? at::empty_like(input) : at::Tensor(), ofChannels(wanted[1]), ofChannels(wanted[2])};
}

at::Tensor gridSampler(const at::Tensor& input, const at::Tensor& grid, int64_t, int64_t, bool) {
  requireMeta("grid_sampler_2d", input, grid);
  return at::empty({input.size(0), input.size(1), grid.size(1), grid.size(2)}, input.options());
}

std::tuple<at::Tensor, at::Tensor> gridSamplerBackward(const at::Tensor& gradient, const at::Tensor& input,
                                                       const at::Tensor& grid, int64_t, int64_t, bool,
                                                       std::array<bool, 2> wanted) {
  requireMeta("grid_sampler_2d_backward", gradient, input, grid);
  return {wanted[0] ? at::empty_like(input) : at::Tensor(), at::empty_like(grid)};
}

at::Tensor indexSelect(const at::Tensor& self, int64_t dim, const at::Tensor& index) {
  requireMeta("index_select", self, index);
  auto shape = self.sizes().vec();
  shape[static_cast<size_t>(at::maybe_wrap_dim(dim, self.dim()))] = index.numel();
  return at::empty(shape, self.options());
}

at::Tensor roll(const at::Tensor& self, at::IntArrayRef, at::IntArrayRef) { return at::empty_like(self); }

at::Tensor relu(const at::Tensor& self) { return at::empty_like(self); }

/** Gradients of input, weight and bias, as far as they are wanted. */
Triple normBackward(const at::Tensor& gradient, const at::Tensor& input, const Optional& weight, std::array<bool, 3> wanted) {
  requireMeta("norm_backward", gradient, input, weight);
  const auto ofWeight = [&](bool isWanted) {
    return isWanted && weight.has_value() ? at::empty_like(*weight) : at::Tensor();
  };
  return {wanted[0] ? at::empty_like(input) : at::Tensor(), ofWeight(wanted[1]), ofWeight(wanted[2])};
}

Triple layerNormBackward(const at::Tensor& gradient, const at::Tensor& input, at::IntArrayRef, const at::Tensor&,
                         const at::Tensor&, const Optional& weight, const Optional&, std::array<bool, 3> wanted) {
  return normBackward(gradient, input, weight, wanted);
}

Triple groupNormBackward(const at::Tensor& gradient, const at::Tensor& input, const at::Tensor&, const at::Tensor&,
                         const Optional& weight, int64_t, int64_t, int64_t, int64_t, std::array<bool, 3> wanted) {
  return normBackward(gradient, input, weight, wanted);
}

/** Loss and weight, by image and pixel or reduced to one. */
std::tuple<at::Tensor, at::Tensor> nllLoss2d(const at::Tensor& logits, const at::Tensor& target, const Optional& weight,
                                             int64_t reduction, int64_t) {
  requireMeta("nll_loss2d", logits, target, weight);
  const auto total = at::empty({}, logits.options());
  return {reduction == at::Reduction::None ? at::empty(target.sizes(), logits.options()) : at::empty_like(total), total};
}

at::Tensor nllLoss2dBackward(const at::Tensor& gradient, const at::Tensor& logits, const at::Tensor& target,
                             const Optional& weight, int64_t, int64_t, const at::Tensor&) {
  requireMeta("nll_loss2d_backward", gradient, logits, target, weight);
  return at::empty_like(logits);
}

at::Tensor& absOut(const at::Tensor& self, at::Tensor& out) {
  out.resize_(self.sizes());
  return out;
}

TORCH_LIBRARY_IMPL(aten, Meta, m) {
  // What convolution comes to on a device that is neither CPU nor CUDA.
  m.impl("convolution_overrideable", convolution);
  m.impl("convolution_backward_overrideable", convolutionBackward);
  m.impl("native_batch_norm", batchNorm);
  m.impl("native_batch_norm_backward", batchNormBackward);
  m.impl("grid_sampler_2d", gridSampler);
  m.impl("grid_sampler_2d_backward", gridSamplerBackward);
  m.impl("index_select", indexSelect);
  m.impl("roll", roll);
  m.impl("relu", relu);
  m.impl("native_layer_norm_backward", layerNormBackward);
  m.impl("native_group_norm_backward", groupNormBackward);
  m.impl("nll_loss2d_forward", nllLoss2d);
  m.impl("nll_loss2d_backward", nllLoss2dBackward);
  // logsumexp comes to this.
  m.impl("abs.out", absOut);
#if TORCH_VERSION_MAJOR < 2
  // The loops that the CPU has; of libtorch 2 every device has them.
  m.impl("_foreach_add.List", at::native::foreach_tensor_add_list_kernel_slow);
  m.impl("_foreach_add_.List", at::native::foreach_tensor_add_list_kernel_slow_);
  m.impl("_foreach_add_.Scalar", at::native::foreach_tensor_add_scalar_kernel_slow_);
  m.impl("_foreach_mul.Scalar", at::native::foreach_tensor_mul_scalar_kernel_slow);
  m.impl("_foreach_mul_.Scalar", at::native::foreach_tensor_mul_scalar_kernel_slow_);
  m.impl("_foreach_div_.Scalar", at::native::foreach_tensor_div_scalar_kernel_slow_);
  m.impl("_foreach_addcmul_.Scalar", at::native::foreach_tensor_addcmul_scalar_slow_);
  m.impl("_foreach_addcdiv_.Scalar", at::native::foreach_tensor_addcdiv_scalar_slow_);
  m.impl("_foreach_sqrt", at::native::foreach_tensor_sqrt_slow);
#endif
}

}  // namespace
