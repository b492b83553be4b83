// What Node sees of the codecs: typed arrays in, pixels into a given typed array. Only this file knows Node.
// It is called through src/formats/codecs.ts alone, which states the types.
#define NAPI_VERSION 8
#include <node_api.h>

#include <array>
#include <cstdint>
#include <exception>
#include <string>

#include "jpeg.h"
#include "resample.h"
#include "webp.h"

namespace {

struct Bytes {
  uint8_t* data;
  size_t length;
};

napi_value fail(napi_env env, const char* message) {
  napi_throw_error(env, nullptr, message);
  return nullptr;
}

// No C++ exception (of memory that ran out) may reach Node, which is C to us.
template <napi_callback function>
napi_value guarded(napi_env env, napi_callback_info info) {
  try {
    return function(env, info);
  } catch (const std::exception& error) {
    return fail(env, error.what());
  }
}

template <size_t N>
std::array<napi_value, N> arguments(napi_env env, napi_callback_info info) {
  std::array<napi_value, N> values;
  size_t count = N;
  napi_get_cb_info(env, info, &count, values.data(), nullptr, nullptr);
  return values;
}

// False unless the value is a Uint8Array (or Buffer).
bool toBytes(napi_env env, napi_value value, Bytes& out) {
  napi_typedarray_type type;
  void* data;
  if (napi_get_typedarray_info(env, value, &type, &out.length, &data, nullptr, nullptr) != napi_ok) return false;
  out.data = static_cast<uint8_t*>(data);
  return type == napi_uint8_array;
}

// Null unless the value is an Int32Array.
const int32_t* toInt32(napi_env env, napi_value value, size_t& length) {
  napi_typedarray_type type;
  void* data;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) != napi_ok) return nullptr;
  return type == napi_int32_array ? static_cast<const int32_t*>(data) : nullptr;
}

uint32_t toUnsigned(napi_env env, napi_value value) {
  uint32_t number = 0;
  napi_get_value_uint32(env, value, &number);
  return number;
}

bool toBool(napi_env env, napi_value value) {
  bool flag = false;
  napi_get_value_bool(env, value, &flag);
  return flag;
}

napi_value textOrNull(napi_env env, const std::string& text) {
  napi_value value;
  if (text.empty()) napi_get_null(env, &value);
  else napi_create_string_utf8(env, text.c_str(), text.size(), &value);
  return value;
}

// decodeJpeg(bytes, rgb, width, height, tolerate): what is damaged, or null; throws if there is no picture.
napi_value decodeJpeg(napi_env env, napi_callback_info info) {
  const auto argument = arguments<5>(env, info);
  Bytes bytes, rgb;
  if (!toBytes(env, argument[0], bytes) || !toBytes(env, argument[1], rgb))
    return fail(env, "decodeJpeg: expected Uint8Arrays");
  const uint32_t width = toUnsigned(env, argument[2]), height = toUnsigned(env, argument[3]);
  if (rgb.length < size_t(width) * height * 3) return fail(env, "decodeJpeg: the output is too small");
  const auto decoded =
      uno::decodeJpeg(bytes.data, bytes.length, rgb.data, width, height, toBool(env, argument[4]));
  if (!decoded.fatal.empty()) return fail(env, decoded.fatal.c_str());
  return textOrNull(env, decoded.damage);
}

// decodeWebp(bytes, rgb, width, height): what is wrong, or null.
napi_value decodeWebp(napi_env env, napi_callback_info info) {
  const auto argument = arguments<4>(env, info);
  Bytes bytes, rgb;
  if (!toBytes(env, argument[0], bytes) || !toBytes(env, argument[1], rgb))
    return fail(env, "decodeWebp: expected Uint8Arrays");
  const uint32_t width = toUnsigned(env, argument[2]), height = toUnsigned(env, argument[3]);
  if (rgb.length < size_t(width) * height * 3) return fail(env, "decodeWebp: the output is too small");
  return textOrNull(env, uno::decodeWebp(bytes.data, bytes.length, rgb.data, width, height));
}

// encodeJpeg(rgb, width, height, quality): the file's bytes.
napi_value encodeJpeg(napi_env env, napi_callback_info info) {
  const auto argument = arguments<4>(env, info);
  Bytes rgb;
  if (!toBytes(env, argument[0], rgb)) return fail(env, "encodeJpeg: expected a Uint8Array");
  const uint32_t width = toUnsigned(env, argument[1]), height = toUnsigned(env, argument[2]);
  if (rgb.length < size_t(width) * height * 3) return fail(env, "encodeJpeg: fewer bytes than pixels");
  const auto file = uno::encodeJpeg(rgb.data, width, height, int(toUnsigned(env, argument[3])));
  if (file.empty()) return fail(env, "encodeJpeg: a JPEG has 1 to 65500 pixels a side");
  napi_value buffer;
  napi_create_buffer_copy(env, file.size(), file.data(), nullptr, &buffer);
  return buffer;
}

// The taps of a resampling from four arguments: starts, counts, weights, stride.
bool toTaps(napi_env env, const napi_value* argument, uno::Taps& taps) {
  size_t counts = 0, weights = 0;
  taps.starts = toInt32(env, argument[0], taps.outputs);
  taps.counts = toInt32(env, argument[1], counts);
  taps.weights = toInt32(env, argument[2], weights);
  taps.stride = toUnsigned(env, argument[3]);
  return taps.starts && taps.counts && taps.weights && counts == taps.outputs &&
         weights == taps.outputs * taps.stride;
}

// resampleRows(pixels, out, width, height, channels, starts, counts, weights, stride)
napi_value resampleRows(napi_env env, napi_callback_info info) {
  const auto argument = arguments<9>(env, info);
  Bytes in, out;
  uno::Taps taps;
  if (!toBytes(env, argument[0], in) || !toBytes(env, argument[1], out) || !toTaps(env, &argument[5], taps))
    return fail(env, "resampleRows: expected pixels, output and taps");
  const size_t width = toUnsigned(env, argument[2]), height = toUnsigned(env, argument[3]);
  const size_t channels = toUnsigned(env, argument[4]);
  if (channels != 1 && channels != 3 && channels != 4) return fail(env, "resampleRows: expected 1, 3 or 4 channels");
  if (in.length < width * height * channels || out.length < taps.outputs * height * channels)
    return fail(env, "resampleRows: fewer bytes than pixels");
  uno::resampleRows(in.data, out.data, width, height, channels, taps);
  return nullptr;
}

// resampleColumns(pixels, out, rowBytes, height, starts, counts, weights, stride)
napi_value resampleColumns(napi_env env, napi_callback_info info) {
  const auto argument = arguments<8>(env, info);
  Bytes in, out;
  uno::Taps taps;
  if (!toBytes(env, argument[0], in) || !toBytes(env, argument[1], out) || !toTaps(env, &argument[4], taps))
    return fail(env, "resampleColumns: expected pixels, output and taps");
  const size_t rowBytes = toUnsigned(env, argument[2]), height = toUnsigned(env, argument[3]);
  if (in.length < rowBytes * height || out.length < rowBytes * taps.outputs)
    return fail(env, "resampleColumns: fewer bytes than pixels");
  uno::resampleColumns(in.data, out.data, rowBytes, taps);
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
      {"decodeJpeg", nullptr, guarded<decodeJpeg>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"decodeWebp", nullptr, guarded<decodeWebp>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"encodeJpeg", nullptr, guarded<encodeJpeg>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"resampleRows", nullptr, guarded<resampleRows>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"resampleColumns", nullptr, guarded<resampleColumns>, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
  };
  napi_define_properties(env, exports, std::size(functions), functions);
  return exports;
}
