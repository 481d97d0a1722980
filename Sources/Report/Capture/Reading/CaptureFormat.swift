/// What kind of file the first four bytes say it is.
enum CaptureFormat {
  case blocks
  case classic(CaptureInput.ByteOrder, TimeResolution)

  /// Nil while too few bytes have come.
  init?(_ input: CaptureInput) throws(CaptureProblem) {
    guard input.count >= 4 else { return nil }
    switch Self.magic(input) {
    case 0x0a0d_0d0a: self = .blocks
    case 0xa1b2_c3d4: self = .classic(.big, .microseconds)
    case 0xa1b2_3c4d: self = .classic(.big, .nanoseconds)
    case 0xd4c3_b2a1: self = .classic(.little, .microseconds)
    case 0x4d3c_b2a1: self = .classic(.little, .nanoseconds)
    case let magic:
      throw CaptureProblem(place: .header, offset: 0, fault: Self.name(magic) ?? .notACapture(input.bytes(0, 4)))
    }
  }

  /// The file ended within its magic number, or within the header of pcap.
  static func unfinished(_ input: CaptureInput) -> CaptureProblem {
    let needed = input.count < 4 ? 4 : ClassicDecoder.headerLength
    return CaptureProblem(place: .header, offset: 0, fault: .endsWithin(needed: needed, present: input.count))
  }

  private static func magic(_ input: CaptureInput) -> UInt32 {
    (0..<4).reduce(0) { $0 << 8 | UInt32(input.byte($1)) }
  }

  /// What people hand to capture readers and is none of ours.
  private static func name(_ magic: UInt32) -> CaptureProblem.Fault? {
    switch magic {
    case 0x1f8b_0000...0x1f8b_ffff: .compressed("gzip")
    case 0x28b5_2ffd: .compressed("zstd")
    case 0x0422_4d18: .compressed("lz4")
    case 0xfd37_7a58: .compressed("xz")
    case 0x425a_6800...0x425a_68ff: .compressed("bzip2")
    case 0xa1b2_cd34, 0x34cd_b2a1: .otherFormat("modified pcap")
    case 0x736e_6f6f: .otherFormat("snoop")
    case 0x474d_4255: .otherFormat("Network Monitor")
    case 0x5254_5353: .otherFormat("Network Monitor")
    default: nil
    }
  }
}
