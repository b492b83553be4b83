#include "operators.h"

#include <array>
#include <torch/version.h>

#include <cstring>

namespace bridge {

namespace {

struct NamedType {
  const char* name;
  at::ScalarType type;
};
constexpr std::array<NamedType, 16> kTypes{{{"float32", at::kFloat}, {"float64", at::kDouble},
    {"bfloat16", at::kBFloat16}, {"float16", at::kHalf}, {"int64", at::kLong}, {"int32", at::kInt},
    {"int16", at::kShort}, {"int8", at::kChar}, {"uint8", at::kByte}, {"bool", at::kBool},
    {"complex64", at::kComplexFloat}, {"complex128", at::kComplexDouble},
    {"complex32", at::kComplexHalf}, {"qint8", at::kQInt8}, {"quint8", at::kQUInt8}, {"qint32", at::kQInt32}}};

struct NamedFormat {
  const char* name;
  at::MemoryFormat format;
};
constexpr std::array<NamedFormat, 4> kFormats{{{"contiguous", at::MemoryFormat::Contiguous},
    {"channels_last", at::MemoryFormat::ChannelsLast}, {"preserve", at::MemoryFormat::Preserve},
    {"channels_last_3d", at::MemoryFormat::ChannelsLast3d}}};

Kind kindOf(const c10::TypePtr& real, const c10::TypePtr& plain) {
  switch (real->kind()) {
    case c10::TypeKind::ScalarTypeType: return Kind::DType;
    case c10::TypeKind::LayoutType: return Kind::Layout;
    case c10::TypeKind::MemoryFormatType: return Kind::MemoryFormat;
    default: break;
  }
  switch (plain->kind()) {
    case c10::TypeKind::TensorType: return Kind::Tensor;
    case c10::TypeKind::IntType: return Kind::Int;
    case c10::TypeKind::FloatType: return Kind::Float;
    case c10::TypeKind::BoolType: return Kind::Bool;
    case c10::TypeKind::NumberType: return Kind::Scalar;
    case c10::TypeKind::StringType: return Kind::String;
    case c10::TypeKind::DeviceObjType: return Kind::Device;
    case c10::TypeKind::GeneratorType: return Kind::Generator;
    case c10::TypeKind::ListType: {
      const auto element = plain->castRaw<c10::ListType>()->getElementType();
      switch (element->kind()) {
        case c10::TypeKind::TensorType: return Kind::TensorList;
        case c10::TypeKind::IntType: return Kind::IntList;
        case c10::TypeKind::FloatType: return Kind::FloatList;
        case c10::TypeKind::BoolType: return Kind::BoolList;
        case c10::TypeKind::NumberType: return Kind::ScalarList;
        case c10::TypeKind::StringType: return Kind::StringList;
        case c10::TypeKind::OptionalType:
          return element->castRaw<c10::OptionalType>()->getElementType()->kind() == c10::TypeKind::TensorType
                     ? Kind::OptionalTensorList
                     : Kind::Unsupported;
        default: return Kind::Unsupported;
      }
    }
    default: return Kind::Unsupported;
  }
}

c10::TypePtr unwrapped(const c10::TypePtr& type) {
  return type->kind() == c10::TypeKind::OptionalType ? type->castRaw<c10::OptionalType>()->getElementType() : type;
}

Parameter compileParameter(const c10::Argument& argument) {
  const auto plain = argument.type();
  Parameter parameter{argument.name(), kindOf(unwrapped(argument.real_type()), unwrapped(plain)),
                      plain->kind() == c10::TypeKind::OptionalType, -1, std::nullopt};
  if (argument.N()) parameter.count = static_cast<int32_t>(*argument.N());
  if (argument.default_value()) parameter.fallback = *argument.default_value();
  return parameter;
}

// The parameter that a result is, when the schema says that the operator writes to it and hands it back.
int32_t aliasOf(const c10::FunctionSchema& schema, const c10::Argument& result) {
  if (!result.alias_info() || !result.alias_info()->isWrite()) return -1;
  for (size_t i = 0; i < schema.arguments().size(); i++) {
    const auto* info = schema.arguments()[i].alias_info();
    if (info && info->isWrite() && info->beforeSets() == result.alias_info()->beforeSets())
      return schema.arguments()[i].type()->kind() == c10::TypeKind::TensorType ? static_cast<int32_t>(i) : -1;
  }
  return -1;
}

bool canReturn(const c10::TypePtr& type) {
  const auto plain = unwrapped(type);
  switch (plain->kind()) {
    case c10::TypeKind::TensorType: case c10::TypeKind::IntType: case c10::TypeKind::FloatType:
    case c10::TypeKind::BoolType: case c10::TypeKind::NumberType: case c10::TypeKind::StringType:
    case c10::TypeKind::NoneType: return true;
    case c10::TypeKind::ListType: return canReturn(plain->castRaw<c10::ListType>()->getElementType());
    case c10::TypeKind::TupleType:
      for (const auto& element : plain->castRaw<c10::TupleType>()->elements()) if (!canReturn(element)) return false;
      return true;
    default: return false;
  }
}

c10::Scalar toScalar(napi_env env, napi_value value) {
  switch (typeOf(env, value)) {
    case napi_boolean: return toBool(env, value);
    case napi_bigint: return toInt64(env, value);
    case napi_object: {  // { float: 1 } says that a whole number is meant as a floating one
      napi_value inner;
      check(env, napi_get_named_property(env, value, "float", &inner));
      return toDouble(env, inner, "a number, boolean, BigInt or { float }");
    }
    default: break;
  }
  // JavaScript has no 1.0: whole numbers become integer Scalars, as Python's `1` does.
  const double number = toDouble(env, value, "a number");
  const auto whole = static_cast<int64_t>(number);
  if (number >= -9007199254740992.0 && number <= 9007199254740992.0 && static_cast<double>(whole) == number)
    return whole;
  return number;
}

template <typename T, typename Convert>
c10::List<T> toList(napi_env env, napi_value value, Convert convert) {
  const uint32_t length = lengthOf(env, value);
  c10::List<T> list;
  list.reserve(length);
  for (uint32_t i = 0; i < length; i++) list.push_back(convert(at(env, value, i)));
  return list;
}

c10::IValue toIntList(napi_env env, napi_value value, int32_t count) {
  bool isArray = false;
  check(env, napi_is_array(env, value, &isArray));
  if (!isArray && count > 0) return c10::IValue(c10::List<int64_t>(std::vector<int64_t>(count, toInt64(env, value))));
  return c10::IValue(toList<int64_t>(env, value, [&](napi_value v) { return toInt64(env, v); }));
}

at::MemoryFormat toMemoryFormat(napi_env env, napi_value value) {
  const auto name = toText(env, value);
  for (const auto& [known, format] : kFormats) if (name == known) return format;
  throw std::invalid_argument("unknown memory format \"" + name + "\"; known: contiguous, channels_last, preserve");
}

at::Layout toLayout(napi_env env, napi_value value) {
  const auto name = toText(env, value);
  if (name == "strided") return at::kStrided;
  if (name == "sparse") return at::kSparse;
  throw std::invalid_argument("unknown layout \"" + name + "\"; known: strided, sparse");
}

c10::IValue convert(Environment& environment, const Parameter& parameter, napi_value value) {
  napi_env env = environment.env;
  auto& handles = environment.handles;
  switch (parameter.kind) {
    case Kind::Tensor: return handles.get(value);
    case Kind::TensorList: return toList<at::Tensor>(env, value, [&](napi_value v) { return handles.get(v); });
    case Kind::OptionalTensorList:
      return toList<c10::optional<at::Tensor>>(env, value, [&](napi_value v) {
        return isNothing(env, v) ? c10::optional<at::Tensor>() : c10::optional<at::Tensor>(handles.get(v));
      });
    case Kind::Int: return toInt64(env, value);
    case Kind::IntList: return toIntList(env, value, parameter.count);
    case Kind::Float: return toDouble(env, value);
    case Kind::FloatList: return toList<double>(env, value, [&](napi_value v) { return toDouble(env, v); });
    case Kind::Bool: return toBool(env, value);
    case Kind::BoolList: return toList<bool>(env, value, [&](napi_value v) { return toBool(env, v); });
    case Kind::Scalar: return toScalar(env, value);
    case Kind::ScalarList: {
      c10::impl::GenericList list(c10::NumberType::get());
      const uint32_t length = lengthOf(env, value);
      for (uint32_t i = 0; i < length; i++) list.push_back(c10::IValue(toScalar(env, at(env, value, i))));
      return list;
    }
    case Kind::String: return toText(env, value);
    case Kind::StringList: return toList<std::string>(env, value, [&](napi_value v) { return toText(env, v); });
    case Kind::DType: return static_cast<int64_t>(toScalarType(env, value));
    case Kind::Layout: return static_cast<int64_t>(toLayout(env, value));
    case Kind::MemoryFormat: return static_cast<int64_t>(toMemoryFormat(env, value));
    case Kind::Device: return c10::Device(toText(env, value));
    case Kind::Generator: return environment.generators.at(toInt64(env, value));
    case Kind::Unsupported: break;
  }
  throw std::invalid_argument("the bridge cannot pass this kind of argument");
}

std::deque<Operator> operators;
std::map<std::pair<std::string, std::string>, uint32_t> operatorIds;
std::mutex operatorMutex;

}  // namespace

at::ScalarType toScalarType(napi_env env, napi_value value) {
  char name[16];
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, name, sizeof name, &length) == napi_ok)
    for (const auto& [known, type] : kTypes) if (std::strcmp(known, name) == 0) return type;
  throw std::invalid_argument("unknown dtype; known: float32, float64, bfloat16, float16, int64, int32, int16, int8, uint8, bool");
}

const char* nameOf(at::ScalarType type) {
  for (const auto& [name, known] : kTypes) if (known == type) return name;
  return at::toString(type);
}

const char* nameOf(Kind kind) {
  switch (kind) {
    case Kind::Tensor: return "Tensor";
    case Kind::TensorList: return "Tensor[]";
    case Kind::OptionalTensorList: return "Tensor?[]";
    case Kind::Int: return "int";
    case Kind::IntList: return "int[]";
    case Kind::Float: return "float";
    case Kind::FloatList: return "float[]";
    case Kind::Bool: return "bool";
    case Kind::BoolList: return "bool[]";
    case Kind::Scalar: return "Scalar";
    case Kind::ScalarList: return "Scalar[]";
    case Kind::String: return "str";
    case Kind::StringList: return "str[]";
    case Kind::DType: return "dtype";
    case Kind::Layout: return "layout";
    case Kind::MemoryFormat: return "memory_format";
    case Kind::Device: return "device";
    case Kind::Generator: return "generator";
    case Kind::Unsupported: break;
  }
  return "unsupported";
}

Operator compile(const c10::OperatorHandle& handle) {
  Operator op{handle, {}, {}, ""};
  const auto& schema = handle.schema();
  for (const auto& argument : schema.arguments()) {
    op.parameters.push_back(compileParameter(argument));
    if (op.parameters.back().kind == Kind::Unsupported && op.unsupported.empty())
      op.unsupported = "argument " + argument.name() + ": " + argument.type()->str();
  }
  for (const auto& result : schema.returns()) {
    op.aliases.push_back(aliasOf(schema, result));
    if (!canReturn(result.type()) && op.unsupported.empty()) op.unsupported = "result: " + result.type()->str();
  }
  return op;
}

uint32_t findOperator(const std::string& name, const std::string& overload) {
  const std::lock_guard<std::mutex> lock(operatorMutex);
  const auto known = operatorIds.find({name, overload});
  if (known != operatorIds.end()) return known->second;
  const auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
  if (!handle) {
    throw std::invalid_argument("libtorch " TORCH_VERSION " has no operator " + name +
                                (overload.empty() ? "" : "." + overload));
  }
  operators.push_back(compile(*handle));
  const auto id = static_cast<uint32_t>(operators.size() - 1);
  operatorIds.emplace(std::make_pair(name, overload), id);
  return id;
}

const Operator& operatorAt(uint32_t id) {
  const std::lock_guard<std::mutex> lock(operatorMutex);
  return operators.at(id);
}

napi_value toJs(Environment& environment, const c10::IValue& value) {
  napi_env env = environment.env;
  if (value.isTensor()) {
    const auto& tensor = value.toTensor();
    return tensor.defined() ? number(env, environment.handles.add(tensor)) : null(env);
  }
  if (value.isNone()) return null(env);
  if (value.isBool()) return boolean(env, value.toBool());
  if (value.isInt()) return number(env, static_cast<double>(value.toInt()));
  if (value.isDouble()) return number(env, value.toDouble());
  if (value.isString()) return text(env, value.toStringRef());
  if (value.isComplexDouble()) {
    const auto complex = value.toComplexDouble();
    napi_value result;
    check(env, napi_create_object(env, &result));
    check(env, napi_set_named_property(env, result, "re", number(env, complex.real())));
    check(env, napi_set_named_property(env, result, "im", number(env, complex.imag())));
    return result;
  }
  if (value.isList() || value.isTuple()) {
    const std::vector<c10::IValue> elements =
        value.isTuple() ? std::vector<c10::IValue>(value.toTupleRef().elements().begin(), value.toTupleRef().elements().end())
                        : value.toListRef().vec();
    napi_value result = array(env, elements.size());
    for (uint32_t i = 0; i < elements.size(); i++)
      check(env, napi_set_element(env, result, i, toJs(environment, elements[i])));
    return result;
  }
  throw std::invalid_argument("the bridge cannot return a value of type " + value.tagKind());
}

namespace {
struct Cleared {
  torch::jit::Stack& stack;
  ~Cleared() { stack.clear(); }
};
}  // namespace

napi_value callOperator(Environment& environment, const Operator& op, size_t argc, napi_value* argv) {
  napi_env env = environment.env;
  if (!op.unsupported.empty())
    throw std::invalid_argument(op.handle.schema().name() + " cannot be called from JavaScript (" + op.unsupported + ")");
  while (argc > 0 && typeOf(env, argv[argc - 1]) == napi_undefined) argc--;
  if (argc > op.parameters.size())
    throw std::invalid_argument(op.handle.schema().name() + " takes " + std::to_string(op.parameters.size()) +
                                " arguments, got " + std::to_string(argc));
  auto& stack = environment.stack;
  // Also where an operator throws: its arguments must not live on until the next call.
  const Cleared cleared{stack};
  for (size_t i = 0; i < op.parameters.size(); i++) {
    const Parameter& parameter = op.parameters[i];
    const bool given = i < argc && typeOf(env, argv[i]) != napi_undefined;
    if (!given && parameter.fallback) {
      stack.push_back(*parameter.fallback);
    } else if (!given || typeOf(env, argv[i]) == napi_null) {
      if (parameter.optional) stack.emplace_back();
      else throw std::invalid_argument(op.handle.schema().name() + ": argument \"" + parameter.name + "\" (" +
                                       nameOf(parameter.kind) + ") is missing");
    } else {
      try {
        stack.push_back(convert(environment, parameter, argv[i]));
      } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(op.handle.schema().name() + ": argument \"" + parameter.name + "\" (" +
                                    nameOf(parameter.kind) + "): " + error.what());
      }
    }
  }
  op.handle.callBoxed(&stack);
  const auto result = [&](size_t i) -> napi_value {
    const int32_t alias = op.aliases[i];
    return alias >= 0 && static_cast<size_t>(alias) < argc && !isNothing(env, argv[alias]) ? argv[alias]
                                                                                          : toJs(environment, stack[i]);
  };
  napi_value out;
  if (stack.empty()) {
    check(env, napi_get_undefined(env, &out));
  } else if (op.aliases.size() == 1 && stack.size() == 1) {
    out = result(0);
  } else {
    out = array(env, stack.size());
    for (uint32_t i = 0; i < stack.size(); i++) check(env, napi_set_element(env, out, i, result(i)));
  }
  return out;
}

}  // namespace bridge
