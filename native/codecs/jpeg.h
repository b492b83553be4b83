// JPEG by libjpeg-turbo. No Node header here.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace uno {

// What became of a file. `fatal`: there are no pixels at all. `damage`: what is wrong with the data; the
// decoder stopped there, or, if damage is tolerated, filled what is missing as libjpeg and Pillow do.
struct Decoded {
  std::string fatal;
  std::string damage;
};

// Decodes into width * height * 3 bytes of RGB. The settings are libjpeg's defaults (accurate integer DCT,
// fancy upsampling), which are also Pillow's, so that all decoded values are equal. Four components are
// taken as inverted CMYK and converted by Pillow's naive rule. The picture is not turned by its EXIF data.
Decoded decodeJpeg(const uint8_t* bytes, size_t length, uint8_t* rgb, uint32_t width, uint32_t height,
                   bool tolerate);

// Encodes width * height * 3 bytes of RGB, 4:2:0; quality 1..100. Empty if libjpeg refuses (size 0 or > 65500).
std::vector<uint8_t> encodeJpeg(const uint8_t* rgb, uint32_t width, uint32_t height, int quality);

}  // namespace uno
