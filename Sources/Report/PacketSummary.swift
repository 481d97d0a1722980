import Base
import Wire

extension IPPacket {
  /// A packet in a few words: `udp 100.64.0.1:5000 > 172.20.0.100:53, 12 bytes`.
  package var summary: String {
    switch transport {
    case .udp(let udp): "udp \(ends(udp.sourcePort, udp.destinationPort)), \(udp.payload.count) bytes"
    case .tcp(let tcp):
      "tcp \(ends(tcp.sourcePort, tcp.destinationPort)) [\(tcp.flags)]"
        + (tcp.payload.isEmpty ? "" : ", \(tcp.payload.count) bytes")
    case .icmp(let icmp): "\(proto) \(source) > \(destination) \(words(icmp))"
    case .other: "\(proto) \(source) > \(destination), \(payload.count) bytes" + (isFragment ? ", fragment" : "")
    }
  }

  private func ends(_ from: UInt16, _ to: UInt16) -> String {
    "\(Endpoint(source, from)) > \(Endpoint(destination, to))"
  }

  private func words(_ icmp: ICMPHeader) -> String {
    if icmp.isEcho {
      return "echo-\(icmp.isEchoRequest ? "request" : "reply") id=\(icmp.identifier) seq=\(icmp.sequence)"
    }
    guard let (error, quoted) = reportedError else { return "type \(icmp.type) code \(icmp.code)" }
    let name =
      switch error {
      case .unreachable where error.isProhibited(family): "prohibited"
      case .unreachable(let code): "unreachable (code \(code))"
      case .packetTooBig(let mtu): "packet-too-big (mtu \(mtu))"
      case .timeExceeded: "time-exceeded"
      case .parameterProblem: "parameter-problem"
      }
    return "\(name), about \(quoted.proto) to \(quoted.destination)"
  }
}
