// What JavaScript sees of libtorch: a flat table of functions. Everything else is built in TypeScript.
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/autocast_mode.h>
#include <malloc.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/grad_mode.h>
#include <torch/version.h>

#include <cstring>

#include "operators.h"

#define UNO_TORCH(major, minor) (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

namespace bridge {

namespace {

constexpr size_t kMaxArguments = 64;

struct Call {
  napi_env env;
  Environment& environment;
  size_t argc;
  napi_value* argv;

  napi_value operator[](size_t i) const {
    if (i >= argc) throw std::invalid_argument("too few arguments");
    return argv[i];
  }
  at::Tensor& tensor(size_t i) const { return environment.handles.get((*this)[i]); }
  napi_value undefined() const {
    napi_value result;
    check(env, napi_get_undefined(env, &result));
    return result;
  }
};

using Function = napi_value (*)(const Call&);

// The first line is the message; the rest (backtraces, kernel tables of several kB) helps nobody.
std::string firstLine(const std::string& message) {
  const auto end = message.find('\n');
  std::string line = message.substr(0, end);
  const auto kernels = line.find("This could be because the operator doesn't exist");
  return kernels == std::string::npos ? line : line.substr(0, kernels);
}

template <Function function>
napi_value enter(napi_env env, napi_callback_info info) {
  napi_value argv[kMaxArguments];
  size_t argc = kMaxArguments;
  void* data = nullptr;
  try {
    check(env, napi_get_cb_info(env, info, &argc, argv, nullptr, nullptr));
    if (argc > kMaxArguments) throw std::invalid_argument("too many arguments");
    check(env, napi_get_instance_data(env, &data));
    return function(Call{env, *static_cast<Environment*>(data), argc, argv});
  } catch (const PendingException&) {
  } catch (const c10::Error& error) {
    napi_throw_error(env, "ERR_TORCH", firstLine(error.what_without_backtrace()).c_str());
  } catch (const std::bad_alloc&) {
    napi_throw_error(env, "ERR_TORCH_MEMORY", "out of memory");
  } catch (const std::exception& error) {
    napi_throw_error(env, "ERR_TORCH", firstLine(error.what()).c_str());
  }
  return nullptr;
}

std::vector<at::Tensor> tensors(const Call& call, napi_value list) {
  const uint32_t length = lengthOf(call.env, list);
  std::vector<at::Tensor> result;
  result.reserve(length);
  for (uint32_t i = 0; i < length; i++) {
    const napi_value element = at(call.env, list, i);
    result.push_back(isNothing(call.env, element) ? at::Tensor() : call.environment.handles.get(element));
  }
  return result;
}

std::vector<int64_t> sizes(const Call& call, napi_value list) {
  const uint32_t length = lengthOf(call.env, list);
  std::vector<int64_t> result(length);
  for (uint32_t i = 0; i < length; i++) result[i] = toInt64(call.env, at(call.env, list, i));
  return result;
}

// --- operators

napi_value find(const Call& call) {
  const uint32_t id = findOperator(toText(call.env, call[0]), toText(call.env, call[1]));
  return number(call.env, id);
}

napi_value invoke(const Call& call) {
  const auto id = static_cast<uint32_t>(toDouble(call.env, call[0], "an operator"));
  return callOperator(call.environment, operatorAt(id), call.argc - 1, call.argv + 1);
}

void set(napi_env env, napi_value object, const char* name, napi_value value) {
  check(env, napi_set_named_property(env, object, name, value));
}

napi_value describe(napi_env env, const Operator& op) {
  const auto& schema = op.handle.schema();
  napi_value result, parameters = array(env, op.parameters.size());
  check(env, napi_create_object(env, &result));
  set(env, result, "name", text(env, schema.name()));
  set(env, result, "overload", text(env, schema.overload_name()));
  for (uint32_t i = 0; i < op.parameters.size(); i++) {
    const auto& parameter = op.parameters[i];
    napi_value item;
    check(env, napi_create_object(env, &item));
    set(env, item, "name", text(env, parameter.name));
    set(env, item, "kind", text(env, nameOf(parameter.kind)));
    set(env, item, "optional", boolean(env, parameter.optional));
    set(env, item, "hasDefault", boolean(env, parameter.fallback.has_value()));
    set(env, item, "named", boolean(env, schema.arguments()[i].kwarg_only()));
    set(env, item, "out", boolean(env, schema.arguments()[i].is_out()));
    set(env, item, "count", number(env, parameter.count));
    check(env, napi_set_element(env, parameters, i, item));
  }
  napi_value returns = array(env, schema.returns().size());
  for (uint32_t i = 0; i < schema.returns().size(); i++)
    check(env, napi_set_element(env, returns, i, text(env, schema.returns()[i].type()->str())));
  napi_value aliases = array(env, op.aliases.size());
  for (uint32_t i = 0; i < op.aliases.size(); i++)
    check(env, napi_set_element(env, aliases, i, number(env, op.aliases[i])));
  set(env, result, "parameters", parameters);
  set(env, result, "returns", returns);
  set(env, result, "aliases", aliases);
  set(env, result, "unsupported", op.unsupported.empty() ? null(env) : text(env, op.unsupported));
  return result;
}

napi_value schemaOf(const Call& call) {
  const auto id = static_cast<uint32_t>(toDouble(call.env, call[0], "an operator"));
  return describe(call.env, operatorAt(id));
}

// Overloads of one name, or with no name every schema that the dispatcher knows.
napi_value schemas(const Call& call) {
  const std::string wanted = call.argc > 0 && !isNothing(call.env, call[0]) ? toText(call.env, call[0]) : "";
  napi_value result = array(call.env, 0);
  uint32_t count = 0;
  for (const auto& name : c10::Dispatcher::singleton().getAllOpNames()) {
    if (!wanted.empty() && name.name != wanted) continue;
    const auto handle = c10::Dispatcher::singleton().findSchema(name);
    if (!handle) continue;  // an implementation without a definition
    check(call.env, napi_set_element(call.env, result, count++, describe(call.env, compile(*handle))));
  }
  return result;
}

// --- tensors and memory

at::ScalarType typedArrayType(napi_typedarray_type type) {
  switch (type) {
    case napi_float32_array: return at::kFloat;
    case napi_float64_array: return at::kDouble;
    case napi_int32_array: case napi_uint32_array: return at::kInt;
    case napi_int16_array: case napi_uint16_array: return at::kShort;
    case napi_int8_array: return at::kChar;
    case napi_uint8_array: case napi_uint8_clamped_array: return at::kByte;
    case napi_bigint64_array: case napi_biguint64_array: return at::kLong;
    default: throw std::invalid_argument("unknown kind of typed array");
  }
}

struct View {
  void* data;
  size_t bytes;
  napi_typedarray_type type;
};

View viewOf(const Call& call, napi_value typed) {
  View view{};
  size_t length = 0;
  bool isTyped = false;
  check(call.env, napi_is_typedarray(call.env, typed, &isTyped));
  if (!isTyped) throw std::invalid_argument("expected a typed array");
  check(call.env, napi_get_typedarray_info(call.env, typed, &view.type, &length, &view.data, nullptr, nullptr));
  view.bytes = length * c10::elementSize(typedArrayType(view.type));
  return view;
}

// (typed array, shape, dtype, copy) → handle. Without a copy the tensor and the array share their bytes.
napi_value fromTyped(const Call& call) {
  call.environment.deleteRetired();
  const View view = viewOf(call, call[0]);
  const auto shape = sizes(call, call[1]);
  const at::ScalarType type = toScalarType(call.env, call[2]);
  int64_t count = 1;
  for (const int64_t size : shape) {
    if (size < 0) throw std::invalid_argument("a shape has no negative sizes");
    count *= size;
  }
  if (static_cast<size_t>(count) * c10::elementSize(type) != view.bytes)
    throw std::invalid_argument("shape needs " + std::to_string(count * c10::elementSize(type)) +
                                " bytes, the array has " + std::to_string(view.bytes));
  at::Tensor tensor;
  if (toBool(call.env, call[3]) || view.bytes == 0) {
    tensor = at::empty(shape, type);
    std::memcpy(tensor.data_ptr(), view.data, view.bytes);
  } else {
    napi_ref reference;
    check(call.env, napi_create_reference(call.env, call[0], 1, &reference));
    Environment* environment = &call.environment;
    tensor = at::from_blob(view.data, shape, [environment, reference](void*) {
      const std::lock_guard<std::mutex> lock(environment->mutex);
      environment->retired.push_back(reference);
    }, type);
  }
  return number(call.env, call.environment.handles.add(std::move(tensor)));
}

// (handle, typed array): copies the elements of the tensor, row-major, into the array of the same size.
napi_value copyTo(const Call& call) {
  call.environment.deleteRetired();
  const View view = viewOf(call, call[1]);
  const at::Tensor source = call.tensor(0).detach().to(at::kCPU).contiguous();
  if (source.nbytes() != view.bytes)
    throw std::invalid_argument("the tensor has " + std::to_string(source.nbytes()) + " bytes, the array " + std::to_string(view.bytes));
  if (view.bytes) std::memcpy(view.data, source.data_ptr(), view.bytes);
  return call.undefined();
}

// (handle) → ArrayBuffer over the tensor's own memory; it keeps the memory alive.
napi_value shareBuffer(const Call& call) {
  const at::Tensor& tensor = call.tensor(0);
  if (!tensor.is_contiguous() || !tensor.device().is_cpu())
    throw std::invalid_argument("only a contiguous tensor on the CPU can be viewed without a copy");
  auto* owner = new at::Tensor(tensor.detach());
  napi_value buffer;
  const napi_status status = napi_create_external_arraybuffer(
      call.env, owner->data_ptr(), owner->nbytes(),
      [](napi_env, void*, void* hint) { delete static_cast<at::Tensor*>(hint); }, owner, &buffer);
  if (status != napi_ok) delete owner;
  check(call.env, status);
  return buffer;
}

napi_value freeTensor(const Call& call) {
  call.environment.handles.free(toDouble(call.env, call[0], "a tensor"));
  return call.undefined();
}

napi_value openScope(const Call& call) { return number(call.env, call.environment.handles.openScope()); }

napi_value closeScope(const Call& call) {
  call.environment.handles.closeScope(static_cast<uint32_t>(toDouble(call.env, call[0])));
  return call.undefined();
}

napi_value keep(const Call& call) {
  return boolean(call.env, call.environment.handles.keep(toDouble(call.env, call[0], "a tensor")));
}

napi_value detachFromScopes(const Call& call) {
  call.environment.handles.detach(toDouble(call.env, call[0], "a tensor"));
  return call.undefined();
}

napi_value account(const Call& call) {
  call.environment.handles.account(toDouble(call.env, call[0], "a tensor"));
  return call.undefined();
}

napi_value liveTensors(const Call& call) { return number(call.env, static_cast<double>(call.environment.handles.live())); }

napi_value shapeOf(const Call& call) {
  const auto shape = call.tensor(0).sizes();
  napi_value result = array(call.env, shape.size());
  for (uint32_t i = 0; i < shape.size(); i++)
    check(call.env, napi_set_element(call.env, result, i, number(call.env, static_cast<double>(shape[i]))));
  return result;
}

napi_value dtypeOf(const Call& call) { return text(call.env, nameOf(call.tensor(0).scalar_type())); }
napi_value deviceOf(const Call& call) { return text(call.env, call.tensor(0).device().str()); }
napi_value requiresGrad(const Call& call) { return boolean(call.env, call.tensor(0).requires_grad()); }

napi_value isContiguous(const Call& call) {
  const bool channelsLast = call.argc > 1 && toText(call.env, call[1]) == "channels_last";
  return boolean(call.env, call.tensor(0).is_contiguous(channelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous));
}

// --- autograd and modes

napi_value handlesOf(const Call& call, const std::vector<at::Tensor>& list) {
  napi_value result = array(call.env, list.size());
  for (uint32_t i = 0; i < list.size(); i++)
    check(call.env, napi_set_element(call.env, result, i,
                                     list[i].defined() ? number(call.env, call.environment.handles.add(list[i])) : null(call.env)));
  return result;
}

napi_value backward(const Call& call) {  // (outputs, output gradients, retain graph, create graph)
  torch::autograd::backward(tensors(call, call[0]), tensors(call, call[1]), toBool(call.env, call[2]), toBool(call.env, call[3]));
  return call.undefined();
}

napi_value grad(const Call& call) {  // (outputs, inputs, output gradients, retain graph, create graph, allow unused)
  return handlesOf(call, torch::autograd::grad(tensors(call, call[0]), tensors(call, call[1]), tensors(call, call[2]),
                                               toBool(call.env, call[3]), toBool(call.env, call[4]), toBool(call.env, call[5])));
}

napi_value gradOf(const Call& call) {
  const at::Tensor& gradient = call.tensor(0).grad();
  return gradient.defined() ? number(call.env, call.environment.handles.add(gradient)) : null(call.env);
}

// Gradients of many tensors in one crossing; null where there is none.
napi_value gradsOf(const Call& call) {
  std::vector<at::Tensor> gradients;
  for (const auto& tensor : tensors(call, call[0])) gradients.push_back(tensor.grad());
  return handlesOf(call, gradients);
}

// (tensors): forgets the gradients; the next backward makes new ones instead of adding to zeros.
napi_value clearGrads(const Call& call) {
  for (auto& tensor : tensors(call, call[0])) tensor.mutable_grad().reset();
  return call.undefined();
}

napi_value setGrad(const Call& call) {
  call.tensor(0).mutable_grad() = isNothing(call.env, call[1]) ? at::Tensor() : call.tensor(1);
  return call.undefined();
}

napi_value setGradEnabled(const Call& call) {
  const bool before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(toBool(call.env, call[0]));
  return boolean(call.env, before);
}

napi_value enterInferenceMode(const Call& call) {
  call.environment.inferenceModes.push_back(std::make_unique<c10::InferenceMode>());
  return call.undefined();
}

napi_value leaveInferenceMode(const Call& call) {
  if (call.environment.inferenceModes.empty()) throw std::logic_error("not in inference mode");
  call.environment.inferenceModes.pop_back();
  return call.undefined();
}

// libtorch knows no autocast of others, `meta` among them, and 2.x refuses to be asked; they take the CPU's.
c10::DeviceType autocastDevice(const Call& call) {
  const bool cuda = c10::Device(toText(call.env, call[0])).is_cuda();
  return cuda ? c10::DeviceType::CUDA : c10::DeviceType::CPU;
}

struct Autocast {
  bool enabled;
  at::ScalarType type;
};

Autocast currentAutocast(c10::DeviceType device) {
#if UNO_TORCH(2, 4)
  return {at::autocast::is_autocast_enabled(device), at::autocast::get_autocast_dtype(device)};
#else
  if (device == c10::DeviceType::CUDA) return {at::autocast::is_enabled(), at::autocast::get_autocast_gpu_dtype()};
  return {at::autocast::is_cpu_enabled(), at::autocast::get_autocast_cpu_dtype()};
#endif
}

void setAutocast(c10::DeviceType device, Autocast state) {
  // The type first: it may be refused.
#if UNO_TORCH(2, 4)
  at::autocast::set_autocast_dtype(device, state.type);
  at::autocast::set_autocast_enabled(device, state.enabled);
#else
  if (device == c10::DeviceType::CUDA) {
    at::autocast::set_autocast_gpu_dtype(state.type);
    at::autocast::set_enabled(state.enabled);
  } else {
    at::autocast::set_autocast_cpu_dtype(state.type);
    at::autocast::set_cpu_enabled(state.enabled);
  }
#endif
}

// (device type, dtype, or null for none) → the state before, for `leaveAutocast`.
napi_value enterAutocast(const Call& call) {
  const c10::DeviceType device = autocastDevice(call);
  const Autocast before = currentAutocast(device);
  const bool none = isNothing(call.env, call[1]);
  setAutocast(device, {!none, none ? before.type : toScalarType(call.env, call[1])});
  at::autocast::increment_nesting();
  return number(call.env, 2 * static_cast<int>(before.type) + (before.enabled ? 1 : 0));
}

napi_value leaveAutocast(const Call& call) {  // (device type, state to return to)
  const c10::DeviceType device = autocastDevice(call);
  const int64_t before = toInt64(call.env, call[1]);
  // Leaving the outermost region drops the cached casts of the weights, which are about to change.
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  setAutocast(device, {(before & 1) != 0, static_cast<at::ScalarType>(before >> 1)});
  return call.undefined();
}

// --- random numbers, threads, facts

napi_value manualSeed(const Call& call) {
  at::manual_seed(static_cast<uint64_t>(toInt64(call.env, call[0])));
  return call.undefined();
}

napi_value createGenerator(const Call& call) {
  auto generator = at::globalContext().defaultGenerator(c10::DeviceType::CPU).clone();
  generator.set_current_seed(static_cast<uint64_t>(toInt64(call.env, call[0])));
  call.environment.generators.push_back(generator);
  return number(call.env, static_cast<double>(call.environment.generators.size() - 1));
}

napi_value setGeneratorSeed(const Call& call) {
  call.environment.generators.at(toInt64(call.env, call[0])).set_current_seed(static_cast<uint64_t>(toInt64(call.env, call[1])));
  return call.undefined();
}

napi_value setThreads(const Call& call) {
  at::set_num_threads(static_cast<int>(toInt64(call.env, call[0])));
  return call.undefined();
}

napi_value threads(const Call& call) { return number(call.env, at::get_num_threads()); }

napi_value facts(const Call& call) {
  napi_value result;
  check(call.env, napi_create_object(call.env, &result));
  set(call.env, result, "version", text(call.env, TORCH_VERSION));
  set(call.env, result, "cuda", boolean(call.env, at::hasCUDA()));
  set(call.env, result, "parallel", text(call.env, at::get_parallel_info()));
  set(call.env, result, "config", text(call.env, at::show_config()));
  return result;
}

// glibc gives freed blocks back to the system, so that every temporary of a training step is faulted in
// again: three chained adds of 16 MB take 28 ms instead of 4.5. Keeping the blocks costs only peak memory.
void keepFreedMemory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT32_MAX);
  mallopt(M_TOP_PAD, 64 << 20);
  mallopt(M_ARENA_MAX, 1);
}

struct Export {
  const char* name;
  napi_callback callback;
};

constexpr Export kExports[] = {
    {"find", enter<find>}, {"call", enter<invoke>}, {"schemaOf", enter<schemaOf>}, {"schemas", enter<schemas>},
    {"fromTyped", enter<fromTyped>}, {"copyTo", enter<copyTo>}, {"shareBuffer", enter<shareBuffer>},
    {"free", enter<freeTensor>}, {"openScope", enter<openScope>}, {"closeScope", enter<closeScope>},
    {"keep", enter<keep>}, {"detachFromScopes", enter<detachFromScopes>},
    {"account", enter<account>}, {"liveTensors", enter<liveTensors>}, {"shapeOf", enter<shapeOf>},
    {"dtypeOf", enter<dtypeOf>}, {"deviceOf", enter<deviceOf>}, {"requiresGrad", enter<requiresGrad>},
    {"isContiguous", enter<isContiguous>},
    {"backward", enter<backward>}, {"grad", enter<grad>}, {"gradOf", enter<gradOf>}, {"gradsOf", enter<gradsOf>},
    {"clearGrads", enter<clearGrads>}, {"setGrad", enter<setGrad>}, {"setGradEnabled", enter<setGradEnabled>},
    {"enterInferenceMode", enter<enterInferenceMode>},
    {"leaveInferenceMode", enter<leaveInferenceMode>}, {"enterAutocast", enter<enterAutocast>},
    {"leaveAutocast", enter<leaveAutocast>}, {"manualSeed", enter<manualSeed>},
    {"createGenerator", enter<createGenerator>}, {"setGeneratorSeed", enter<setGeneratorSeed>},
    {"setThreads", enter<setThreads>}, {"threads", enter<threads>}, {"facts", enter<facts>},
};

}  // namespace

napi_value initialise(napi_env env, napi_value exports) {
  static std::once_flag once;
  std::call_once(once, keepFreedMemory);
  auto* environment = new Environment(env);
  napi_set_instance_data(env, environment, [](napi_env, void* data, void*) { delete static_cast<Environment*>(data); }, nullptr);
  for (const auto& [name, callback] : kExports) {
    napi_value function;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
    napi_set_named_property(env, exports, name, function);
  }
  return exports;
}

}  // namespace bridge

NAPI_MODULE_INIT() { return bridge::initialise(env, exports); }
