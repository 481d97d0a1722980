import Base
import Lab
import Wire

/// The four kinds of blocks that a capture of a lab consists of.
extension CaptureBytes {
  /// ```
  /// | byte-order magic 1a2b3c4d     |
  /// | major 1       | minor 0       |
  /// | section length 64: -1         |   not known: it is written while it grows
  /// ```
  mutating func addSectionHeader(application: String, comment: String) {
    block(.sectionHeader) { block in
      block.add(UInt32(0x1a2b_3c4d))
      block.add(UInt16(1))
      block.add(UInt16(0))
      block.add(Int64(-1))
      block.option(CaptureOption.comment, comment)
      block.option(CaptureOption.application, application)
      block.endOptions()
    }
  }

  /// ```
  /// | link type 101 | reserved      |   LINKTYPE_RAW: each packet begins with its IP header
  /// | snapshot length: 0, no limit  |
  /// ```
  mutating func addInterface(_ tap: Tap, timeOffset seconds: Int64) {
    block(.interfaceDescription) { block in
      block.add(UInt16(101))
      block.add(UInt16(0))
      block.add(UInt32(0))
      block.option(CaptureOption.name, tap.description)
      block.option(CaptureOption.description, tap.face.meaning)
      // 10 to the power of -9 seconds.
      block.option(CaptureOption.resolution, UInt8(9))
      block.option(CaptureOption.timeOffset, seconds)
      block.endOptions()
    }
  }

  /// ```
  /// | secrets type 57474b4c         |   WireGuard key log
  /// | secrets length                |
  /// | lines, padded                 |
  /// ```
  mutating func addSecrets(_ lines: [String]) {
    let text = Array(lines.map { $0 + "\n" }.joined().utf8)
    block(.decryptionSecrets) { block in
      block.add(UInt32(0x5747_4b4c))
      block.add(UInt32(truncatingIfNeeded: text.count))
      block.add(padded: text)
    }
  }

  /// ```
  /// | interface                     |   the number of its description, from 0
  /// | time, high                    |   nanoseconds since the time offset
  /// | time, low                     |
  /// | captured length               |
  /// | original length               |
  /// | packet, padded                |
  /// ```
  mutating func addPacket(_ packet: [UInt8], interface: UInt32, at time: UInt64, _ view: CaptureView) {
    block(.enhancedPacket) { block in
      block.add(interface)
      block.add(UInt32(truncatingIfNeeded: time >> 32))
      block.add(UInt32(truncatingIfNeeded: time))
      block.add(UInt32(truncatingIfNeeded: packet.count))
      block.add(UInt32(truncatingIfNeeded: packet.count))
      block.add(padded: packet)
      block.option(CaptureOption.comment, view.comment)
      block.option(CaptureOption.flags, view.direction.rawValue)
      if view.packet != .none { block.option(CaptureOption.packetID, UInt64(view.packet.number)) }
      block.endOptions()
    }
  }
}

/// What is said of a packet where it was seen.
struct CaptureView {
  /// The lowest two bits of epb_flags.
  enum Direction: UInt32 {
    case inbound = 1
    case outbound = 2
  }

  let comment: String
  let direction: Direction
  let packet: PacketID
}

extension Tap.Face {
  /// Whether IP packets are seen there.
  package var carriesPackets: Bool { self == .tun || self == .wire || self == .lan }

  fileprivate var meaning: String {
    switch self {
    case .app: "between an application and the network stack"
    case .tun: "tunnel device: packets as applications see them"
    case .wire: "UDP socket: encrypted datagrams"
    case .lan: "resource network"
    case .ws: "portal connection"
    }
  }
}
