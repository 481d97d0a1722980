/// A pcap file behind its magic number (draft-ietf-opsawg-pcap).
///
/// ```
///  0               2               4
/// +-------------------------------+
/// | magic a1b2c3d4 or a1b23c4d    |   also says the byte order, and micro- or nanoseconds
/// | major 2       | minor 4       |
/// | reserved                      |
/// | reserved                      |
/// | snapshot length               |
/// | frame check     | link type   |
/// +-------------------------------+   and for each packet:
/// | seconds since 1970            |
/// | micro- or nanoseconds         |
/// | captured length               |
/// | original length               |
/// | packet, not padded            |
/// +-------------------------------+
/// ```
struct ClassicDecoder {
  static let headerLength = 24
  private static let recordLength = 16

  private let interface: CaptureInterface
  private let second: UInt64
  private var taken = 0

  /// Takes the file header; nil while it has not come whole.
  init?(
    _ input: inout CaptureInput, _ order: CaptureInput.ByteOrder, _ resolution: TimeResolution
  ) throws(CaptureProblem) {
    input.order = order
    guard input.count >= Self.headerLength else { return nil }
    let (major, minor) = (input.u16(4), input.u16(6))
    guard major == 2 else {
      throw CaptureProblem(place: .header, offset: 4, fault: .version(major: major, minor: minor))
    }
    // The upper half says how long the frame check sequence is.
    let link = LinkType(rawValue: UInt16(truncatingIfNeeded: input.u32(20)))
    interface = CaptureInterface(
      link, in: CaptureSection(), snapLength: input.u32(16), resolution: resolution)
    second = resolution == .nanoseconds ? 1_000_000_000 : 1_000_000
    input.take(Self.headerLength)
  }

  mutating func next(_ input: inout CaptureInput) throws(CaptureProblem) -> CapturedPacket? {
    guard input.count >= Self.recordLength else { return nil }
    let length = input.u32(8)
    guard length <= CaptureDecoder.longest else { throw problem(.tooLong(length), input) }
    let whole = Self.recordLength + Int(length)
    guard input.count >= whole else { return nil }
    let packet = CapturedPacket(
      input.bytes(Self.recordLength, Int(length)), on: interface,
      at: UInt64(input.u32(0)) * second + UInt64(input.u32(4)), originalLength: input.u32(12))
    input.take(whole)
    taken += 1
    return packet
  }

  func finish(_ input: CaptureInput) throws(CaptureProblem) {
    guard input.count > 0 else { return }
    let needed = input.count >= Self.recordLength ? Self.recordLength + Int(input.u32(8)) : nil
    throw problem(.endsWithin(needed: needed, present: input.count), input)
  }

  private func problem(_ fault: CaptureProblem.Fault, _ input: CaptureInput) -> CaptureProblem {
    CaptureProblem(place: .packet(taken + 1), offset: input.offset, fault: fault)
  }
}
