import Base

/// Packets as a pcap file with nanoseconds, for what reads no pcapng; `ClassicDecoder` draws it.
///
/// It has room for one link type, and for nothing that is said about sections, interfaces and packets.
package struct ClassicEncoder: CaptureEncoder {
  /// What libpcap takes for no limit.
  private static let snapLength: UInt32 = 262_144

  private var bytes = CaptureBytes()
  private var link: LinkType?

  package init() {}

  package var count: Int { bytes.count }

  package mutating func take() -> [UInt8] { bytes.take() }

  package mutating func begin(_ section: CaptureSection, keyLog: [String]) {}
  package mutating func describe(_ interface: CaptureInterface) {}

  /// A time that 32 bits of seconds do not hold is written as zero, as is none.
  @discardableResult
  package mutating func add(_ packet: CapturedPacket) -> LinkTypesDiffer? {
    let link = begin(packet.interface.link)
    guard link == packet.interface.link else { return LinkTypesDiffer(file: link, packet: packet.interface.link) }
    let time = UInt64(exactly: packet.time?.nanoseconds ?? 0) ?? 0
    let seconds = UInt32(exactly: time / 1_000_000_000)
    bytes.add(seconds ?? 0)
    bytes.add(seconds == nil ? 0 : UInt32(time % 1_000_000_000))
    bytes.add(UInt32(truncatingIfNeeded: packet.bytes.count))
    bytes.add(packet.originalLength)
    bytes.add(packet.bytes)
    return nil
  }

  package mutating func end() { _ = begin(.raw) }

  /// The header, unless it is written: the first packet says what the file holds.
  private mutating func begin(_ link: LinkType) -> LinkType {
    if let link = self.link { return link }
    self.link = link
    bytes.add(UInt32(0xa1b2_3c4d))
    bytes.add(UInt16(2))
    bytes.add(UInt16(4))
    bytes.add(UInt64(0))
    bytes.add(Self.snapLength)
    bytes.add(UInt32(link.rawValue))
    return link
  }
}
