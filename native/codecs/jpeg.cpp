#include "jpeg.h"

#include <cstdio>
// jpeglib.h needs stdio.h before it.
#include <jerror.h>
#include <jpeglib.h>

#include <csetjmp>
#include <cstdlib>
#include <cstring>

namespace uno {
namespace {

// Real progressive files have about 10 scans; each scan costs a pass over the whole picture.
constexpr int maxScans = 64;

// libjpeg reports through callbacks. Its state is plain data, since longjmp runs no destructors.
struct Reporter {
  jpeg_error_mgr manager;  // first: libjpeg hands us its address
  jmp_buf leave;
  bool tolerate;
  bool started;  // there are pixels, or will be
  char fatal[JMSG_LENGTH_MAX];
  char damage[JMSG_LENGTH_MAX];
};

Reporter& reporterOf(j_common_ptr info) { return *reinterpret_cast<Reporter*>(info->err); }

// An error amid the data ends the picture there; one before them leaves none.
void onError(j_common_ptr info) {
  Reporter& reporter = reporterOf(info);
  const bool isInData = reporter.started && info->err->msg_code != JERR_OUT_OF_MEMORY;
  info->err->format_message(info, isInData ? reporter.damage : reporter.fatal);
  longjmp(reporter.leave, 1);
}

// Warnings that cost no pixel: unusual markers, and bytes between the data and the next marker.
bool isHarmless(int code) {
  return code == JWRN_EXTRANEOUS_DATA || code == JWRN_ADOBE_XFORM || code == JWRN_JFIF_MAJOR ||
         code == JWRN_NOT_SEQUENTIAL || code == JWRN_BOGUS_PROGRESSION || code == JWRN_BOGUS_ICC;
}

// libjpeg's words, but for the two warnings that people meet.
void describe(j_common_ptr info, char* text) {
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF: std::strcpy(text, "truncated JPEG: the file ends before its end marker (EOI missing)"); break;
    case JWRN_HIT_MARKER: std::strcpy(text, "truncated JPEG: data for fewer rows than the header says"); break;
    default: info->err->format_message(info, text);
  }
}

void onMessage(j_common_ptr info, int level) {
  Reporter& reporter = reporterOf(info);
  const bool isWarning = level < 0;
  if (!isWarning || isHarmless(info->err->msg_code) || reporter.damage[0]) return;
  describe(info, reporter.damage);
  if (!reporter.tolerate) longjmp(reporter.leave, 1);
}

void install(Reporter& reporter, bool tolerate) {
  jpeg_std_error(&reporter.manager);
  reporter.manager.error_exit = onError;
  reporter.manager.emit_message = onMessage;
  reporter.tolerate = tolerate;
  reporter.started = false;
  reporter.fatal[0] = reporter.damage[0] = '\0';
}

[[noreturn]] void abandon(Reporter& reporter, const char* reason) {
  std::snprintf(reporter.fatal, sizeof reporter.fatal, "%s", reason);
  longjmp(reporter.leave, 1);
}

void onProgress(j_common_ptr info) {
  const bool isBomb = reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > maxScans;
  if (isBomb) abandon(reporterOf(info), "more scans than any real picture has");
}

// A Huffman-coded block takes a bit at least: a header that claims more blocks lies. Said before memory is
// taken for them.
bool holdsItsBlocks(const jpeg_decompress_struct& decoder, size_t length) {
  if (decoder.arith_code) return true;
  size_t blocks = 0;
  for (int i = 0; i < decoder.num_components; i++)
    blocks += size_t(decoder.comp_info[i].width_in_blocks) * decoder.comp_info[i].height_in_blocks;
  return blocks / 8 <= length;
}

// a * b / 255, rounded, as Pillow computes it.
uint8_t multiply(uint8_t a, uint8_t b) {
  const unsigned product = a * b + 128u;
  return uint8_t(((product >> 8) + product) >> 8);
}

// Adobe's files, and so practically all, store 255 - ink.
void invertedCmykToRgb(const uint8_t* cmyk, uint8_t* rgb, uint32_t pixels) {
  for (uint32_t i = 0; i < pixels; i++, cmyk += 4, rgb += 3) {
    const uint8_t light = cmyk[3];
    for (int c = 0; c < 3; c++) rgb[c] = uint8_t(light - multiply(uint8_t(255 - cmyk[c]), light));
  }
}

}  // namespace

Decoded decodeJpeg(const uint8_t* bytes, size_t length, uint8_t* rgb, uint32_t width, uint32_t height,
                   bool tolerate) {
  const size_t stride = size_t(width) * 3;
  Reporter reporter;
  jpeg_decompress_struct decoder;
  jpeg_progress_mgr progress{};
  std::vector<uint8_t> inks(size_t(width) * 4);  // a row, if the file is CMYK; outlives any longjmp
  install(reporter, tolerate);
  decoder.err = &reporter.manager;
  jpeg_create_decompress(&decoder);
  if (!setjmp(reporter.leave)) {
    jpeg_mem_src(&decoder, bytes, length);
    jpeg_read_header(&decoder, TRUE);
    if (decoder.image_width != width || decoder.image_height != height)
      abandon(reporter, "two headers that disagree about the size");
    if (!tolerate && !holdsItsBlocks(decoder, length)) WARNMS(&decoder, JWRN_JPEG_EOF);
    const bool isCmyk = decoder.num_components == 4;
    decoder.out_color_space = isCmyk ? JCS_CMYK : JCS_RGB;
    progress.progress_monitor = onProgress;
    decoder.progress = &progress;
    decoder.output_scanline = 0;
    reporter.started = true;
    jpeg_start_decompress(&decoder);
    while (decoder.output_scanline < height) {
      JSAMPROW target = rgb + decoder.output_scanline * stride;
      JSAMPROW line = isCmyk ? inks.data() : target;
      jpeg_read_scanlines(&decoder, &line, 1);
      if (isCmyk) invertedCmykToRgb(line, target, width);
    }
    jpeg_finish_decompress(&decoder);
  }
  const uint32_t rows = reporter.started ? decoder.output_scanline : height;
  std::memset(rgb + rows * stride, 0, (height - rows) * stride);
  jpeg_destroy_decompress(&decoder);
  return {reporter.fatal, reporter.damage};
}

std::vector<uint8_t> encodeJpeg(const uint8_t* rgb, uint32_t width, uint32_t height, int quality) {
  Reporter reporter;
  jpeg_compress_struct encoder;
  unsigned char* data = nullptr;
  unsigned long size = 0;
  install(reporter, true);
  encoder.err = &reporter.manager;
  jpeg_create_compress(&encoder);
  if (!setjmp(reporter.leave)) {
    jpeg_mem_dest(&encoder, &data, &size);
    encoder.image_width = width;
    encoder.image_height = height;
    encoder.input_components = 3;
    encoder.in_color_space = JCS_RGB;
    jpeg_set_defaults(&encoder);
    jpeg_set_quality(&encoder, quality, TRUE);
    jpeg_start_compress(&encoder, TRUE);
    while (encoder.next_scanline < height) {
      JSAMPROW line = const_cast<uint8_t*>(rgb) + size_t(encoder.next_scanline) * width * 3;
      jpeg_write_scanlines(&encoder, &line, 1);
    }
    jpeg_finish_compress(&encoder);
  } else if (encoder.dest) {
    // libjpeg says where its buffer lies only here; it may have freed the first one for a larger.
    encoder.dest->term_destination(&encoder);
  }
  jpeg_destroy_compress(&encoder);
  std::vector<uint8_t> out;
  if (!reporter.fatal[0]) out.assign(data, data + size);
  std::free(data);
  return out;
}

}  // namespace uno
