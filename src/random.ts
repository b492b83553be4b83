/**
 * Named random streams: every draw is a pure function of (seed, purpose, epoch, index), so that a run
 * repeats and resumes bit for bit whatever order things are computed in.
 */

/** A generator of reproducible draws: SFC32, seeded by hashing its key. */
export interface Stream {
  /** 32 random bits, as an unsigned integer. */
  bits(): number
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number
  /** Uniform integer in [0, n), without bias. */
  below(n: number): number
  /** Standard normal (Box–Muller, one value a call). */
  normal(): number
}

/** The stream of a key; the same key gives the same draws on every machine. */
export function stream(seed: number, purpose: string, epoch = 0, index = 0): Stream {
  const key = hashKey(`${seed}/${purpose}/${epoch}/${index}`)
  return sfc32(key[0]!, key[1]!, key[2]!, key[3]!)
}

/** A permutation of 0…n−1 (Fisher–Yates), drawn from `random`. */
export function permutation(n: number, random: Stream): Uint32Array {
  const order = new Uint32Array(n)
  for (let i = 0; i < n; i++) order[i] = i
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const kept = order[i]!
    order[i] = order[j]!
    order[j] = kept
  }
  return order
}

/** cyrb128: four well-mixed words of a string. */
function hashKey(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762]
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i)
    a = b ^ Math.imul(a ^ k, 597399067)
    b = c ^ Math.imul(b ^ k, 2869860233)
    c = d ^ Math.imul(c ^ k, 951274213)
    d = a ^ Math.imul(d ^ k, 2716044179)
  }
  a = Math.imul(c ^ (a >>> 18), 597399067)
  b = Math.imul(d ^ (b >>> 22), 2869860233)
  c = Math.imul(a ^ (c >>> 17), 951274213)
  d = Math.imul(b ^ (d >>> 19), 2716044179)
  return [(a ^ b ^ c ^ d) >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0]
}

function sfc32(a: number, b: number, c: number, d: number): Stream {
  const bits = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) bits()
  const uniform = () => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992
  const below = (n: number) => {
    // Rejection keeps every residue equally likely.
    const limit = 4294967296 - (4294967296 % n)
    let value = bits()
    while (value >= limit) value = bits()
    return value % n
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return { bits, uniform, below, normal }
}
