import Base
import HostStack
import Lab
import Script

enum Curl: Verb {
  static let signature = VerbSignature(
    "curl", summary: "Fetch a URL over HTTP through the tunnel.",
    page: """
      Prints what `curl -sS` would print. The result has `status`, `body`, `length`, `time`, `errno`, `exit`.
      Only plain HTTP: http://HOST[:PORT][/PATH], IPv6 addresses in brackets. It gives up after 130 s unless --max-time \
      says otherwise; --limit-rate is in bytes a second, and holds the server back by the receive window. Behind `in \
      background as d` the script goes on: `d.done`, `d.received` tell how far it is, `wait d` waits for its end.
      """,
    forms: [Form(Parameter("url", .url), .introduced("from", "client", .object("client")), BackgroundApp.parameter)],
    options: VerbSignature.wayOptions + [
      OptionSignature("limit-rate", .count, summary: "bytes a second, such as 100KiB"),
      OptionSignature("max-time", .duration, summary: "give up after this time"),
    ],
    examples: [
      Example("curl http://172.20.0.100/ as r; check r.status == 200", "fetch a page of a resource"),
      Example("curl http://[172:20::100]/get", "the same host by its IPv6 address"),
      Example(
        "curl http://172.20.0.100/bytes?num=500000 --limit-rate 100kB in background as d; run 2s; check d.received > 0",
        "a download that takes five seconds, while the script goes on"),
    ])

  private static let patience = Duration.seconds(130)
  private static let rates: ClosedRange<Int64> = 1...1_000_000_000

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let client = try call.node("client", .client)
    let text = try call.text("url") ?? ""
    guard let url = HTTPAddress(text) else {
      throw call.fail(
        .badURL, "`\(text)` cannot be fetched here", at: call.range(of: "url"), label: "http://HOST[:PORT][/PATH]")
    }
    let destination = try call.destination(url.host, from: client, call.range(of: "url"))
    let timeout = try call.command.option("max-time")?.value.map { (e) throws(ScriptFailure) in
      try call.evaluator.duration(of: e)
    }
    return try call.run(
      .http(
        destination, port: url.port, path: url.path, host: url.field, rate: try rate(call),
        timeout: timeout ?? patience), on: client)
  }

  private static func rate(_ call: Call) throws(ScriptFailure) -> Int? {
    guard let expression = call.command.option("limit-rate")?.value else { return nil }
    let rate = try call.evaluator.integer(of: expression)
    guard rates.contains(rate) else {
      throw call.fail(
        .badApplication, "a download cannot be read at \(rate) bytes a second", at: expression.range,
        label: "1B to 1GB, in each second")
    }
    return Int(rate)
  }
}

/// The parts of an `http` URL (RFC 9110 §4.2.1) that a request is made of.
struct HTTPAddress: Hashable {
  let host: String
  let port: UInt16
  let path: String
  /// The value of the Host field.
  let field: String

  /// As curl does, takes a URL without a scheme for HTTP.
  init?(_ text: String) {
    var rest = Substring(text)
    if let scheme = rest.range(of: "://") {
      guard rest[..<scheme.lowerBound].lowercased() == "http" else { return nil }
      rest = rest[scheme.upperBound...]
    }
    let slash = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    let authority = rest[..<slash]
    let tail = String(rest[slash...])
    path = tail.hasPrefix("/") ? tail : "/" + tail
    field = String(authority)
    let isIPv6 = authority.hasPrefix("[")
    let hostEnd =
      isIPv6
      ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":") ?? authority.endIndex
    guard let end = hostEnd else { return nil }
    host = String(authority[..<end])
    let portText = authority[end...]
    guard !host.isEmpty, host != "[]", portText.isEmpty || portText.hasPrefix(":") else { return nil }
    guard let port = portText.isEmpty ? 80 : UInt16(portText.dropFirst()), port > 0 else { return nil }
    self.port = port
  }
}

extension Substring {
  /// The first place of a text, without Foundation.
  fileprivate func range(of wanted: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(wanted) { return start..<index(start, offsetBy: wanted.count) }
      start = index(after: start)
    }
    return nil
  }
}
