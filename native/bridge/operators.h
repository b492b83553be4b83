// Every operator of the dispatcher behind one boxed call; arguments are converted by the schema.
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>

#include <optional>

#include "handles.h"

namespace bridge {

enum class Kind : uint8_t {
  Tensor, TensorList, OptionalTensorList, Int, IntList, Float, FloatList, Bool, BoolList, Scalar, ScalarList,
  String, StringList, DType, Layout, MemoryFormat, Device, Generator, Unsupported
};

struct Parameter {
  std::string name;
  Kind kind;
  bool optional;
  int32_t count;  // N of `int[N]`, where one number stands for N; −1 without
  std::optional<c10::IValue> fallback;
};

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Parameter> parameters;
  std::vector<int32_t> aliases;  // for each result the parameter that it is (`a!`), −1 for a new value
  std::string unsupported;       // why the bridge cannot take it; empty when it can
};

// Operators are found once and live for the process, shared by all environments.
uint32_t findOperator(const std::string& name, const std::string& overload);
const Operator& operatorAt(uint32_t id);
Operator compile(const c10::OperatorHandle& handle);
const char* nameOf(Kind kind);

napi_value callOperator(Environment& environment, const Operator& op, size_t argc, napi_value* argv);
napi_value toJs(Environment& environment, const c10::IValue& value);

at::ScalarType toScalarType(napi_env env, napi_value value);
const char* nameOf(at::ScalarType type);

}  // namespace bridge
