import Base

extension Packet {
  /// One line in the manner of tcpdump: `172.20.0.1 > 172.20.0.100 icmp echo-request id 7 seq 1`.
  package var summary: String { summary(depth: 0, from: 0) ?? "\(bytes.count) bytes" }

  /// - Parameter first: where to begin looking for the layers of this depth.
  private func summary(depth: Int, from first: Int) -> String? {
    var words: [String] = []
    var i = first
    while i < layers.count, layers[i].depth >= depth {
      if layers[i].depth == depth, let text = text(at: i, isFirst: words.isEmpty) { words.append(text) }
      i += 1
    }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  private func text(at i: Int, isFirst: Bool) -> String? {
    func value(_ field: String) -> String {
      layers[i].schema[field].flatMap { self.value(of: $0, at: i) }?.text ?? "?"
    }
    switch layers[i].schema {
    case .ip4, .ip6:
      return "\(isFirst ? "" : "(")\(value("src")) > \(value("dst"))\(isFirst ? "" : ")")\(fragmentWords(at: i))"
    case .udp: return "udp \(value("sport")) > \(value("dport")) \(payloadLength(behind: i))"
    case .tcp: return "tcp \(value("sport")) > \(value("dport"))\(tcpWords(at: i))"
    case .icmp4, .icmp6: return icmpWords(at: i)
    case .dns: return dnsWords(at: i)
    case .dnsFrame: return nil
    case .stun: return stunWords(at: i)
    case .turnChannel: return "turn channel \(name("number", at: i)) \(payloadLength(behind: i))"
    case .control: return "control \(name("type", at: i)) \(payloadLength(behind: i))"
    case .wgTransport: return tunnelWords(at: i)
    case .raw: return isFirst ? "\(layers[i].end - layers[i].start) bytes" : protocolWords(below: i)
    case .padding: return "padding \(layers[i].end - layers[i].start)"
    default: return layers[i].schema.name
    }
  }

  /// A message of 16 bytes of header and a tag carries nothing (WireGuard paper §6.5).
  private func tunnelWords(at i: Int) -> String {
    if let inner, layers[i].depth == 0 { return "wg.transport (\(inner.summary))" }
    return layers[i].end - layers[i].start == 32 ? "wg.transport keepalive" : "wg.transport"
  }

  private func fragmentWords(at i: Int) -> String {
    guard layers[i].schema === LayerSchema.ip4 else { return "" }
    let word = bytes.be16(layers[i].start + 6)
    guard word & 0x3fff != 0 else { return "" }
    return " fragment at \(Int(word & 0x1fff) * 8)\(word & 0x2000 != 0 ? "+" : "")"
  }

  private func tcpWords(at i: Int) -> String {
    guard let flags = layers[i].schema["flags"], let value = value(of: flags, at: i) else { return "" }
    let letters = value == .number(0) ? "." : flags.expression(value)
    let seq = layers[i].schema["seq"].flatMap { number($0, at: i) } ?? 0
    let ack = layers[i].schema["ack"].flatMap { number($0, at: i) } ?? 0
    let acknowledges = number(flags, at: i).map { $0 & 16 != 0 } ?? false
    return " [\(letters)] seq \(seq)\(acknowledges ? " ack \(ack)" : "") \(payloadLength(behind: i))"
  }

  private func icmpWords(at i: Int) -> String {
    let family: IPFamily = layers[i].schema === LayerSchema.icmp4 ? .v4 : .v6
    let protocolName = family == .v4 ? "icmp" : "icmp6"
    guard layers[i].headerEnd - layers[i].start >= 2 else { return protocolName }
    let (type, code) = (bytes[layers[i].start], bytes[layers[i].start + 1])
    if let id = layers[i].schema["id"].flatMap({ value(of: $0, at: i) }),
      let seq = layers[i].schema["seq"].flatMap({ value(of: $0, at: i) })
    {
      return "\(protocolName) \(name("type", at: i)) id \(id.text) seq \(seq.text)"
    }
    var text =
      "\(protocolName) \(ICMPMeaning.name(UInt64(type), UInt64(code), in: family).lowercased()) (\(type)/\(code))"
    if let mtu = layers[i].schema["mtu"].flatMap({ number($0, at: i) }), mtu > 0 { text += " mtu \(mtu)" }
    if i + 1 < layers.count, layers[i + 1].depth > layers[i].depth,
      let quoted = summary(depth: layers[i].depth + 1, from: i + 1)
    {
      text += " about \(quoted)"
    }
    return text
  }

  /// What a protocol is called whose header we do not read.
  private func protocolWords(below i: Int) -> String? {
    guard i > 0, let family = layers[i - 1].schema.family, layers[i - 1].depth == layers[i].depth else { return nil }
    let number = bytes[layers[i - 1].start + (family == .v4 ? 9 : 6)]
    return
      "\(NameTable.protocols[UInt64(number)]?.name ?? "protocol \(number)") length \(layers[i].end - layers[i].start)"
  }

  private func name(_ field: String, at i: Int) -> String {
    guard let schema = layers[i].schema[field], let value = value(of: schema, at: i) else { return "?" }
    return schema.expression(value)
  }

  private func payloadLength(behind i: Int) -> String { "length \(layers[i].end - layers[i].headerEnd)" }
}
