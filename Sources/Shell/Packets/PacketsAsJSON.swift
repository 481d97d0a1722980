import Report
import Script

extension Session {
  /// The packets of a value that is nothing else: one, a set, a list of them.
  func packetValues(_ value: Value) -> [PacketValue]? {
    switch value {
    case .host(let packet as PacketValue): return [packet]
    case .host(let captured as CapturedValue): return [captured.packet]
    case .host(let set as PacketSetValue): return set.packets.compactMap { try? PacketValue($0) }
    case .packet(let number): return packet(number: number).flatMap(packetValues)
    case .list(let values), .set(let values):
      let packets = values.compactMap(packetValues)
      return !values.isEmpty && packets.count == values.count ? packets.flatMap { $0 } : nil
    default: return nil
    }
  }

  /// One object; of several an array with one a line, or a line each.
  static func json(_ packets: [PacketValue], isOne: Bool, as format: Report.Table.Format) -> String {
    var text = Text()
    let isArray = format == .json && !isOne
    if isArray { text.add("[") }
    for (i, packet) in packets.enumerated() {
      if isArray { text.add(i == 0 ? "\n  " : ",\n  ") }
      packet.json.add(to: &text)
      if !isArray { text.add("\n") }
    }
    if isArray { text.add("\n]\n") }
    return text.string
  }
}
