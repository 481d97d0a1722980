/// `hping3 -S 10.0.0.1 -p 443` → `send ip(dst=10.0.0.1)/tcp(dport=443, flags=S) from client`
enum HpingLine {
  static func translate(_ line: String) -> String {
    var words = line.split(separator: " ").dropFirst().map(String.init)[...]
    var (host, flags, layer) = ("172.20.0.100", "", "tcp")
    var (port, count): (String?, String?)
    while let word = words.popFirst() {
      switch word {
      case "-p", "--destport": port = words.popFirst()
      case "-c", "--count": count = words.popFirst()
      case "-i", "-d", "-s", "-a", "-t", "-I", "--interval", "--data": _ = words.popFirst()
      case "-1", "--icmp": layer = "icmp"
      case "-2", "--udp": layer = "udp"
      case "-S", "--syn": flags += "S"
      case "-A", "--ack": flags += "A"
      case "-F", "--fin": flags += "F"
      case "-R", "--rst": flags += "R"
      case "-P", "--push": flags += "P"
      default: if !word.hasPrefix("-") { host = word }
      }
    }
    let fields =
      layer == "icmp"
      ? ["type=echo-request"] : [port.map { "dport=\($0)" }, flags.isEmpty ? nil : "flags=\(flags)"].compactMap { $0 }
    return "send ip(dst=\(host))/\(layer)(\(fields.joined(separator: ", "))) from client"
      + (count.map { " times \($0)" } ?? "")
  }
}
