import Base
import HostStack
import Lab
import Report
import Script
import Wire

enum Explain: Verb {
  static let signature = VerbSignature(
    "explain", summary: "Say in prose what a code, a reason, an event, a packet, a message, a layer or a line means.",
    page: """
      Takes a code (`FZ0104`), a reason of the trace (`not-authorized`, `stale-timestamp`), an event (`#57`) or a kind of \
      event, a packet (`p17`), a portal message, an errno, a code of ICMP or STUN (`3/13`, \
      `438`), a layer, a verb, a line of the language, or a line of a file \
      (`scenario.fzs:14`); and every word of tables, events, the state (`show`), lab files and settings, as `loss`, \
      `rto`, `round_trip` or `symmetric`, and every name of this lab. What an RFC, a paper or a rule of the system demands is named with it.
      """,
    forms: [Form(Parameter("what", .text))],
    examples: [
      Example("explain FZ0104", "a diagnostic"), Example("explain icmp.prohibited", "a kind of event"),
      Example("explain not-authorized", "a reason"), Example("ping 172.20.0.100; explain #20", "an event"),
      Example("ping 172.20.0.100; explain p1", "a packet"),
      Example("explain create_flow", "a portal message"), Example("explain EHOSTUNREACH", "an application's error"),
      Example("explain 3/13", "an ICMP error by type and code"),
      Example("explain loss", "a setting, a column, any word of the program's"),
      Example("explain revoke \"MyCorp Network\"", "a line"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let text = (try call.text("what") ?? "").trimmed
    if let words = words(text, call.session) ?? EventProse.words(text, call.session) { return .value(.string(words)) }
    if let words = try call.words(ofFileLine: text) ?? call.session.words(ofLine: text, call.evaluator) {
      return .value(.string(words))
    }
    throw call.fail(
      .unknownWord, "nothing is known of `\(text)`", at: call.range(of: "what"), label: nearest(to: text, call.session),
      notes: [
        "explain takes a code (FZ0104), a reason, an event (#57), a packet (p17), a kind of event, a message, an errno, a code of ICMP (3/13) or STUN (438), a layer, a verb, a word of the program's or a line"
      ])
  }

  private static func nearest(to text: String, _ session: Session) -> String {
    let names =
      ReasonTable.all.map(\.name) + TermTable.all.map(\.name) + Vocabulary.eventKinds + Vocabulary.messages
      + session.signatures.names
    return Suggestion.nearest(to: text, in: names).map { "did you mean `\($0)`?" } ?? ""
  }

  /// What single words mean. Some are of several kinds, and each is told.
  static func words(_ text: String, _ session: Session) -> String? {
    if let code = CodeTable.find(text, host: session.codes) {
      return CodePages.text(code)
    }
    var meanings: [String] = []
    if let kind = EventKind.named(text) { meanings.append(EventPages.text(kind)) }
    if let reason = ReasonTable.find(text) { meanings.append(ReasonPages.text(reason)) }
    if let message = Vocabulary.messageMeanings.first(where: { $0.message == text }) {
      meanings.append(
        "\(message.message), a portal message. \(message.meaning)\n  the rule behind it: the portal's protocol, docs/portal.md"
      )
    }
    if let errno = Errno.allCases.first(where: { $0.name == text.uppercased() || "\($0.rawValue)" == text }) {
      meanings.append("\(errno.name) (\(errno.rawValue)): \(errno.words). \(errno.origin)")
    }
    meanings += WireCode.named(text).map(\.text)
    if let page = LayerPage.text(text, session) { meanings.append(page) }
    if let function = FunctionTable.function(text) { meanings.append(HelpPage.text(function.signature)) }
    if meanings.isEmpty, let verb = session.signatures[text] { meanings.append(HelpPage.text(verb)) }
    meanings += WordMeanings.of(text, session)
    return meanings.isEmpty ? nil : meanings.joined(separator: "\n\n")
  }
}

extension Errno {
  /// What makes an application get it, most often.
  fileprivate var origin: String {
    switch self {
    case .ehostunreach:
      "Here most often: a gateway said \"administratively prohibited\" in IPv4 (3/13, RFC 1812 §5.2.7.1), or no path to the host."
    case .eacces: "Here most often: a gateway said \"administratively prohibited\" in IPv6 (1/1, RFC 4443 §3.1)."
    case .enetunreach: "No route to the network, or ICMP network unreachable (RFC 792)."
    case .econnrefused: "The port is closed: a reset (RFC 9293 §3.5.2), or ICMP port unreachable (RFC 1122 §4.1.3.3)."
    case .etimedout: "Nobody answered: lost on the way, or dropped without a word (RFC 9293 §3.8.3)."
    case .econnreset: "The far end reset the connection (RFC 9293 §3.5.2)."
    case .emsgsize: "Longer than the path carries, and not to be cut (RFC 1191, RFC 8201)."
    case .ehostdown, .enonet, .enoprotoopt, .enotsup, .eproto:
      "An ICMP error as Linux translates it (RFC 1122 §3.2.2.1)."
    case .eaddrnotavail: "The address is none of this host's."
    case .emfile: "As many sockets are open as may be."
    }
  }
}

extension String {
  var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
