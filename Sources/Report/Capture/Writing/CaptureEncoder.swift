/// Packets as a capture file, in bytes that are taken while it grows.
package protocol CaptureEncoder {
  /// Bytes that were not yet taken.
  var count: Int { get }
  /// Hands over what was written since it was last asked.
  mutating func take() -> [UInt8]
  /// - Parameter keyLog: lines of a WireGuard key log, for a format that has a place for secrets.
  mutating func begin(_ section: CaptureSection, keyLog: [String])
  /// Says that there is this interface, where the format can; once.
  mutating func describe(_ interface: CaptureInterface)
  /// - Returns: why the packet has no place in this file; nil when it was written.
  @discardableResult
  mutating func add(_ packet: CapturedPacket) -> LinkTypesDiffer?
  /// Completes a file to which nothing may have been added.
  mutating func end()
}

/// The file is of one link type, the packet of another.
package struct LinkTypesDiffer: Hashable, Sendable {
  package let file: LinkType
  package let packet: LinkType
}

/// The formats of capture files that are read and written.
package enum CaptureFileFormat: String, Hashable, Sendable, CaseIterable {
  case pcapng, pcap

  package var encoder: any CaptureEncoder {
    switch self {
    case .pcapng: BlockEncoder()
    case .pcap: ClassicEncoder()
    }
  }
}
