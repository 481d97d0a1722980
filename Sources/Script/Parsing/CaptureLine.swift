/// `tcpdump -ni eth0 udp port 53` → `packets where (udp(sport=53) or udp(dport=53))`, `tshark -r x.pcap -Y icmp -c 5` →
/// `read x.pcap | where icmp | first 5`.
struct CaptureLine {
  private var file: String?
  private var output: String?
  private var count: String?
  private var filter: [String] = []
  private var columns: [String] = []

  static func translate(_ line: String) -> String { CaptureLine(line).translation }

  /// What crossed the taps, or stands in a file, and passes a filter.
  static func seen(_ filter: String, in file: String? = nil) -> String {
    var line = CaptureLine("")
    line.file = file
    line.filter = [filter]
    return line.translation
  }

  /// A capture shows what comes; `packets` what came.
  static let note = "to stop when one comes: break icmp at client.tun, or break udp at client.wire"

  private init(_ line: String) {
    var words = Self.words(line).dropFirst()
    while let word = words.popFirst() {
      guard word.hasPrefix("-"), word.count > 1, let option = word.last else {
        filter.append(word)
        continue
      }
      switch option {
      case "r": file = words.popFirst()
      case "w": output = words.popFirst()
      case "c": count = words.popFirst()
      case "Y", "R", "f": filter.append(words.popFirst() ?? "")
      case "e": columns.append(words.popFirst() ?? "")
      case "i", "s", "G", "C", "W", "E", "T", "o", "d", "z", "F": _ = words.popFirst()
      default: break
      }
    }
  }

  private var translation: String {
    let filter = filter.joined(separator: " ").filter { $0 != "\"" && $0 != "'" }
    var stages = [file.map { "read \($0)" } ?? "packets"]
    if !filter.isEmpty {
      let condition = "where \(CaptureFilter.translate(filter) ?? "PATTERN")"
      if file == nil { stages[0] += " \(condition)" } else { stages.append(condition) }
    }
    if let count { stages.append("first \(count)") }
    if !columns.isEmpty { stages.append("select \(columns.map(Self.field).joined(separator: ", "))") }
    if let output { stages.append("write \(Self.format(of: output)) \(output)") }
    return stages.joined(separator: " | ")
  }

  /// The format that a file's name asks for.
  static func format(of file: String) -> String { file.hasSuffix(".pcapng") ? "pcapng" : "pcap" }

  /// A field of tshark's, where the last step of its name is another one here.
  private static func field(_ name: String) -> String {
    switch name {
    case "frame.number": "no"
    case "frame.time_relative": "time"
    case "frame.time", "frame.time_epoch": "date"
    case "frame.len": "length"
    case "frame.comment": "comment"
    case "frame.interface_name": "interface"
    default:
      name.replacing("ipv6.", with: "ip6.").replacing(".srcport", with: ".sport").replacing(".dstport", with: ".dport")
    }
  }

  /// Split at blanks, but for those in quotes.
  private static func words(_ line: String) -> [String] {
    var (words, word, quote): ([String], String, Character?) = ([], "", nil)
    for character in line {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "\"" || character == "'" {
        quote = character
      } else if quote == nil, character == " " || character == "\t" {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
