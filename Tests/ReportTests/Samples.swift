import Base
import Lab
import Wire

/// An event that some module could report of itself.
struct Sample: Described {
  let kind: String
  let fields: [Field]

  init(_ kind: String, _ fields: [Field] = []) {
    self.kind = kind
    self.fields = fields
  }
}

let clientAddress = IPv4Address("100.64.0.1").map(IPAddress.v4)
let hostAddress = IPv4Address("172.20.0.100").map(IPAddress.v4)

func record(
  _ n: Int, ms: Int64 = 0, _ node: String, cause: Int = 0, packet: UInt32 = 0, _ what: Happening
) -> TraceRecord {
  TraceRecord(
    n: n, t: Instant(nanoseconds: ms * 1_000_000), node: node, cause: cause, packet: PacketID(packet), what: what)
}

func datagram(_ from: String, _ to: String, _ payload: [UInt8]) -> Datagram? {
  guard let a = Endpoint("203.0.113.1:52625"), let b = Endpoint("203.0.113.2:52625") else { return nil }
  return Datagram(source: a, destination: b, payload: payload, from: from, to: to)
}

/// A WireGuard message as it looks from outside: its type, three zeros, and a size.
func wireGuard(_ type: UInt8, _ size: Int) -> [UInt8] { [type, 0, 0, 0] + Array(repeating: 0xab, count: size - 4) }

func message(_ name: String, _ from: String, _ to: String) -> PortalMessage {
  PortalMessage(message: name, from: from, to: to, fields: [], text: "")
}
