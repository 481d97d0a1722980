extension Packet {
  /// In the manner of tcpdump: `dns 7+ A? a.example.` asks with recursion, `dns 7 nxdomain A? a.example. 0/1/1` says how
  /// many records each section has.
  func dnsWords(at span: Int) -> String {
    let layer = layers[span]
    guard let message = try? DNSMessage(bytes, in: layer.start..<layer.headerEnd) else {
      return "dns \(bytes.be16(layer.start)) length \(layer.headerEnd - layer.start)"
    }
    let header = message.header
    var words = ["dns", "\(header.id)" + (!header.qr && header.rd ? "+" : "")]
    if header.opcode != .query { words.append("\(header.opcode)".lowercased()) }
    if header.qr, message.rcode != .noError { words.append("\(message.rcode)".lowercased()) }
    if header.tc { words.append("truncated") }
    words += message.questions.map { "\($0.type)? \($0.name.absolute)" }
    guard header.qr else { return words.joined(separator: " ") }
    words.append("\(message.answers.count)/\(message.authorities.count)/\(message.additionals.count)")
    let shown = message.answers.prefix(Self.shownAnswers).map { "\($0.type) \($0.data)" }
    let more = message.answers.count > shown.count ? ["…"] : []
    return (words + [(shown + more).joined(separator: ", ")]).filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static let shownAnswers = 3
}
