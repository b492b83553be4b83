// Tensors by number: a table per JavaScript environment, and the scopes that free them.
//
// A handle is slot + generation * 2^24, so a stale or doubly freed handle is an exact error and never
// another tensor. Handles are plain numbers because Node-API externals cost more than the operators.
#pragma once

#include <ATen/ATen.h>

#include <deque>
#include <mutex>
#include <memory>

#include "node.h"

namespace bridge {

class Handles {
 public:
  explicit Handles(napi_env env) : env_(env) {}

  double add(at::Tensor tensor);
  at::Tensor& get(double handle);
  at::Tensor& get(napi_value handle) { return get(toDouble(env_, handle, "a tensor")); }
  void free(double handle);

  // Scopes nest; closing one frees what was made in it and not kept.
  uint32_t openScope();
  void closeScope(uint32_t depth);
  // Hands a tensor to the scope outside; returns false when there is none (the caller then owns it alone).
  bool keep(double handle);
  // Lets no scope free the tensor: parameters, caches.
  void detach(double handle);
  // A tensor that only the garbage collector will free weighs on V8's heap limit from here on.
  void account(double handle);

  size_t live() const { return live_; }

 private:
  struct Slot {
    at::Tensor tensor;
    uint32_t generation = 0;
    int32_t scope = -1;
    bool used = false;
    int64_t accounted = 0;
  };
  Slot& slot(double handle);
  void release(uint32_t index);

  napi_env env_;
  std::deque<Slot> slots_;
  std::vector<uint32_t> vacant_;
  std::vector<std::vector<double>> scopes_;
  size_t live_ = 0;
};

// All state of one environment (main thread or worker).
struct Environment {
  explicit Environment(napi_env e) : env(e), handles(e) {}
  napi_env env;
  // References on ArrayBuffers whose tensors died, perhaps on another thread; deleted on the JS thread. Before the
  // handles, since tensors that die with them are entered here.
  std::mutex mutex;
  std::vector<napi_ref> retired;
  Handles handles;
  std::vector<at::Generator> generators;
  std::vector<c10::IValue> stack;
  std::vector<std::unique_ptr<c10::InferenceMode>> inferenceModes;
  void deleteRetired();
};

}  // namespace bridge
