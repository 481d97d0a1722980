import Base
import CWebSockets

// What the user asks of the loop; on its thread.

extension WebSocketLoop {
  /// In order, as whole messages. What a peer does not read in time ends its connection.
  package func send(_ text: String, on number: SocketNumber) {
    guard let connection = connections[number], connection.closing == nil else { return }
    let bytes = Array(text.utf8)
    guard connection.backlog + bytes.count <= settings.largestBacklog else { return close(number, .policy) }
    connections.update(number) { $0.put(bytes) }
    if connection.isOpen { lws_callback_on_writable(connection.handle) }
  }

  /// After what was sent before. A connection that has not opened yet is given up.
  package func close(_ number: SocketNumber) { close(number, .normal) }

  func close(_ number: SocketNumber, _ code: SocketEndCode) {
    guard let connection = connections[number], !connection.isDeaf else { return }
    connections.update(number) { $0.closing = code }
    guard let handle = connection.handle else { return }
    guard connection.isOpen || connection.request == nil else {
      // Whoever does not answer the request for an upgrade would be waited for as long as the library likes.
      return lws_set_timeout(handle, PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE, Int32(LWS_TO_KILL_ASYNC))
    }
    lws_callback_on_writable(handle)
  }

  /// Opens a socket; `opened` or `closed` of its user follows.
  package func connect(_ request: WebSocketRequest) -> SocketNumber {
    let number = number()
    var connection = WebSocketConnection()
    connection.request = request
    connections[number] = connection
    let handle = start(request, as: number)
    // The library may have reported the failure already.
    connections.update(number) { $0.handle = handle }
    if handle == nil, connections.take(number) != nil {
      user?.closed(number, .closed(reason: "no connection"))
    }
    return number
  }

  private func start(_ request: WebSocketRequest, as number: SocketNumber) -> OpaquePointer? {
    var info = lws_client_connect_info()
    info.context = context
    info.port = Int32(request.port)
    info.opaque_user_data = UnsafeMutableRawPointer(bitPattern: UInt(number.value))
    let security = request.isSecure ? LCCSCF_USE_SSL.rawValue : 0
    info.ssl_connection = Int32(bitPattern: security | LCCSCF_HTTP_NO_FOLLOW_REDIRECT.rawValue)
    return request.host.withCString { host in
      request.target.withCString { target in
        info.address = host
        info.host = host
        info.path = target
        return lws_client_connect_via_info(&info)
      }
    }
  }
}
