/// The asking side of one GET: the request's bytes, and the response as it comes in.
struct HTTPExchange: Sendable {
  private var headBytes: [UInt8] = []
  private var expected: Int?
  private var heardAnything = false
  private(set) var summary: HTTPSummary?
  /// Bytes of the body when progress was last told.
  private var told = 0

  enum End: Hashable, Sendable {
    case response(HTTPSummary)
    case failed(AppFailure.Cause)
  }

  static func request(path: String, host: String) -> [UInt8] {
    Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: fzsh\r\nAccept: */*\r\nConnection: close\r\n\r\n".utf8)
  }

  /// Takes bytes in order; says when the response is complete or hopeless.
  mutating func receive(_ bytes: ArraySlice<UInt8>) -> End? {
    heardAnything = true
    if summary != nil { return receiveBody(bytes) }
    let before = headBytes.count
    headBytes += bytes.prefix(HTTPLimits.responseHead + 1 - headBytes.count)
    guard let head = HTTPHead(headBytes) else {
      return headBytes.count > HTTPLimits.responseHead ? .failed(.malformedResponse) : nil
    }
    guard let status = Self.status(head.firstLine) else { return .failed(.malformedResponse) }
    expected = status == 204 || status == 304 ? 0 : head["content-length"].flatMap { Int($0) }
    if let expected, expected < 0 { return .failed(.malformedResponse) }
    summary = HTTPSummary(status: status, length: 0, beginning: [], digest: BodyDigest.empty)
    headBytes = []
    return receiveBody(bytes.dropFirst(head.length - before))
  }

  /// What was read of the body so far; nil until its head is there.
  var soFar: AppProgress? { summary.map { AppProgress(received: $0.length, whole: expected) } }

  /// Bytes of the body so far and in all, when there is something new to tell: a tenth of a body that is worth it.
  mutating func progress() -> (received: Int, whole: Int?)? {
    guard let length = summary?.length, length < expected ?? .max,
      length - told >= max((expected ?? 0) / 10, HTTPLimits.progressStep)
    else { return nil }
    told = length
    return (length, expected)
  }

  /// The peer has closed.
  func finish() -> End {
    guard let summary else {
      return .failed(heardAnything ? .malformedResponse : .closedEarly(after: nil, of: nil))
    }
    if let expected, summary.length < expected { return .failed(.closedEarly(after: summary.length, of: expected)) }
    return .response(summary)
  }

  private mutating func receiveBody(_ bytes: ArraySlice<UInt8>) -> End? {
    guard var summary else { return nil }
    let body = bytes.prefix((expected ?? .max) - summary.length)
    self.summary = nil  // one owner, so that nothing is copied
    summary.add(body)
    self.summary = summary
    return summary.length == expected ? .response(summary) : nil
  }

  /// RFC 9112 §4: `HTTP/1.1 200 OK`.
  private static func status(_ line: Substring) -> Int? {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3, let status = Int(words[1]),
      status >= 100
    else { return nil }
    return status
  }
}

extension HTTPSummary {
  fileprivate mutating func add(_ bytes: ArraySlice<UInt8>) {
    length += bytes.count
    beginning += bytes.prefix(HTTPLimits.shownBody - beginning.count)
    digest = BodyDigest.following(digest, bytes)
  }
}

/// A polynomial in an odd factor, modulo 2⁶⁴: `digest ← digest × factor + byte`, however the body is cut. A changed byte
/// always changes it.
enum BodyDigest {
  static let empty: UInt64 = 1
  /// 2⁶⁴ divided by the golden ratio, and odd (Knuth, The Art of Computer Programming 3, §6.4).
  static let factor: UInt64 = 0x9e37_79b9_7f4a_7c15

  static func following(_ digest: UInt64, _ bytes: ArraySlice<UInt8>) -> UInt64 {
    let (one, two) = (factor, factor &* factor)
    let (three, four) = (two &* one, two &* two)
    let bytes = bytes.span
    let whole = bytes.count & ~3
    var digest = digest
    // Four bytes at a time, whose products do not wait for each other.
    for i in stride(from: 0, to: whole, by: 4) {
      let high = UInt64(bytes[i]) &* three &+ UInt64(bytes[i + 1]) &* two
      digest = digest &* four &+ high &+ UInt64(bytes[i + 2]) &* one &+ UInt64(bytes[i + 3])
    }
    for i in whole..<bytes.count { digest = digest &* one &+ UInt64(bytes[i]) }
    return digest
  }
}
