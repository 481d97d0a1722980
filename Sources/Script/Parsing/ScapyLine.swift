import Base

/// Scapy's calls, translated from their text.
enum ScapyLine {
  /// `sr1(IP(dst="1.2.3.4")/ICMP())` → `ask ip(dst=1.2.3.4)/icmp() from client`; nil for other functions.
  static func translate(_ function: String, _ line: String) -> String? {
    guard function != ether, functions.contains(function) else { return nil }
    let first = argument(0, of: line)
    let packet = rewritten(first)
    switch function {
    case "sr", "sr1", "srp", "srp1": return "ask \(packet) from client" + within(line)
    case "send", "sendp", "sendpfast": return "send \(packet) from client" + repetition(line)
    case "srloop", "srploop":
      return "repeat \(number("count", line) ?? "3") { ask \(packet) from client\(within(line)) }"
    case "sniff":
      return CaptureLine.seen(
        line.range(behind: "filter=").map { quotedText($0) } ?? "",
        in: line.range(behind: "offline=").map { quotedText($0) })
    case "rdpcap", "PcapReader", "PcapNgReader", "RawPcapReader", "RawPcapNgReader": return "read \(unquoted(first))"
    case "wrpcap", "wrpcapng":
      let file = unquoted(first)
      return "write \(CaptureLine.format(of: file)) \(file) \(rewritten(argument(1, of: line)))"
    case "ls": return first.isEmpty ? "layers" : "fields \(first.lowercased())"
    case "lsc": return "help"
    case "explore": return "layers"
    case "hexdump": return "hex \(packet)"
    default: return nil
    }
  }

  /// `timeout=2` → ` within 2s`
  private static func within(_ line: String) -> String {
    number("timeout", line).map { " within \(duration($0))" } ?? ""
  }

  /// `inter=0.1, count=3` → ` every 100ms times 3`. What never ends there needs a number here.
  private static func repetition(_ line: String) -> String {
    let interval = number("inter", line)
    let count = number("count", line) ?? (interval != nil || number("loop", line) != nil ? "10" : nil)
    return (interval.map { " every \(duration($0))" } ?? "") + (count.map { " times \($0)" } ?? "")
  }

  /// Seconds as Python writes them.
  private static func duration(_ seconds: String) -> String {
    guard seconds.contains("."), let value = Double(seconds) else { return "\(seconds)s" }
    return "\(Int(max(0, min(value, 1e6)) * 1000))ms"
  }

  private static func number(_ argument: String, _ line: String) -> String? {
    let text = line.range(behind: "\(argument)=").map { $0.prefix { $0.isASCII && ($0.isNumber || $0 == ".") } }
    return text.flatMap { $0.isEmpty ? nil : String($0) }
  }

  /// The layer below IP, with which many of its packets begin.
  private static let ether = "Ether"

  /// Looked for at the beginning of every line that begins with a call.
  static let functions = NameIndex([
    ether, "sr", "sr1", "srp", "srp1", "send", "sendp", "sendpfast", "srloop", "srploop", "sniff", "rdpcap", "wrpcap",
    "ls",
    "hexdump", "lsc", "explore", "PcapReader", "PcapNgReader", "RawPcapReader", "RawPcapNgReader", "wrpcapng",
  ])

  /// A packet that begins below IP; others can be written as in Scapy.
  static func packet(_ word: String, _ line: String) -> String? {
    guard word == ether, let slash = line.firstRange(of: ")/") else { return nil }
    return rewritten(String(line[slash.upperBound...]))
  }

  /// Layers in small letters, addresses without quotes.
  static func rewritten(_ packet: String) -> String {
    var result = packet.trimmed
    for (scapy, own) in [
      ("IPv6(", "ip6("), ("ICMPv6EchoRequest()", "icmp6()"), ("ICMPv6EchoRequest(", "icmp6(type=echo-request, "),
      ("ICMP(", "icmp("), ("IP(", "ip("), ("TCP(", "tcp("), ("UDP(", "udp("), ("DNS(", "dns("), ("Raw(", "raw("),
    ] { result = result.replacing(scapy, with: own) }
    return withoutAddressQuotes(result)
  }

  private static func withoutAddressQuotes(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(where: { $0 == "\"" || $0 == "'" }) {
      let quote = rest[open]
      let inner = rest[rest.index(after: open)...]
      guard let close = inner.firstIndex(of: quote) else { break }
      let content = inner[..<close]
      let isAddress =
        !content.isEmpty && content.allSatisfy { $0.isHexDigit || ".:/".contains($0) }
        && content.contains { ".:".contains($0) }
      result += rest[..<open] + (isAddress ? String(content) : "\"\(content)\"")
      rest = inner[inner.index(after: close)...]
    }
    return result + rest
  }

  /// An argument of a call, by counting brackets; empty where there are fewer.
  private static func argument(_ number: Int, of line: String) -> String {
    guard let open = line.firstIndex(of: "(") else { return number == 0 ? line : "" }
    var depth = 0
    var arguments = [""]
    for character in line[line.index(after: open)...] {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      if depth < 0 { break }
      if depth == 0, character == "," { arguments.append("") } else { arguments[arguments.count - 1].append(character) }
    }
    return number < arguments.count ? arguments[number].trimmed : ""
  }

  private static func quotedText(_ text: Substring) -> String {
    guard let quote = text.first, "\"'".contains(quote) else { return String(text.prefix { $0 != "," && $0 != ")" }) }
    return String(text.dropFirst().prefix { $0 != quote })
  }

  private static func unquoted(_ text: String) -> String { text.filter { $0 != "\"" && $0 != "'" } }
}

extension StringProtocol {
  var trimmed: String {
    String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
  }

  func range(behind text: String) -> Substring? {
    var rest = Substring(self)
    while !rest.isEmpty {
      if rest.hasPrefix(text) { return rest.dropFirst(text.count) }
      rest = rest.dropFirst()
    }
    return nil
  }
}
