/// The blocks of a pcapng file, one after the other (draft-ietf-opsawg-pcapng, section 3.1).
///
/// Blocks that say nothing about packets here (name resolution, statistics, secrets, what others invented) are passed
/// over.
struct BlockDecoder {
  /// Type, length, and the length again.
  private static let frame = 12

  private var section = CaptureSection()
  private var interfaces: [CaptureInterface] = []
  private var taken = 0

  /// The next packet; nil when the next block has not come whole.
  mutating func next(_ input: inout CaptureInput) throws(CaptureProblem) -> CapturedPacket? {
    while input.count >= Self.frame {
      guard let length = try length(&input), input.count >= length else { return nil }
      let end = length - 4
      let again = input.u32(end)
      guard again == UInt32(length) else { throw problem(.lengthsDiffer(UInt32(length), again), input) }
      let packet: CapturedPacket?
      do throws(CaptureProblem.Fault) { packet = try read(CaptureBlockBody(input, to: end)) } catch {
        throw problem(error, input)
      }
      input.take(length)
      taken += 1
      if let packet { return packet }
    }
    return nil
  }

  func finish(_ input: CaptureInput) throws(CaptureProblem) {
    guard input.count > 0 else { return }
    let needed = input.count >= Self.frame ? Int(input.u32(4)) : nil
    throw problem(.endsWithin(needed: needed, present: input.count), input)
  }

  /// What the block says its length is. A section header first says in which byte order.
  private func length(_ input: inout CaptureInput) throws(CaptureProblem) -> Int? {
    if input.u32(0) == CaptureBlock.sectionHeader.rawValue {
      input.order = .little
      switch input.u32(8) {
      case 0x1a2b_3c4d: break
      case 0x4d3c_2b1a: input.order = .big
      case let magic: throw problem(.byteOrder(magic), input)
      }
    }
    let length = input.u32(4)
    guard length >= Self.frame, length & 3 == 0 else { throw problem(.blockLength(length), input) }
    guard length <= CaptureDecoder.longest else { throw problem(.tooLong(length), input) }
    return Int(length)
  }

  private func problem(_ fault: CaptureProblem.Fault, _ input: CaptureInput) -> CaptureProblem {
    CaptureProblem(place: .block(taken + 1), offset: input.offset, fault: fault)
  }

  private mutating func read(_ body: CaptureBlockBody) throws(CaptureProblem.Fault) -> CapturedPacket? {
    switch body.type {
    case CaptureBlock.enhancedPacket.rawValue:
      return try body.enhancedPacket(on: interface(body.number(at: 8)))
    case CaptureBlock.simplePacket.rawValue: return try body.simplePacket(on: interface(0))
    case CaptureBlock.packet.rawValue: return try body.oldPacket(on: interface(body.shortNumber(at: 8)))
    case CaptureBlock.interfaceDescription.rawValue:
      guard interfaces.count < CaptureDecoder.mostInterfaces else { throw .tooManyInterfaces }
      interfaces.append(try body.interface(in: section))
    case CaptureBlock.sectionHeader.rawValue:
      section = try body.section()
      interfaces = []
    default: break
    }
    return nil
  }

  private func interface(_ number: UInt32) throws(CaptureProblem.Fault) -> CaptureInterface {
    guard number < interfaces.count else { throw .unknownInterface(number, known: interfaces.count) }
    return interfaces[Int(number)]
  }
}

extension CaptureProblem.Fault: Error {}
