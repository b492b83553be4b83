#include "webp.h"

#include <webp/decode.h>

namespace uno {

std::string decodeWebp(const uint8_t* bytes, size_t length, uint8_t* rgb, uint32_t width, uint32_t height) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return "libwebp has another version than its header";
  if (WebPGetFeatures(bytes, length, &config.input) != VP8_STATUS_OK) return "invalid header";
  if (uint32_t(config.input.width) != width || uint32_t(config.input.height) != height)
    return "the headers disagree about the size";
  config.output.colorspace = MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {rgb, int(width * 3), size_t(width) * height * 3};
  const VP8StatusCode status = WebPDecode(bytes, length, &config);
  WebPFreeDecBuffer(&config.output);
  switch (status) {
    case VP8_STATUS_OK: return "";
    case VP8_STATUS_NOT_ENOUGH_DATA: return "truncated: the data end early";
    case VP8_STATUS_OUT_OF_MEMORY: return "not enough memory";
    case VP8_STATUS_UNSUPPORTED_FEATURE: return "an unsupported kind of WebP";
    default: return "corrupt data";
  }
}

}  // namespace uno
