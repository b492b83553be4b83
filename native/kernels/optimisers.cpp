// Fused optimiser steps: one pass over each parameter instead of one for every term of the update.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/library.h>

#include <cmath>

namespace {

constexpr int64_t kGrain = 32768;

// The loops below go over raw memory: each state must lie in it as its parameter does.
void checkAlike(const char* name, at::TensorList parameters, at::TensorList others) {
  TORCH_CHECK(parameters.size() == others.size(), name, ": ", parameters.size(), " parameters but ", others.size(), " states");
  for (size_t i = 0; i < parameters.size(); i++) {
    TORCH_CHECK(parameters[i].sizes() == others[i].sizes() && parameters[i].strides() == others[i].strides() &&
                    parameters[i].scalar_type() == others[i].scalar_type(),
                name, ": tensor ", i, " differs in shape, layout or dtype from its parameter");
    TORCH_CHECK(parameters[i].is_non_overlapping_and_dense() && parameters[i].device().is_cpu(), name, ": tensor ", i,
                " must be dense and on the CPU");
  }
}

// A gradient may come in another memory format than its parameter; the update runs in the parameter's.
std::vector<at::Tensor> aligned(const char* name, at::TensorList parameters, at::TensorList gradients) {
  TORCH_CHECK(parameters.size() == gradients.size(), name, ": ", parameters.size(), " parameters but ", gradients.size(), " gradients");
  std::vector<at::Tensor> result;
  for (size_t i = 0; i < parameters.size(); i++) {
    const auto& gradient = gradients[i];
    TORCH_CHECK(gradient.sizes() == parameters[i].sizes() && gradient.device().is_cpu(), name, ": gradient ", i,
                " differs in shape or device from its parameter");
    if (gradient.strides() == parameters[i].strides() && gradient.scalar_type() == parameters[i].scalar_type()) {
      result.push_back(gradient);
    } else {
      result.push_back(at::empty_like(parameters[i], parameters[i].options().requires_grad(false)).copy_(gradient));
    }
  }
  return result;
}

/**
 * PyTorch's SGD: g ← g·scale + λp; v ← μv + (1−d)g (v ← g at the first step); p ← p − η(g + μv) with
 * Nesterov, p − ηv without. Operation order as in torch.optim.SGD, which decides the last bit.
 */
void sgdStep(at::TensorList parameters, at::TensorList gradients, at::TensorList velocities, double lr, double momentum,
             double weightDecay, bool nesterov, bool first, double scale) {
  checkAlike("sgd_step_", parameters, velocities);
  const auto grads = aligned("sgd_step_", parameters, gradients);
  for (size_t i = 0; i < parameters.size(); i++) {
    AT_DISPATCH_FLOATING_TYPES(parameters[i].scalar_type(), "sgd_step_", [&] {
      auto* p = parameters[i].data_ptr<scalar_t>();
      const auto* g = grads[i].data_ptr<scalar_t>();
      auto* v = velocities[i].data_ptr<scalar_t>();
      const auto mu = static_cast<scalar_t>(momentum), decay = static_cast<scalar_t>(weightDecay),
                 eta = static_cast<scalar_t>(lr), factor = static_cast<scalar_t>(scale);
      at::parallel_for(0, parameters[i].numel(), kGrain, [&](int64_t begin, int64_t end) {
        for (int64_t k = begin; k < end; k++) {
          const scalar_t d = g[k] * factor + decay * p[k];
          const scalar_t w = first ? d : mu * v[k] + d;
          v[k] = w;
          p[k] -= eta * (nesterov ? d + mu * w : w);
        }
      });
    });
  }
}

/** PyTorch's AdamW (decoupled decay, bias-corrected): `step` counts from 1. */
void adamwStep(at::TensorList parameters, at::TensorList gradients, at::TensorList firstMoments,
               at::TensorList secondMoments, int64_t step, double lr, double beta1, double beta2, double eps,
               double weightDecay, double scale) {
  checkAlike("adamw_step_", parameters, firstMoments);
  checkAlike("adamw_step_", parameters, secondMoments);
  const auto grads = aligned("adamw_step_", parameters, gradients);
  const double correction1 = 1 - std::pow(beta1, step), correction2 = std::sqrt(1 - std::pow(beta2, step));
  for (size_t i = 0; i < parameters.size(); i++) {
    AT_DISPATCH_FLOATING_TYPES(parameters[i].scalar_type(), "adamw_step_", [&] {
      auto* p = parameters[i].data_ptr<scalar_t>();
      const auto* g = grads[i].data_ptr<scalar_t>();
      auto* m = firstMoments[i].data_ptr<scalar_t>();
      auto* v = secondMoments[i].data_ptr<scalar_t>();
      const auto b1 = static_cast<scalar_t>(beta1), b2 = static_cast<scalar_t>(beta2), e = static_cast<scalar_t>(eps),
                 // From double: 1 − 0.999f is off by 1e-5.
                 rest1 = static_cast<scalar_t>(1 - beta1), rest2 = static_cast<scalar_t>(1 - beta2),
                 shrink = static_cast<scalar_t>(1 - lr * weightDecay), eta = static_cast<scalar_t>(lr / correction1),
                 c2 = static_cast<scalar_t>(correction2), factor = static_cast<scalar_t>(scale);
      at::parallel_for(0, parameters[i].numel(), kGrain, [&](int64_t begin, int64_t end) {
        for (int64_t k = begin; k < end; k++) {
          const scalar_t d = g[k] * factor;
          m[k] = b1 * m[k] + rest1 * d;
          v[k] = b2 * v[k] + rest2 * d * d;
          p[k] = p[k] * shrink - eta * m[k] / (std::sqrt(v[k]) / c2 + e);
        }
      });
    });
  }
}

/** Moving average of weights: a ← a + (1 − decay)(p − a). */
void averageStep(at::TensorList averages, at::TensorList parameters, double decay) {
  checkAlike("average_step_", averages, parameters);
  for (size_t i = 0; i < averages.size(); i++) {
    AT_DISPATCH_FLOATING_TYPES(averages[i].scalar_type(), "average_step_", [&] {
      auto* a = averages[i].data_ptr<scalar_t>();
      const auto* p = parameters[i].data_ptr<scalar_t>();
      const auto weight = static_cast<scalar_t>(1 - decay);
      at::parallel_for(0, averages[i].numel(), kGrain, [&](int64_t begin, int64_t end) {
        for (int64_t k = begin; k < end; k++) a[k] += weight * (p[k] - a[k]);
      });
    });
  }
}

/**
 * The Euclidean norm of all gradients together, in double: a scalar that clipping and the NaN watch need.
 * Partial sums belong to fixed blocks, so that the number of threads does not change the result.
 */
double gradientNorm(at::TensorList gradients) {
  double sum = 0;
  for (const auto& gradient : gradients) {
    TORCH_CHECK(gradient.is_non_overlapping_and_dense() && gradient.device().is_cpu(), "gradient_norm: dense tensors on the CPU");
    const int64_t n = gradient.numel(), blocks = (n + kGrain - 1) / kGrain;
    std::vector<double> partial(blocks);
    AT_DISPATCH_FLOATING_TYPES_AND(at::kBFloat16, gradient.scalar_type(), "gradient_norm", [&] {
      const auto* g = gradient.data_ptr<scalar_t>();
      at::parallel_for(0, blocks, 1, [&](int64_t begin, int64_t end) {
        for (int64_t block = begin; block < end; block++) {
          double lanes[8] = {0};
          const int64_t last = std::min(n, (block + 1) * kGrain);
          for (int64_t k = block * kGrain; k < last; k++) lanes[k & 7] += static_cast<double>(g[k]) * static_cast<double>(g[k]);
          for (const double lane : lanes) partial[block] += lane;
        }
      });
    });
    for (const double block : partial) sum += block;
  }
  return std::sqrt(sum);
}

TORCH_LIBRARY_FRAGMENT(uno, m) {
  m.def("sgd_step_(Tensor(a!)[] parameters, Tensor[] gradients, Tensor(b!)[] velocities, float lr, float momentum, "
        "float weight_decay, bool nesterov, bool first, float scale=1.0) -> ()", sgdStep);
  m.def("adamw_step_(Tensor(a!)[] parameters, Tensor[] gradients, Tensor(b!)[] first_moments, Tensor(c!)[] second_moments, "
        "int step, float lr, float beta1, float beta2, float eps, float weight_decay, float scale=1.0) -> ()", adamwStep);
  m.def("average_step_(Tensor(a!)[] averages, Tensor[] parameters, float decay) -> ()", averageStep);
  m.def("gradient_norm(Tensor[] gradients) -> float", gradientNorm);
}

}  // namespace
