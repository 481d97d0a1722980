/// One block of a pcapng file between its type and its closing length; `CaptureBlocks` draws what stands in each.
struct CaptureBlockBody {
  let input: CaptureInput
  /// Where the closing length stands.
  let end: Int

  init(_ input: CaptureInput, to end: Int) {
    self.input = input
    self.end = end
  }

  var type: UInt32 { input.u32(0) }

  func number(at: Int) throws(CaptureProblem.Fault) -> UInt32 {
    try need(at + 4)
    return input.u32(at)
  }

  func shortNumber(at: Int) throws(CaptureProblem.Fault) -> UInt32 {
    try need(at + 2)
    return UInt32(input.u16(at))
  }

  /// The fixed part reaches to `place`.
  private func need(_ place: Int) throws(CaptureProblem.Fault) {
    guard place <= end else { throw .blockTooShort(type: type, length: UInt32(truncatingIfNeeded: end + 4)) }
  }

  func section() throws(CaptureProblem.Fault) -> CaptureSection {
    try need(24)
    let (major, minor) = (input.u16(12), input.u16(14))
    // 1.2 was written by some, and means 1.0.
    guard major == 1, minor == 0 || minor == 2 else { throw .version(major: major, minor: minor) }
    var (comments, texts) = ([String](), [UInt16: String]())
    try options(from: 24) { code, at, count throws(CaptureProblem.Fault) in
      switch code {
      case CaptureOption.comment: comments.append(input.text(at, count))
      case CaptureOption.hardware, CaptureOption.system, CaptureOption.application:
        texts[code] = input.text(at, count)
      default: break
      }
    }
    return CaptureSection(
      comments: comments, hardware: texts[CaptureOption.hardware], system: texts[CaptureOption.system],
      application: texts[CaptureOption.application])
  }

  func interface(in section: CaptureSection) throws(CaptureProblem.Fault) -> CaptureInterface {
    try need(16)
    var (name, summary): (String?, String?)
    var resolution = TimeResolution.microseconds
    var offset: Int64 = 0
    try options(from: 16) { code, at, count throws(CaptureProblem.Fault) in
      switch code {
      case CaptureOption.name: name = input.text(at, count)
      case CaptureOption.description: summary = input.text(at, count)
      case CaptureOption.resolution:
        try size(1, of: code, count)
        resolution = TimeResolution(rawValue: input.byte(at))
      case CaptureOption.timeOffset:
        try size(8, of: code, count)
        offset = Int64(bitPattern: input.u64(at))
      default: break
      }
    }
    return CaptureInterface(
      LinkType(rawValue: input.u16(8)), in: section, name: name, summary: summary, snapLength: input.u32(12),
      resolution: resolution, timeOffset: offset)
  }

  func enhancedPacket(on interface: CaptureInterface) throws(CaptureProblem.Fault) -> CapturedPacket {
    try need(28)
    return try packet(on: interface, flags: CaptureOption.flags)
  }

  /// The block that came before the enhanced one: a shorter number of the interface, and how many packets were lost.
  func oldPacket(on interface: CaptureInterface) throws(CaptureProblem.Fault) -> CapturedPacket {
    try need(28)
    return try packet(on: interface, flags: CaptureOption.oldFlags)
  }

  private func packet(on interface: CaptureInterface, flags: UInt16) throws(CaptureProblem.Fault) -> CapturedPacket {
    let length = input.u32(20)
    guard length <= end - 28 else { throw .packetLength(length, room: end - 28) }
    var packet = CapturedPacket(
      input.bytes(28, Int(length)), on: interface, at: UInt64(input.u32(12)) << 32 | UInt64(input.u32(16)),
      originalLength: input.u32(24))
    try options(from: 28 + (Int(length) + 3) & ~3) { code, at, count throws(CaptureProblem.Fault) in
      switch code {
      case CaptureOption.comment: packet.comments.append(input.text(at, count))
      case flags:
        try size(4, of: code, count)
        packet.flags = input.u32(at)
      case CaptureOption.packetID where flags == CaptureOption.flags:
        try size(8, of: code, count)
        packet.id = input.u64(at)
      default: break
      }
    }
    return packet
  }

  /// Of the first interface; how much was captured follows from its snapshot length and from where the block ends.
  func simplePacket(on interface: CaptureInterface) throws(CaptureProblem.Fault) -> CapturedPacket {
    try need(12)
    let original = input.u32(8)
    let room = end - 12
    let limit = interface.snapLength == 0 ? original : min(original, interface.snapLength)
    guard limit <= room else { throw .packetLength(limit, room: room) }
    return CapturedPacket(input.bytes(12, Int(limit)), on: interface, at: nil, originalLength: original)
  }

  private func size(_ wanted: Int, of code: UInt16, _ count: Int) throws(CaptureProblem.Fault) {
    guard count == wanted else { throw .option(code: code, length: UInt16(truncatingIfNeeded: count)) }
  }

  /// Hands over each option's code, where its value stands and how many bytes it has.
  private func options(
    from start: Int, _ each: (UInt16, Int, Int) throws(CaptureProblem.Fault) -> Void
  ) throws(CaptureProblem.Fault) {
    var at = start
    while at + 4 <= end {
      let (code, length) = (input.u16(at), input.u16(at + 2))
      guard code != CaptureOption.end else { return }
      guard at + 4 + Int(length) <= end else { throw .option(code: code, length: length) }
      try each(code, at + 4, Int(length))
      at += 4 + (Int(length) + 3) & ~3
    }
  }
}
