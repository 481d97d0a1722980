import Base

/// Packets as a pcap file with nanoseconds, for what reads no pcapng; `ClassicDecoder` draws it.
///
/// It has room for one link type, and for nothing that is said about interfaces and packets.
package struct ClassicEncoder {
  /// The file is of another link type than the packet.
  package struct LinkTypesDiffer: Error, Hashable, Sendable {
    package let file: LinkType
    package let packet: LinkType
  }

  /// What libpcap takes for no limit.
  private static let snapLength: UInt32 = 262_144

  private var bytes = CaptureBytes()
  private var link: LinkType?

  package init() {}

  package var count: Int { bytes.count }

  package mutating func take() -> [UInt8] { bytes.take() }

  package mutating func begin(_ link: LinkType) {
    self.link = link
    bytes.add(UInt32(0xa1b2_3c4d))
    bytes.add(UInt16(2))
    bytes.add(UInt16(4))
    bytes.add(UInt64(0))
    bytes.add(Self.snapLength)
    bytes.add(UInt32(link.rawValue))
  }

  /// A time that 32 bits of seconds do not hold is written as zero, as is none.
  package mutating func add(_ packet: CapturedPacket) throws(LinkTypesDiffer) {
    if link == nil { begin(packet.interface.link) }
    if let link, link != packet.interface.link {
      throw LinkTypesDiffer(file: link, packet: packet.interface.link)
    }
    let time = UInt64(exactly: packet.time?.nanoseconds ?? 0) ?? 0
    let seconds = UInt32(exactly: time / 1_000_000_000)
    bytes.add(seconds ?? 0)
    bytes.add(seconds == nil ? 0 : UInt32(time % 1_000_000_000))
    bytes.add(UInt32(truncatingIfNeeded: packet.bytes.count))
    bytes.add(packet.originalLength)
    bytes.add(packet.bytes)
  }
}
