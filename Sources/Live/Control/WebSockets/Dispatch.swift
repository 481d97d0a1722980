import Base
import CWebSockets
import Glibc

/// What the library calls for everything; nonzero ends the connection.
func dispatch(
  _ handle: OpaquePointer?, _ reason: lws_callback_reasons, _ data: UnsafeMutableRawPointer?, _ length: Int
) -> Int32 {
  guard let handle, let user = lws_context_user(lws_get_context(handle)) else { return 0 }
  let loop = Unmanaged<WebSocketLoop>.fromOpaque(user).takeUnretainedValue()
  let event = SocketEvent(handle: handle, data: data, length: length)
  switch reason {
  case LWS_CALLBACK_EVENT_WAIT_CANCELLED: loop.deliverMail()
  case LWS_CALLBACK_HTTP: return loop.request(event)
  case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: return loop.judge(event)
  case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER: return loop.appendHeaders(event)
  case LWS_CALLBACK_ESTABLISHED, LWS_CALLBACK_CLIENT_ESTABLISHED: loop.opened(event)
  case LWS_CALLBACK_RECEIVE, LWS_CALLBACK_CLIENT_RECEIVE: loop.receive(event)
  case LWS_CALLBACK_SERVER_WRITEABLE, LWS_CALLBACK_CLIENT_WRITEABLE: return loop.write(event)
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: loop.note(event)
  case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: loop.failed(event)
  // The last word on every connection, also on one that never opened.
  case LWS_CALLBACK_CLOSED, LWS_CALLBACK_CLIENT_CLOSED, LWS_CALLBACK_WSI_DESTROY: loop.closed(event)
  default: break
  }
  return 0
}

/// One call of the library.
struct SocketEvent {
  let handle: OpaquePointer
  let data: UnsafeMutableRawPointer?
  let length: Int

  /// The number that was written into the handle; nil for what never had one.
  var number: SocketNumber? {
    let value = UInt(bitPattern: lws_get_opaque_user_data(handle))
    return value == 0 ? nil : SocketNumber(value: UInt32(truncatingIfNeeded: value))
  }

  func mark(_ number: SocketNumber) {
    lws_set_opaque_user_data(handle, UnsafeMutableRawPointer(bitPattern: UInt(number.value)))
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : length) }
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension WebSocketLoop {
  fileprivate func opened(_ event: SocketEvent) {
    guard let number = event.number else { return }
    connections.update(number) { connection in
      connection.handle = event.handle
      connection.isOpen = true
    }
    user?.opened(number)
    // What was asked of it before it was open.
    if let connection = connections[number], connection.hasOutgoing || connection.closing != nil {
      lws_callback_on_writable(event.handle)
    }
  }

  /// Ends no connection by itself. A client that ends one in the middle of a frame, as version 4.1 of the library does,
  /// goes on to write what still comes of that frame behind what it has, and out of its buffer.
  fileprivate func receive(_ event: SocketEvent) {
    guard let number = event.number, connections[number]?.isDeaf == false else { return }
    guard lws_frame_is_binary(event.handle) == 0 else { return stop(event, number, .unacceptable) }
    if lws_is_first_fragment(event.handle) != 0 { connections.update(number) { $0.incoming = [] } }
    let room = settings.largestMessage - (connections[number]?.incoming.count ?? 0)
    guard event.length <= room else { return stop(event, number, .tooLarge) }
    connections.update(number) { $0.incoming.append(contentsOf: event.bytes) }
    guard lws_is_final_fragment(event.handle) != 0, lws_remaining_packet_payload(event.handle) == 0 else { return }
    var whole: [UInt8] = []
    connections.update(number) { swap(&$0.incoming, &whole) }
    guard let text = String(validating: whole, as: UTF8.self) else { return stop(event, number, .notText) }
    user?.received(text, on: number)
  }

  /// For the user it has ended. The goodbye is written when the library asks what there is to write: between two frames.
  private func stop(_ event: SocketEvent, _ number: SocketNumber, _ offence: SocketEndCode) {
    connections.update(number) { $0.stop(for: offence) }
    lws_callback_on_writable(event.handle)
    user?.closed(number, .closed(reason: offence.reason))
  }

  private func end(_ event: SocketEvent, _ code: SocketEndCode) -> Int32 {
    lws_close_reason(event.handle, code.status, nil, 0)
    return -1
  }

  fileprivate func write(_ event: SocketEvent) -> Int32 {
    guard let number = event.number else { return -1 }
    var next: [UInt8]?
    connections.update(number) { next = $0.next() }
    guard let next else { return connections[number]?.closing.map { end(event, $0) } ?? 0 }
    var frame = [UInt8](repeating: 0, count: lws_frame_headroom + next.count)
    frame.replaceSubrange(lws_frame_headroom..., with: next)
    let written = frame.withUnsafeMutableBufferPointer { frame in
      lws_write(event.handle, frame.baseAddress.map { $0 + lws_frame_headroom }, next.count, LWS_WRITE_TEXT)
    }
    guard written >= next.count else { return -1 }
    if let connection = connections[number], connection.hasOutgoing || connection.closing != nil {
      lws_callback_on_writable(event.handle)
    }
    return 0
  }

  /// The peer says goodbye: its code and its words (RFC 6455 §5.5.1).
  fileprivate func note(_ event: SocketEvent) {
    guard let number = event.number, event.length >= 2 else { return }
    let bytes = Array(event.bytes)
    let words = String(decoding: bytes.dropFirst(2), as: UTF8.self)
    let code = "closed by the peer with \(UInt16(bytes[0]) << 8 | UInt16(bytes[1]))"
    connections.update(number) { $0.goodbye = words.isEmpty ? code : "\(code): \(words)" }
  }

  fileprivate func failed(_ event: SocketEvent) {
    guard let number = event.number, connections.take(number) != nil else { return }
    user?.closed(number, event.failure)
  }

  fileprivate func closed(_ event: SocketEvent) {
    guard let number = event.number, let connection = connections.take(number), !connection.isDeaf else { return }
    user?.closed(number, .closed(reason: connection.goodbye ?? "the connection ended"))
  }
}

extension SocketEvent {
  /// Why there is no connection, as far as the library says.
  fileprivate var failure: SocketEnd {
    let refusals = 300...599
    let status = Int(lws_http_client_http_response(handle))
    if refusals.contains(status) { return .refused(status: status) }
    let fault = lws_get_ssl(handle).map { SSL_get_verify_result($0) } ?? Int(X509_V_OK)
    guard fault == Int(X509_V_OK) else {
      let words = "the certificate is not accepted: \(String(cString: X509_verify_cert_error_string(fault)))"
      return passing.contains(fault) ? .closed(reason: words) : .distrusted(reason: words)
    }
    return .closed(reason: length > 0 ? text : "no connection")
  }
}

/// What is wrong with a certificate for a time: a machine may not know yet what time it is, a portal may be given a new one.
private let passing = [X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED].map { Int($0) }
