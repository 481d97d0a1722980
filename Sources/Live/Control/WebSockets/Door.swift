import Base
import CWebSockets
import Glibc
import Portal

// Requests of HTTP: those that ask for a WebSocket, and plain ones.

extension WebSocketLoop {
  func judge(_ event: SocketEvent) -> Int32 {
    let number = number()
    if let refusal = user?.judge(event.upgrade, of: number) {
      event.answer(refusal)
      return -1
    }
    event.mark(number)
    connections[number] = WebSocketConnection()
    return 0
  }

  func request(_ event: SocketEvent) -> Int32 {
    event.answer(user?.answer(event.text) ?? HTTPAnswer(503, ""))
    return lws_http_transaction_completed(event.handle) == 0 ? 0 : -1
  }

  /// The headers of a client's request that the library does not write by itself.
  func appendHeaders(_ event: SocketEvent) -> Int32 {
    guard let number = event.number, let request = connections[number]?.request,
      let place = event.data?.assumingMemoryBound(to: UnsafeMutablePointer<UInt8>.self)
    else { return 0 }
    var headers = "user-agent: \(request.userAgent)\r\n"
    if let authorization = request.authorization { headers += "x-authorization: Bearer \(authorization)\r\n" }
    let bytes = Array(headers.utf8)
    guard bytes.count < event.length else { return -1 }
    place.pointee.update(from: bytes, count: bytes.count)
    place.pointee += bytes.count
    return 0
  }
}

extension SocketEvent {
  fileprivate var upgrade: Upgrade {
    let path = header(WSI_TOKEN_GET_URI) ?? "/"
    let query = query
    return Upgrade(
      target: query.isEmpty ? path : "\(path)?\(query)", userAgent: header(WSI_TOKEN_HTTP_USER_AGENT),
      authorization: header(named: "x-authorization:"), remote: remote)
  }

  private func header(_ token: lws_token_indexes) -> String? {
    let length = lws_hdr_total_length(handle, token)
    guard length > 0 else { return nil }
    return text(of: Int(length)) { lws_hdr_copy(handle, $0, $1, token) }
  }

  /// The library hands out one decoded field after the other; here they are form data again.
  private var query: String {
    var fields: [String] = []
    while let field = text(
      of: 8 << 10, { lws_hdr_copy_fragment(handle, $0, $1, WSI_TOKEN_HTTP_URI_ARGS, Int32(fields.count)) })
    {
      let sides = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      fields.append(sides.map { FormFields.encoded(String($0)) }.joined(separator: "="))
    }
    return fields.joined(separator: "&")
  }

  private func header(named name: String) -> String? {
    let length = lws_hdr_custom_length(handle, name, Int32(name.utf8.count))
    guard length > 0 else { return nil }
    return text(of: Int(length)) { lws_hdr_custom_copy(handle, $0, $1, name, Int32(name.utf8.count)) }
  }

  private var remote: String? {
    text(of: 64) { lws_get_peer_simple(handle, $0, Int($1)) == nil ? -1 : Int32(strlen($0)) }
  }

  /// - Parameter fill: writes a text with a zero at its end, returns its length or less than zero.
  private func text(of length: Int, _ fill: (UnsafeMutablePointer<CChar>, Int32) -> Int32) -> String? {
    var buffer = [CChar](repeating: 0, count: length + 2)
    return buffer.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return nil }
      let count = fill(start, Int32(buffer.count))
      guard count >= 0 else { return nil }
      return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(count)), as: UTF8.self)
    }
  }

  /// Header and body at once: answers are short. The library would call itself HTTP/1.0 where it refuses an upgrade.
  fileprivate func answer(_ answer: HTTPAnswer) {
    let text = """
      HTTP/1.1 \(answer.status) \(answer.phrase)\r
      content-type: \(answer.type)\r
      content-length: \(answer.body.utf8.count)\r
      \r
      \(answer.body)
      """
    var frame = [UInt8](repeating: 0, count: lws_frame_headroom) + Array(text.utf8)
    frame.withUnsafeMutableBufferPointer { frame in
      guard let start = frame.baseAddress.map({ $0 + lws_frame_headroom }) else { return }
      lws_write(handle, start, frame.count - lws_frame_headroom, LWS_WRITE_HTTP)
    }
  }
}

extension HTTPAnswer {
  /// RFC 9110 §15.
  fileprivate var phrase: String {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 503: "Service Unavailable"
    default: ""
    }
  }
}
