import Lab
import Report
import Testing

@Suite struct DatagramLabelTests {
  /// RFC 8489 §5: type, no attributes, the magic cookie, a transaction.
  private static func stun(_ type: [UInt8]) -> [UInt8] {
    type + [0, 0, 0x21, 0x12, 0xa4, 0x42] + Array(repeating: 0, count: 12)
  }

  private static let labels: [(payload: [UInt8], label: String)] = [
    (wireGuard(1, 148), "WireGuard initiation"),
    (wireGuard(1, 147), "udp, 147 bytes"),
    (wireGuard(3, 64), "WireGuard cookie reply"),
    (wireGuard(4, 32), "WireGuard keepalive"),
    (wireGuard(4, 48), "WireGuard data, 16 bytes"),
    ([], "udp, 0 bytes"),
    (stun([0x00, 0x01]), "STUN binding request"),
    (stun([0x01, 0x01]), "STUN binding success"),
    (stun([0x00, 0x16]), "STUN send indication"),
    (stun([0x01, 0x13]), "STUN allocate error"),
    ([0x40, 0x01, 0, 32] + wireGuard(4, 32), "channel 0x4001: WireGuard keepalive"),
    // The channel's length reaches beyond the datagram.
    ([0x40, 0x01, 0, 33] + wireGuard(4, 32), "udp, 36 bytes"),
  ]

  @Test func `a datagram is called by what it is`() throws {
    for (payload, label) in Self.labels {
      let sent = try #require(datagram("client", "gateway", payload))
      let all = DiagramOptions(kinds: DiagramOptions.usualKinds + ["upkeep"])
      let steps = SequenceDiagram([record(1, "client", .wireSent(sent))], options: all).steps
      guard case .arrow(let arrow)? = steps.first else {
        Issue.record("no arrow for \(label)")
        continue
      }
      #expect(arrow.label == label)
    }
  }
}
