#include "handles.h"

namespace bridge {

namespace {
constexpr double kGeneration = 16777216.0;  // 2^24 slots
constexpr uint32_t kGenerations = 1u << 28;  // slot + generation stay below 2^53
}  // namespace

double Handles::add(at::Tensor tensor) {
  uint32_t index;
  if (vacant_.empty()) {
    if (slots_.size() >= static_cast<size_t>(kGeneration)) throw std::runtime_error("more than 16 million live tensors: a scope is missing");
    index = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    index = vacant_.back();
    vacant_.pop_back();
  }
  Slot& slot = slots_[index];
  slot.tensor = std::move(tensor);
  slot.used = true;
  slot.accounted = 0;
  slot.scope = static_cast<int32_t>(scopes_.size()) - 1;
  const double handle = index + slot.generation * kGeneration;
  if (slot.scope >= 0) scopes_.back().push_back(handle);
  live_++;
  return handle;
}

Handles::Slot& Handles::slot(double handle) {
  if (!(handle >= 0 && handle < kGeneration * kGenerations)) throw std::invalid_argument("expected a tensor");
  const auto whole = static_cast<uint64_t>(handle);
  const uint64_t index = whole & 0xffffff;
  if (index >= slots_.size()) throw std::invalid_argument("expected a tensor");
  Slot& slot = slots_[index];
  if (!slot.used || slot.generation != (whole >> 24))
    throw std::invalid_argument("this tensor was freed: it left its scope (keep it, or return it from the scope)");
  return slot;
}

at::Tensor& Handles::get(double handle) { return slot(handle).tensor; }

void Handles::release(uint32_t index) {
  Slot& slot = slots_[index];
  if (slot.accounted) {
    int64_t total;
    napi_adjust_external_memory(env_, -slot.accounted, &total);
  }
  slot.used = false;
  slot.generation = (slot.generation + 1) % kGenerations;
  vacant_.push_back(index);
  live_--;
  // Last, because a destructor may run long (or, for zero-copy tensors, queue a reference).
  slot.tensor = at::Tensor();
}

void Handles::free(double handle) {
  slot(handle);
  release(static_cast<uint32_t>(static_cast<uint64_t>(handle) & 0xffffff));
}

uint32_t Handles::openScope() {
  scopes_.emplace_back();
  return static_cast<uint32_t>(scopes_.size());
}

void Handles::closeScope(uint32_t depth) {
  if (depth != scopes_.size())
    throw std::logic_error("scopes must close in the order in which they opened, innermost first");
  const auto made = std::move(scopes_.back());
  scopes_.pop_back();
  const auto level = static_cast<int32_t>(depth) - 1;
  for (const double handle : made) {
    const auto whole = static_cast<uint64_t>(handle);
    const auto index = static_cast<uint32_t>(whole & 0xffffff);
    const Slot& slot = slots_[index];
    if (slot.used && slot.generation == (whole >> 24) && slot.scope == level) release(index);
  }
}

bool Handles::keep(double handle) {
  Slot& kept = slot(handle);
  // Only what the innermost scope would free: twice is once, and what is of an outer scope outlives this one anyway.
  const auto innermost = static_cast<int32_t>(scopes_.size()) - 1;
  if (kept.scope < 0 || kept.scope != innermost) return kept.scope >= 0;
  kept.scope--;
  if (kept.scope >= 0) scopes_[kept.scope].push_back(handle);
  return kept.scope >= 0;
}

void Handles::detach(double handle) { slot(handle).scope = -1; }

void Handles::account(double handle) {
  Slot& owned = slot(handle);
  if (owned.accounted || !owned.tensor.defined() || !owned.tensor.has_storage()) return;
  owned.accounted = static_cast<int64_t>(owned.tensor.storage().nbytes());
  int64_t total;
  napi_adjust_external_memory(env_, owned.accounted, &total);
}

void Environment::deleteRetired() {
  std::vector<napi_ref> references;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    references.swap(retired);
  }
  for (napi_ref reference : references) napi_delete_reference(env, reference);
}

}  // namespace bridge
