/// Capture files made byte by byte, in either byte order: what the reader is tested with shares nothing with the writer.
struct CaptureBuilder {
  let isBig: Bool
  var bytes: [UInt8] = []

  init(big: Bool) { isBig = big }

  mutating func put(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: isBig ? number.bigEndian : number.littleEndian) { bytes += $0 }
  }

  mutating func put(_ raw: [UInt8]) { bytes += raw }

  mutating func put(padded raw: [UInt8]) { bytes += raw + [UInt8](repeating: 0, count: -raw.count & 3) }

  mutating func option(_ code: UInt16, _ value: [UInt8]) {
    put(code)
    put(UInt16(value.count))
    put(padded: value)
  }

  mutating func option(_ code: UInt16, _ text: String) { option(code, Array(text.utf8)) }

  mutating func option(_ code: UInt16, number: some FixedWidthInteger) {
    option(code, withUnsafeBytes(of: isBig ? number.bigEndian : number.littleEndian) { Array($0) })
  }

  mutating func endOptions() { option(0, [UInt8]()) }

  mutating func block(_ type: UInt32, _ body: (inout CaptureBuilder) -> Void) {
    var inner = CaptureBuilder(big: isBig)
    body(&inner)
    put(type)
    put(UInt32(inner.bytes.count + 12))
    put(inner.bytes)
    put(UInt32(inner.bytes.count + 12))
  }

  mutating func section(_ options: (inout CaptureBuilder) -> Void = { _ in }) {
    block(0x0a0d_0d0a) { block in
      block.put(UInt32(0x1a2b_3c4d))
      block.put(UInt16(1))
      block.put(UInt16(0))
      block.put(Int64(-1))
      options(&block)
    }
  }

  mutating func interface(
    _ link: UInt16, snapLength: UInt32 = 0, _ options: (inout CaptureBuilder) -> Void = { _ in }
  ) {
    block(1) { block in
      block.put(link)
      block.put(UInt16(0))
      block.put(snapLength)
      options(&block)
    }
  }

  mutating func packet(
    _ bytes: [UInt8], on interface: UInt32 = 0, at ticks: UInt64 = 0, original: Int? = nil,
    _ options: (inout CaptureBuilder) -> Void = { _ in }
  ) {
    block(6) { block in
      block.put(interface)
      block.put(UInt32(ticks >> 32))
      block.put(UInt32(truncatingIfNeeded: ticks))
      block.put(UInt32(bytes.count))
      block.put(UInt32(original ?? bytes.count))
      block.put(padded: bytes)
      options(&block)
    }
  }

  mutating func classicHeader(_ magic: UInt32 = 0xa1b2_c3d4, link: UInt32, snapLength: UInt32 = 65535) {
    put(magic)
    put(UInt16(2))
    put(UInt16(4))
    put(UInt64(0))
    put(snapLength)
    put(link)
  }

  mutating func classicPacket(_ bytes: [UInt8], _ seconds: UInt32, _ fraction: UInt32, original: Int? = nil) {
    put(seconds)
    put(fraction)
    put(UInt32(bytes.count))
    put(UInt32(original ?? bytes.count))
    put(bytes)
  }
}

extension CaptureBuilder {
  static func make(big: Bool, _ body: (inout CaptureBuilder) -> Void) -> [UInt8] {
    var builder = CaptureBuilder(big: big)
    body(&builder)
    return builder.bytes
  }

  /// One of everything, in two sections of opposite byte orders.
  static func everything(big: Bool) -> [UInt8] {
    let first = make(big: big) { file in
      file.section { section in
        section.option(1, "first")
        section.option(1, "section")
        section.option(2, "a machine")
        section.option(3, "a system")
        section.option(4, "a program")
        section.endOptions()
      }
      file.interface(101) { interface in
        interface.option(2, "tun0")
        interface.option(3, "a tunnel")
        interface.option(9, [9])
        interface.option(14, number: Int64(1_700_000_000))
        interface.endOptions()
      }
      file.interface(1, snapLength: 3)
      file.packet([0x45, 1, 2], at: 5_000_000_001) { packet in
        packet.option(1, "one")
        packet.option(2, number: UInt32(2))
        packet.option(5, number: UInt64(77))
        packet.option(1, "two")
        packet.endOptions()
      }
      file.block(4) { $0.put([1, 2, 3, 4]) }
      file.block(5) { $0.put([1, 2, 3, 4, 5, 6, 7, 8]) }
      file.block(10) { $0.put([UInt8](repeating: 7, count: 16)) }
      file.block(0xbad) { $0.put(UInt32(32_473)) }
      file.block(0x4000_0bad) { $0.put(UInt32(32_473)) }
      file.block(0x7777_7777) { _ in }
      file.packet([9, 8, 7], on: 1, at: 1_600_000_000_000_005, original: 60)
      file.block(3) { simple in
        simple.put(UInt32(5))
        simple.put(padded: [1, 2, 3, 4, 5])
      }
      file.block(2) { old in
        old.put(UInt16(1))
        old.put(UInt16(9))
        old.put(UInt32(0))
        old.put(UInt32(7))
        old.put(UInt32(2))
        old.put(UInt32(2))
        old.put(padded: [1, 2])
        old.option(1, "old")
        old.option(2, number: UInt32(1))
        old.endOptions()
      }
    }
    let second = make(big: !big) { file in
      file.section()
      file.interface(101) { interface in
        interface.option(9, [0x80 | 20])
        interface.endOptions()
      }
      file.packet([0x60], at: 3 << 20 | 1 << 19)
    }
    return first + second
  }
}
