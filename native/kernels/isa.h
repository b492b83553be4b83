/**
 * Instruction sets. A kernel's body is an always-inlined template over the number of lanes; UNO_PER_ISA makes
 * one function of it for each instruction set, and the processor decides at run time which of them runs.
 * libtorch's variable ATEN_CPU_CAPABILITY (default, avx2, avx512) holds these kernels back as it does libtorch's.
 */
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>

#define UNO_INLINE inline __attribute__((always_inline))

namespace uno {

enum class Isa { baseline, avx2, avx512 };

inline Isa isa() {
  static const Isa found = [] {
#if defined(__x86_64__)
    const char* asked = std::getenv("ATEN_CPU_CAPABILITY");
    const bool isBaseline = asked && std::strcmp(asked, "default") == 0, isAvx2 = asked && std::strcmp(asked, "avx2") == 0;
    const bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool hasAvx512 = hasAvx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (hasAvx512 && !isBaseline && !isAvx2) return Isa::avx512;
    if (hasAvx2 && !isBaseline) return Isa::avx2;
#endif
    return Isa::baseline;
  }();
  return found;
}

/** The lanes that `body` of UNO_PER_ISA is made for. */
inline int lanes() { return isa() == Isa::avx512 ? 16 : isa() == Isa::avx2 ? 8 : 4; }

}  // namespace uno

#if defined(__x86_64__)
#define UNO_AVX512 __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")))
#define UNO_AVX2 __attribute__((target("avx2,fma")))
#else
#define UNO_AVX512
#define UNO_AVX2
#endif

/**
 * `name(job, begin, end)`, which is `body<lanes>(job, begin, end)` in the best instruction set; lanes are the
 * float32 elements of its registers (16, 8, 4).
 */
#define UNO_PER_ISA(name, body)                                              \
  template <typename Job>                                                    \
  UNO_AVX512 void name##Avx512(const Job& job, int64_t begin, int64_t end) { \
    body<16>(job, begin, end);                                               \
  }                                                                          \
  template <typename Job>                                                    \
  UNO_AVX2 void name##Avx2(const Job& job, int64_t begin, int64_t end) {     \
    body<8>(job, begin, end);                                                \
  }                                                                          \
  template <typename Job>                                                    \
  void name##Baseline(const Job& job, int64_t begin, int64_t end) {          \
    body<4>(job, begin, end);                                                \
  }                                                                          \
  template <typename Job>                                                    \
  void name(const Job& job, int64_t begin, int64_t end) {                    \
    switch (uno::isa()) {                                                    \
      case uno::Isa::avx512: return name##Avx512(job, begin, end);           \
      case uno::Isa::avx2: return name##Avx2(job, begin, end);               \
      default: return name##Baseline(job, begin, end);                       \
    }                                                                        \
  }
