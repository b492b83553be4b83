/** For kernels of the meta device, which see shapes alone: their tensors must all be there, as on a real device. */
#pragma once

#include <ATen/ATen.h>

namespace uno {

inline bool isAbsent(const at::Tensor& tensor) { return !tensor.defined(); }
inline bool isAbsent(const c10::optional<at::Tensor>& tensor) { return !tensor.has_value() || !tensor->defined(); }
inline const at::Tensor& tensorOf(const at::Tensor& tensor) { return tensor; }
inline const at::Tensor& tensorOf(const c10::optional<at::Tensor>& tensor) { return *tensor; }

/** Numbers (tensors of no dimension) may lie on the CPU. */
template <typename... Tensors>
void requireMeta(const char* name, const Tensors&... tensors) {
  const auto check = [&](const auto& given) {
    if (isAbsent(given)) return;
    const at::Tensor& tensor = tensorOf(given);
    TORCH_CHECK(tensor.is_meta() || tensor.dim() == 0, name, ": expected all tensors on meta, found one on ", tensor.device());
  };
  (check(tensors), ...);
}

}  // namespace uno
