import Base
import Wire

/// The words of dig 9.18, without its version and the time of day.
extension AppResult {
  var digLines: [String] {
    guard case .dig(let dig) = request else { return [] }
    switch outcome {
    case .answered(let answer):
      return answer.failures.flatMap { $0.lines(dig) }
        + (answer.wasTruncated ? [";; Truncated, retrying in TCP mode."] : []) + dig.banner + answer.lines
    case .failed(let failure): return dig.lines(failure)
    default: return ["stopped"]
    }
  }
}

extension Dig {
  /// `@` and the server, the name and the type, as they could have been typed.
  fileprivate var banner: [String] {
    let at = server.map { ["@\($0.address)"] + ($0.port == 53 ? [] : ["-p", "\($0.port)"]) } ?? []
    let words = at + [name, "\(type)"] + (transport == .tcp ? ["+tcp"] : []) + (search ? ["+search"] : [])
    let found = server == nil ? [] : ["; (1 server found)"]
    return ["", "; <<>> dig <<>> \(words.joined(separator: " "))"] + found + [";; global options: +cmd"]
  }

  fileprivate func lines(_ failure: AppFailure) -> [String] {
    switch failure.cause {
    case .noServers(let failures):
      let lines = failures.flatMap { $0.lines(self) }
      return failures.last?.transport == .tcp ? lines : lines + banner + [";; no servers could be reached"]
    case .badName(let error): return ["dig: '\(name)' is not a legal name (\(error.digWords))"]
    default: return ["dig: \(failure.words)"]
    }
  }
}

extension QueryFailure {
  fileprivate func lines(_ dig: Dig) -> [String] {
    let server = "\(self.server.address)#\(self.server.port)"
    if case .code(let code) = reason { return [";; Got \(code) reply from \(server), trying next server"] }
    if transport == .tcp, let refusal {
      return [
        ";; Connection to \(server)(\(self.server.address)) for \(dig.name) failed: \(refusal).",
        ";; no servers could be reached",
      ]
    }
    return [";; communications error to \(server): \(words)"]
  }

  /// Of a handshake that was refused.
  private var refusal: String? {
    switch reason {
    case .reported, .reset, .timedOut, .noRoute: words
    default: nil
    }
  }

  /// What dig calls it: names of its own for some errors.
  package var words: String {
    switch reason {
    case .timedOut: "timed out"
    case .reported(let errno, _, _, _), .reset(let errno, _): errno.digWords
    case .closedEarly: "end of file"
    case .code(let code): "\(code)"
    case .noRoute: "network unreachable"
    case .exhausted: "not enough free resources"
    }
  }
}

extension Errno {
  fileprivate var digWords: String {
    switch self {
    case .ehostunreach, .ehostdown: "host unreachable"
    case .enetunreach: "network unreachable"
    case .econnrefused: "connection refused"
    case .eacces: "permission denied"
    case .econnreset: "connection reset"
    case .etimedout: "timed out"
    case .eaddrnotavail: "address not available"
    default: words.lowercased()
    }
  }
}

extension DomainNameError {
  fileprivate var digWords: String {
    switch self {
    case .emptyLabel: "empty label"
    case .labelTooLong: "label too long"
    case .nameTooLong: "ran out of space"
    case .badEscape: "bad escape"
    }
  }
}

extension DigAnswer {
  /// What dig prints behind its banner.
  fileprivate var lines: [String] {
    var lines = [
      ";; Got answer:", ";; ->>HEADER<<- opcode: \(header.opcode), status: \(message.rcode), id: \(header.id)",
    ]
    lines.append(
      ";; flags:\(flags); QUERY: \(message.questions.count), ANSWER: \(message.answers.count), "
        + "AUTHORITY: \(message.authorities.count), ADDITIONAL: \(message.additionals.count)")
    if header.rd, !header.ra { lines.append(";; WARNING: recursion requested but not available") }
    lines.append("")
    if let edns = message.edns {
      lines += [
        ";; OPT PSEUDOSECTION:",
        "; EDNS: version: \(edns.version), flags:\(edns.dnssecOK ? " do" : "");"
          + " udp: \(edns.payloadSize)",
      ]
    }
    if !message.questions.isEmpty {
      lines += [";; QUESTION SECTION:"] + message.questions.map(\.digLine) + [""]
    }
    lines += section("ANSWER", message.answers) + section("AUTHORITY", message.authorities)
    lines += section("ADDITIONAL", message.additionals.filter { $0.type != .opt })
    return lines + [
      ";; Query time: \(queryTime.milliseconds) msec",
      ";; SERVER: \(server.address)#\(server.port)(\(server.address)) (\(transport.rawValue.uppercased()))",
      ";; MSG SIZE  rcvd: \(size)", "",
    ]
  }

  /// `+short`: the data of the answers alone.
  package var shortLines: [String] { message.answers.map { "\($0.data)" } }

  private var header: DNSHeader { message.header }

  private var flags: String {
    let flags: [(Bool, String)] = [
      (header.qr, "qr"), (header.aa, "aa"), (header.tc, "tc"), (header.rd, "rd"), (header.ra, "ra"), (header.ad, "ad"),
      (header.cd, "cd"),
    ]
    return flags.map { $0 ? " \($1)" : "" }.joined()
  }

  private func section(_ name: String, _ records: [DNSRecord]) -> [String] {
    records.isEmpty ? [] : [";; \(name) SECTION:"] + records.map(\.digLine) + [""]
  }
}

extension DNSQuestion {
  fileprivate var digLine: String {
    var line = DigColumns(";\(name.absolute)")
    line.append("\(self.class)", at: 32)
    line.append("\(type)", at: 40)
    return line.text
  }
}

extension DNSRecord {
  fileprivate var digLine: String {
    var line = DigColumns(name.absolute)
    line.append("\(ttl)", at: 24)
    line.append("\(self.class)", at: 32)
    line.append("\(type)", at: 40)
    line.append("\(data)", at: 48)
    return line.text
  }
}

/// A line whose columns stand at tab stops, one blank behind what is longer.
private struct DigColumns {
  private(set) var text: String
  private var width: Int

  init(_ text: String) {
    self.text = text
    width = text.utf8.count
  }

  mutating func append(_ word: String, at column: Int) {
    if width < column {
      text += String(repeating: "\t", count: (column - width / 8 * 8) / 8)
      width = column
    } else {
      text += " "
      width += 1
    }
    text += word
    width += word.utf8.count
  }
}
