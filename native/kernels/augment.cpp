// Training images from a packed uint8 set: gather, mirror, shift with black borders, normalise.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/library.h>

namespace {

// One image, HWC → HWC. `table[c * 256 + v]` is the normalised value of byte v in channel c.
template <typename T>
void augmentImage(const uint8_t* source, T* target, int64_t height, int64_t width, bool mirror, int64_t dy,
                  int64_t dx, const T* table, const T* black) {
  for (int64_t y = 0; y < height; y++) {
    const int64_t from = y + dy;
    T* row = target + y * width * 3;
    for (int64_t x = 0; x < width; x++) {
      const int64_t column = x + dx;
      T* pixel = row + x * 3;
      if (from < 0 || from >= height || column < 0 || column >= width) {
        pixel[0] = black[0], pixel[1] = black[1], pixel[2] = black[2];
        continue;
      }
      const uint8_t* given = source + (from * width + (mirror ? width - 1 - column : column)) * 3;
      pixel[0] = table[given[0]], pixel[1] = table[256 + given[1]], pixel[2] = table[512 + given[2]];
    }
  }
}

/**
 * images [N, H, W, 3] uint8, index [B] int32, flip [B] uint8, dy and dx [B] int8 (the crop's offset against
 * the unpadded image, in −pad … pad) → [B, 3, H, W] float32, channels_last. OpenOOD's order: mirror first,
 * then the crop from the zero-padded image; padding is black before the normalisation.
 */
at::Tensor augmentBatch(const at::Tensor& images, const at::Tensor& index, const at::Tensor& flip,
                        const at::Tensor& dy, const at::Tensor& dx, at::ArrayRef<double> mean,
                        at::ArrayRef<double> std) {
  TORCH_CHECK(images.dim() == 4 && images.size(3) == 3 && images.scalar_type() == at::kByte && images.is_contiguous(),
              "augment_batch: images must be contiguous uint8 [N, H, W, 3], got ", images.scalar_type(), " ", images.sizes());
  TORCH_CHECK(index.scalar_type() == at::kInt && flip.scalar_type() == at::kByte && dy.scalar_type() == at::kChar &&
                  dx.scalar_type() == at::kChar,
              "augment_batch: index, flip, dy, dx must be int32, uint8, int8, int8");
  TORCH_CHECK(index.is_contiguous() && flip.is_contiguous() && dy.is_contiguous() && dx.is_contiguous(),
              "augment_batch: index, flip, dy, dx must be contiguous");
  const int64_t batch = index.numel(), height = images.size(1), width = images.size(2);
  TORCH_CHECK(flip.numel() == batch && dy.numel() == batch && dx.numel() == batch, "augment_batch: one draw an image");
  TORCH_CHECK(mean.size() == 3 && std.size() == 3, "augment_batch: mean and std of three channels");
  float table[768], black[3];
  for (int c = 0; c < 3; c++) {
    for (int v = 0; v < 256; v++) {
      // In float32 and in this order, as torchvision's ToTensor and Normalize compute it.
      table[c * 256 + v] = (static_cast<float>(v) / 255.0f - static_cast<float>(mean[c])) / static_cast<float>(std[c]);
    }
    black[c] = table[c * 256];
  }
  const auto* chosen = index.data_ptr<int32_t>();
  for (int64_t i = 0; i < batch; i++)
    TORCH_CHECK(chosen[i] >= 0 && chosen[i] < images.size(0), "augment_batch: image ", chosen[i], " of ", images.size(0));
  auto out = at::empty({batch, 3, height, width}, at::TensorOptions(at::kFloat).memory_format(at::MemoryFormat::ChannelsLast));
  const auto* source = images.data_ptr<uint8_t>();
  auto* target = out.data_ptr<float>();
  const auto *mirror = flip.data_ptr<uint8_t>();
  const auto *shiftY = dy.data_ptr<int8_t>(), *shiftX = dx.data_ptr<int8_t>();
  const int64_t size = height * width * 3;
  at::parallel_for(0, batch, 16, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++)
      augmentImage(source + chosen[i] * size, target + i * size, height, width, mirror[i] != 0, shiftY[i], shiftX[i], table, black);
  });
  return out;
}

TORCH_LIBRARY_FRAGMENT(uno, m) {
  m.def("augment_batch(Tensor images, Tensor index, Tensor flip, Tensor dy, Tensor dx, float[] mean, float[] std) -> Tensor",
        augmentBatch);
}

}  // namespace
