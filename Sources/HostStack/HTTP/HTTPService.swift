/// What the HTTP service answers: a head and a body that is stored or generated.
struct HTTPAnswer: Hashable, Sendable {
  var status: Int
  var body: [UInt8] = []
  /// Bytes of the pattern behind `body`.
  var pattern = 0
  var type = "text/plain"

  func head(server: String) -> [UInt8] {
    Array(
      """
      HTTP/1.1 \(status) \(Self.phrases[status] ?? "Unknown")\r
      Server: \(server)\r
      Content-Type: \(type)\r
      Content-Length: \(body.count + pattern)\r
      Connection: close\r
      \r

      """.utf8)
  }

  /// RFC 9110 §15, and RFC 2324 §2.3.2 for the teapot.
  private static let phrases: [Int: String] = [
    200: "OK", 204: "No Content", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 418: "I'm a teapot",
    429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
  ]
}

/// The pages of the HTTP service, which speaks as httpbin does.
struct HTTPService: Sendable {
  var name: String

  /// The answer to a request once its head is there; nil until then.
  func answer(_ request: [UInt8], from origin: String) -> HTTPAnswer? {
    guard let head = HTTPHead(request) else {
      return request.count > HTTPLimits.requestHead ? text(400, "the head is too long") : nil
    }
    let words = head.firstLine.split(separator: " ")
    guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return text(400, "not a request of HTTP/1") }
    guard words[0] == "GET" else { return text(405, "GET alone is served") }
    return page(words[1], host: head["host"].map(String.init) ?? name, origin: origin)
  }

  private func page(_ target: Substring, host: String, origin: String) -> HTTPAnswer {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let query = parts.count > 1 ? parts[1] : ""
    switch parts.first ?? "" {
    case "/": return HTTPAnswer(status: 200, body: Array("<h1>\(name)</h1>\n".utf8), type: "text/html")
    case "/get": return json(url: "http://\(host)\(target)", origin: origin)
    case "/bytes": return bytes(query)
    case let path where path.hasPrefix("/status/"): return status(path.dropFirst(8))
    default: return text(404, "no such page")
    }
  }

  private func bytes(_ query: Substring) -> HTTPAnswer {
    let number = query.split(separator: "&").first { $0.hasPrefix("num=") }?.dropFirst(4)
    guard let number, let count = Int(number), (0...HTTPLimits.body).contains(count) else {
      return text(400, "num must be 0 to \(HTTPLimits.body)")
    }
    return HTTPAnswer(status: 200, pattern: count, type: "application/octet-stream")
  }

  private func status(_ number: Substring) -> HTTPAnswer {
    guard let status = Int(number), (200...599).contains(status) else { return text(400, "no such status") }
    // RFC 9110 §15.3.5 and §15.4.5: these have no body.
    return status == 204 || status == 304 ? HTTPAnswer(status: status) : text(status, "status \(status)")
  }

  private func text(_ status: Int, _ words: String) -> HTTPAnswer {
    HTTPAnswer(status: status, body: Array("\(words)\n".utf8))
  }

  private func json(url: String, origin: String) -> HTTPAnswer {
    let body = "{\"origin\": \"\(origin)\", \"url\": \"\(Self.escaped(url))\"}\n"
    return HTTPAnswer(status: 200, body: Array(body.utf8), type: "application/json")
  }

  /// RFC 8259 §7.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": escaped += "\\\(scalar)"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
