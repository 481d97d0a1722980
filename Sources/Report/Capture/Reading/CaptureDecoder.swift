/// Takes a pcap or pcapng file apart while its bytes come in, in chunks of any size.
///
/// ```
/// while true {
///   if let packet = try decoder.next() { … } else if let chunk = … { decoder.add(chunk) } else { break }
/// }
/// try decoder.finish()
/// ```
/// Holds one block and one chunk at most, and nothing by the word of the file alone. Everything before damage is given
/// out; then `next` or `finish` says what is wrong, once and for all.
package struct CaptureDecoder {
  /// Bytes of the longest block, or captured packet, that is read.
  package static let longest = 16 << 20
  package static let mostInterfaces = 4096

  private enum Format {
    case unknown
    case classic(ClassicDecoder)
    case blocks(BlockDecoder)
  }

  private var format = Format.unknown
  private var input = CaptureInput()
  private var problem: CaptureProblem?

  package init() {}

  package mutating func add(_ chunk: [UInt8]) { input.add(chunk) }

  /// The next packet; nil when more bytes are needed.
  package mutating func next() throws(CaptureProblem) -> CapturedPacket? {
    if let problem { throw problem }
    do throws(CaptureProblem) { return try step() } catch {
      problem = error
      throw error
    }
  }

  /// Says that no more bytes will come: what is left over is part of something.
  package func finish() throws(CaptureProblem) {
    if let problem { throw problem }
    switch format {
    case .unknown where input.count == 0: throw CaptureProblem(place: .header, offset: 0, fault: .empty)
    case .unknown: throw CaptureFormat.unfinished(input)
    case .classic(let decoder): try decoder.finish(input)
    case .blocks(let decoder): try decoder.finish(input)
    }
  }

  private mutating func step() throws(CaptureProblem) -> CapturedPacket? {
    if case .unknown = format {
      switch try CaptureFormat(input) {
      case nil: return nil
      case .blocks: format = .blocks(BlockDecoder())
      case .classic(let order, let resolution):
        guard let decoder = try ClassicDecoder(&input, order, resolution) else { return nil }
        format = .classic(decoder)
      }
    }
    switch format {
    case .unknown: return nil
    case .classic(var decoder):
      // Taken out while it is changed: a second owner would copy it.
      format = .unknown
      defer { format = .classic(decoder) }
      return try decoder.next(&input)
    case .blocks(var decoder):
      format = .unknown
      defer { format = .blocks(decoder) }
      return try decoder.next(&input)
    }
  }
}
