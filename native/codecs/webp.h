// WebP by libwebp. No Node header here.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace uno {

// Decodes a still picture into width * height * 3 bytes of RGB (alpha dropped, colours as stored).
// Returns what is wrong with the file, or nothing.
std::string decodeWebp(const uint8_t* bytes, size_t length, uint8_t* rgb, uint32_t width, uint32_t height);

}  // namespace uno
