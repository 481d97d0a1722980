import Base
import Glibc
import Wire

/// Puts TCP segments that follow one another together, as a network card does for its kernel (GRO), so that one write
/// hands over many. All else goes as it is; between two ends nothing overtakes.
struct PacketJoiner {
  /// One write to the device.
  struct Run {
    /// A `virtio_net_hdr`, and the packet.
    var bytes: [UInt8]
    /// Of whoever delivered the first.
    let id: PacketID
    fileprivate var headers: TCPHeaders?
    fileprivate var segment = 0
    fileprivate var next: UInt32 = 0
    fileprivate(set) var pieces = 1
    fileprivate var isOpen = false
  }

  /// IPv4's total length has 16 bits.
  private static let greatestPacket = 65_535
  /// Our own: conversations that are looked through for each packet.
  private static let greatestSearch = 16
  private(set) var runs: [Run] = []

  mutating func removeAll() { runs.removeAll(keepingCapacity: true) }

  mutating func add(_ packet: IPPacket, _ id: PacketID) {
    guard let headers = Self.joinable(packet) else {
      for i in runs.indices.suffix(Self.greatestSearch) { runs[i].isOpen = false }
      runs.append(Run(bytes: Self.framed(packet.bytes), id: id))
      return
    }
    if append(packet.bytes, headers) { return }
    var run = Run(bytes: Self.framed(packet.bytes), id: id, headers: headers)
    run.segment = packet.bytes.count - headers.payload
    packet.bytes.withUnsafeBytes { bytes in
      run.next = headers.sequence(bytes) &+ UInt32(run.segment)
      run.isOpen = headers.flags(bytes) & TCPHeaders.push == 0
    }
    runs.append(run)
  }

  private static func framed(_ packet: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(OffloadHeader.count + packet.count)
    bytes += repeatElement(0, count: OffloadHeader.count)
    bytes += packet
    return bytes
  }

  /// Data and nothing else, whole, and as its sender meant it: once joined, nobody checks it any more.
  private static func joinable(_ packet: IPPacket) -> TCPHeaders? {
    guard packet.proto == .tcp, !packet.isFragment, packet.transportOffset == (packet.family == .v4 ? 20 : 40) else {
      return nil
    }
    return packet.bytes.withUnsafeBytes { bytes in
      guard let headers = TCPHeaders(bytes, transport: packet.transportOffset), headers.payload < bytes.count,
        headers.flags(bytes) & ~TCPHeaders.push == TCPHeaders.ack, headers.checksum(bytes) == 0
      else { return nil }
      return headers
    }
  }

  private mutating func append(_ packet: [UInt8], _ headers: TCPHeaders) -> Bool {
    packet.withUnsafeBytes { packet in
      for i in runs.indices.suffix(Self.greatestSearch).reversed() {
        guard let first = runs[i].headers, Self.isSameFlow(runs[i].bytes, packet, first, headers) else { continue }
        let count = packet.count - headers.payload
        let fits =
          runs[i].isOpen && headers.sequence(packet) == runs[i].next && count <= runs[i].segment
          && runs[i].bytes.count - OffloadHeader.count + count <= Self.greatestPacket
          && Self.isSameButForPlace(runs[i].bytes, packet, first, headers)
        guard fits else {
          runs[i].isOpen = false
          return false
        }
        // Room for all that may follow, once: to grow is to copy.
        if runs[i].pieces == 1 { runs[i].bytes.reserveCapacity(OffloadHeader.count + Self.greatestPacket) }
        runs[i].bytes += packet[headers.payload...]
        runs[i].next &+= UInt32(count)
        runs[i].pieces += 1
        let isPushed = headers.flags(packet) & TCPHeaders.push != 0
        if isPushed { runs[i].bytes[OffloadHeader.count + first.transport + 13] |= TCPHeaders.push }
        runs[i].isOpen = !isPushed && count == runs[i].segment
        return true
      }
      return false
    }
  }

  /// The same addresses and ports.
  private static func isSameFlow(
    _ run: [UInt8], _ packet: UnsafeRawBufferPointer, _ a: TCPHeaders, _ b: TCPHeaders
  ) -> Bool {
    guard a.family == b.family, a.transport == b.transport else { return false }
    let addresses = a.family == .v4 ? 12..<20 : 8..<40
    return isSame(run, packet, addresses) && isSame(run, packet, a.transport..<a.transport + 4)
  }

  /// Whatever else the headers say is the same; but for length, identification, sequence, checksums and PSH.
  private static func isSameButForPlace(
    _ run: [UInt8], _ packet: UnsafeRawBufferPointer, _ a: TCPHeaders, _ b: TCPHeaders
  ) -> Bool {
    guard a.payload == b.payload else { return false }
    let at = a.transport
    let isSameIP =
      a.family == .v4
      ? isSame(run, packet, 0..<2) && isSame(run, packet, 6..<10)
      : isSame(run, packet, 0..<4) && isSame(run, packet, 6..<8)
    return isSameIP && isSame(run, packet, at + 8..<at + 13) && isSame(run, packet, at + 14..<at + 16)
      && isSame(run, packet, at + 18..<a.payload)
  }

  private static func isSame(_ run: [UInt8], _ packet: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    guard let packet = packet.baseAddress else { return false }
    return run.withUnsafeBytes { run in
      guard let run = run.baseAddress else { return false }
      return memcmp(run + OffloadHeader.count + range.lowerBound, packet + range.lowerBound, range.count) == 0
    }
  }

  /// Writes the headers of what was joined.
  mutating func finish() {
    for i in runs.indices where runs[i].pieces > 1 {
      guard let headers = runs[i].headers else { continue }
      var header = OffloadHeader()
      header.needsChecksum = true
      header.kind = headers.family == .v4 ? .tcp4 : .tcp6
      header.headerLength = UInt16(headers.payload)
      header.segment = UInt16(runs[i].segment)
      header.checksumStart = UInt16(headers.transport)
      header.checksumOffset = 16
      runs[i].bytes.withUnsafeMutableBytes { bytes in
        header.write(to: UnsafeMutableRawBufferPointer(rebasing: bytes[..<OffloadHeader.count]))
        let packet = UnsafeMutableRawBufferPointer(rebasing: bytes[OffloadHeader.count...])
        headers.setLength(packet)
        let partial = ~headers.pseudoHeader(UnsafeRawBufferPointer(packet)).value
        packet.storeBytes(of: partial.bigEndian, toByteOffset: headers.transport + 16, as: UInt16.self)
      }
    }
  }
}
