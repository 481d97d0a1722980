import Base

/// One packet as a capture file holds it: its bytes as they were on the link, and what the file says about it.
package struct CapturedPacket: Hashable, Sendable {
  /// From the link's header on, as far as they were captured.
  package var bytes: [UInt8]
  package var interface: CaptureInterface
  /// In units of the interface's resolution, since its time offset. A simple packet block has none.
  package var ticks: UInt64?
  /// On the link; more than `bytes` holds where the packet was cut.
  package var originalLength: UInt32
  package var comments: [String]
  /// epb_flags: direction in the lowest two bits.
  package var flags: UInt32?
  /// epb_packetid: the same for all views of one packet.
  package var id: UInt64?

  package init(
    _ bytes: [UInt8], on interface: CaptureInterface, at ticks: UInt64?, originalLength: UInt32? = nil,
    comments: [String] = [], flags: UInt32? = nil, id: UInt64? = nil
  ) {
    self.bytes = bytes
    self.interface = interface
    self.ticks = ticks
    self.originalLength = originalLength ?? UInt32(truncatingIfNeeded: bytes.count)
    self.comments = comments
    self.flags = flags
    self.id = id
  }

  package var isTruncated: Bool { bytes.count < Int(originalLength) }

  /// Nil where the file has no time, or one that no calendar reaches.
  package var time: UnixTime? { ticks.flatMap(interface.time) }

  package var direction: CaptureDirection? { flags.flatMap { CaptureDirection(rawValue: $0 & 3) } }
}

/// The lowest two bits of epb_flags (draft-ietf-opsawg-pcapng, section 4.3.1).
package enum CaptureDirection: UInt32, Hashable, Sendable {
  case inbound = 1
  case outbound = 2
}

/// Where packets were captured: an interface description of a pcapng file, or the header of a pcap file.
///
/// Packets of one interface share one value.
package final class CaptureInterface: Sendable {
  package let section: CaptureSection
  package let link: LinkType
  /// Bytes kept of each packet; 0 for no limit.
  package let snapLength: UInt32
  package let name: String?
  package let summary: String?
  package let resolution: TimeResolution
  /// Seconds since 1970 at which ticks begin.
  package let timeOffset: Int64

  package init(
    _ link: LinkType, in section: CaptureSection, name: String? = nil, summary: String? = nil, snapLength: UInt32 = 0,
    resolution: TimeResolution = .nanoseconds, timeOffset: Int64 = 0
  ) {
    self.link = link
    self.section = section
    self.name = name
    self.summary = summary
    self.snapLength = snapLength
    self.resolution = resolution
    self.timeOffset = timeOffset
  }

  package func time(_ ticks: UInt64) -> UnixTime? {
    let (offset, overflow) = timeOffset.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow, let since = resolution.nanoseconds(ticks).flatMap({ Int64(exactly: $0) }) else { return nil }
    let (sum, isTooLate) = offset.addingReportingOverflow(since)
    return isTooLate ? nil : UnixTime(nanoseconds: sum)
  }
}

extension CaptureInterface: Hashable {
  package static func == (a: CaptureInterface, b: CaptureInterface) -> Bool {
    a === b
      || a.link == b.link && a.snapLength == b.snapLength && a.name == b.name && a.summary == b.summary
        && a.resolution == b.resolution && a.timeOffset == b.timeOffset && a.section == b.section
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(link)
    hasher.combine(name)
  }
}

/// A part of a pcapng file with interfaces of its own: who wrote it, and on what. A pcap file is one that says nothing.
package final class CaptureSection: Sendable {
  package let comments: [String]
  package let hardware: String?
  package let system: String?
  package let application: String?

  package init(comments: [String] = [], hardware: String? = nil, system: String? = nil, application: String? = nil) {
    self.comments = comments
    self.hardware = hardware
    self.system = system
    self.application = application
  }
}

extension CaptureSection: Hashable {
  package static func == (a: CaptureSection, b: CaptureSection) -> Bool {
    a === b
      || a.comments == b.comments && a.hardware == b.hardware && a.system == b.system
        && a.application == b.application
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(comments) }
}
