/// The working vector of RFC 7693 §3.2: sixteen words in registers, every round written out for the compiler.
struct BLAKE2sWork {
  private var v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, va, vb, vc, vd, ve, vf: UInt32

  @inline(__always)
  init(chain: [8 of UInt32], iv: [8 of UInt32], low: UInt32, high: UInt32, isLast: Bool) {
    (v0, v1, v2, v3) = (chain[0], chain[1], chain[2], chain[3])
    (v4, v5, v6, v7) = (chain[4], chain[5], chain[6], chain[7])
    (v8, v9, va, vb) = (iv[0], iv[1], iv[2], iv[3])
    (vc, vd, vf) = (iv[4] ^ low, iv[5] ^ high, iv[7])
    ve = isLast ? ~iv[6] : iv[6]
  }

  /// RFC 7693 §2.7: ten rounds, each with its own order of the message words, one digit a word.
  @inline(__always)
  mutating func mix(_ message: [16 of UInt32]) {
    round(message, 0x0123_4567_89ab_cdef)
    round(message, 0xea48_9fd6_1c02_b753)
    round(message, 0xb8c0_52fd_ae36_7194)
    round(message, 0x7931_dcbe_265a_40f8)
    round(message, 0x9057_24af_e1bc_683d)
    round(message, 0x2c6a_0b83_4d75_fe19)
    round(message, 0xc51f_ed4a_0763_928b)
    round(message, 0xdb7e_c139_50f4_862a)
    round(message, 0x6fe9_b308_c2d7_14a5)
    round(message, 0xa284_7615_fb9e_3cd0)
  }

  /// What F folds into word `i` of the chain.
  @inline(__always)
  func halves(_ i: Int) -> UInt32 {
    switch i {
    case 0: v0 ^ v8
    case 1: v1 ^ v9
    case 2: v2 ^ va
    case 3: v3 ^ vb
    case 4: v4 ^ vc
    case 5: v5 ^ vd
    case 6: v6 ^ ve
    default: v7 ^ vf
    }
  }

  @inline(__always)
  private mutating func round(_ m: [16 of UInt32], _ order: UInt64) {
    @inline(__always) func word(_ i: UInt64) -> UInt32 { m[Int(order >> (60 - 4 * i) & 15)].littleEndian }
    Self.g(&v0, &v4, &v8, &vc, word(0), word(1))
    Self.g(&v1, &v5, &v9, &vd, word(2), word(3))
    Self.g(&v2, &v6, &va, &ve, word(4), word(5))
    Self.g(&v3, &v7, &vb, &vf, word(6), word(7))
    Self.g(&v0, &v5, &va, &vf, word(8), word(9))
    Self.g(&v1, &v6, &vb, &vc, word(10), word(11))
    Self.g(&v2, &v7, &v8, &vd, word(12), word(13))
    Self.g(&v3, &v4, &v9, &ve, word(14), word(15))
  }

  /// RFC 7693 §3.1.
  @inline(__always)
  private static func g(
    _ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32, _ x: UInt32, _ y: UInt32
  ) {
    a = a &+ b &+ x
    d = rotated(d ^ a, 16)
    c = c &+ d
    b = rotated(b ^ c, 12)
    a = a &+ b &+ y
    d = rotated(d ^ a, 8)
    c = c &+ d
    b = rotated(b ^ c, 7)
  }

  @inline(__always)
  private static func rotated(_ x: UInt32, _ n: UInt32) -> UInt32 { x &>> n | x &<< (32 &- n) }
}
