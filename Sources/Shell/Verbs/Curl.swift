import Base
import HostStack
import Lab
import Script

enum Curl: Verb {
  static let signature = VerbSignature(
    "curl", summary: "Fetch a URL over HTTP through the tunnel.",
    page: """
      Prints what `curl -sS` would print. The result has `status`, `body`, `length`, `time`, `errno`, `exit`.
      Only plain HTTP: http://HOST[:PORT][/PATH], IPv6 addresses in brackets.
      """,
    forms: [Form(Parameter("url", .url), .introduced("from", "client", .object("client")))],
    options: VerbSignature.familyOptions,
    examples: [
      Example("curl http://172.20.0.100/ as r; check r.status == 200", "fetch a page of a resource"),
      Example("curl http://[172:20::100]/get", "the same host by its IPv6 address"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let client = try call.node("client", .client)
    let text = try call.text("url") ?? ""
    guard let url = HTTPAddress(text) else {
      throw call.fail(
        .badURL, "`\(text)` cannot be fetched here", at: call.range(of: "url"), label: "http://HOST[:PORT][/PATH]")
    }
    let destination = try call.destination(url.host, from: client, call.range(of: "url"))
    return try call.run(.http(destination, port: url.port, path: url.path, host: url.field), on: client)
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
