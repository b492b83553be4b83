// The little of Node's C interface that the bridge needs, with errors as C++ exceptions.
#pragma once

#define NAPI_VERSION 8
#include <node_api.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace bridge {

// A JavaScript exception is already pending: unwind to the boundary and let it fly.
struct PendingException {};

inline void check(napi_env env, napi_status status) {
  if (status == napi_ok) return;
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (pending) throw PendingException{};
  const napi_extended_error_info* info = nullptr;
  napi_get_last_error_info(env, &info);
  throw std::runtime_error(info && info->error_message ? info->error_message : "Node-API call failed");
}

inline napi_valuetype typeOf(napi_env env, napi_value value) {
  napi_valuetype type;
  check(env, napi_typeof(env, value, &type));
  return type;
}

inline napi_value number(napi_env env, double value) {
  napi_value result;
  check(env, napi_create_double(env, value, &result));
  return result;
}

inline napi_value boolean(napi_env env, bool value) {
  napi_value result;
  check(env, napi_get_boolean(env, value, &result));
  return result;
}

inline napi_value text(napi_env env, const std::string& value) {
  napi_value result;
  check(env, napi_create_string_utf8(env, value.data(), value.size(), &result));
  return result;
}

inline napi_value null(napi_env env) {
  napi_value result;
  check(env, napi_get_null(env, &result));
  return result;
}

inline napi_value array(napi_env env, size_t length) {
  napi_value result;
  check(env, napi_create_array_with_length(env, length, &result));
  return result;
}

inline double toDouble(napi_env env, napi_value value, const char* what = "a number") {
  double result;
  if (napi_get_value_double(env, value, &result) != napi_ok)
    throw std::invalid_argument(std::string("expected ") + what);
  return result;
}

inline bool toBool(napi_env env, napi_value value) {
  bool result;
  if (napi_get_value_bool(env, value, &result) != napi_ok) throw std::invalid_argument("expected true or false");
  return result;
}

// Integers come as numbers (exact up to 2^53) or as BigInt (all 64 bits).
inline int64_t toInt64(napi_env env, napi_value value) {
  int64_t result;
  if (typeOf(env, value) == napi_bigint) {
    bool lossless = false;
    check(env, napi_get_value_bigint_int64(env, value, &result, &lossless));
    if (!lossless) {
      uint64_t bits;
      check(env, napi_get_value_bigint_uint64(env, value, &bits, &lossless));
      if (!lossless) throw std::invalid_argument("BigInt does not fit into 64 bits");
      result = static_cast<int64_t>(bits);
    }
    return result;
  }
  const double number = toDouble(env, value, "an integer");
  result = static_cast<int64_t>(number);
  if (static_cast<double>(result) != number)
    throw std::invalid_argument("expected an integer, got " + std::to_string(number));
  return result;
}

inline std::string toText(napi_env env, napi_value value) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok)
    throw std::invalid_argument("expected a string");
  std::string result(length, '\0');
  check(env, napi_get_value_string_utf8(env, value, result.data(), length + 1, &length));
  return result;
}

inline uint32_t lengthOf(napi_env env, napi_value list) {
  uint32_t length;
  if (napi_get_array_length(env, list, &length) != napi_ok) throw std::invalid_argument("expected an array");
  return length;
}

inline napi_value at(napi_env env, napi_value list, uint32_t i) {
  napi_value element;
  check(env, napi_get_element(env, list, i, &element));
  return element;
}

inline bool isNothing(napi_env env, napi_value value) {
  const auto type = typeOf(env, value);
  return type == napi_undefined || type == napi_null;
}

}  // namespace bridge
