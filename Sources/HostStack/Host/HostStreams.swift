import Base

/// What the users of TCP connections make of what they hear.
extension Host {
  mutating func hear(
    _ bytes: ArraySlice<UInt8>, _ role: Socket.Role, _ flow: Flow, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    switch role {
    case .app(let app): hearResponse(bytes, app, cause, at: now, into: &out)
    case .http: hearRequest(bytes, flow)
    case .echo: connections.update(flow) { $0.tcp.echo(bytes) }
    case .orphan: break
    }
  }

  mutating func hearEnd(
    _ role: Socket.Role, _ flow: Flow, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch role {
    case .app(let app):
      if let end = apps[app]?.exchange?.finish() { conclude(app, end, cause, at: now, into: &out) }
    case .http, .echo, .orphan: connections.update(flow) { $0.tcp.finish() }
    }
  }

  private mutating func hearRequest(_ bytes: ArraySlice<UInt8>, _ flow: Flow) {
    let service = HTTPService(name: name)
    connections.update(flow) { socket in
      // One request a connection: what comes after it is not read.
      guard socket.tcp.stream.end == 0 else { return }
      socket.heard += bytes.prefix(HTTPLimits.requestHead + 1 - socket.heard.count)
      guard let answer = service.answer(socket.heard, from: flow.remote.address.description) else { return }
      socket.heard = []
      socket.tcp.write(answer.head(server: service.name) + answer.body, pattern: answer.pattern)
      socket.tcp.finish()
    }
  }

  private mutating func hearResponse(
    _ bytes: ArraySlice<UInt8>, _ app: AppID, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    let known = apps[app]?.exchange?.summary != nil
    let end = apps.update(app) { $0.exchange?.receive(bytes) } ?? nil
    if !known, let status = apps[app]?.exchange?.summary?.status {
      report(.received(.httpResponse(status: status)), app, cause, into: &out)
    }
    if let end { conclude(app, end, cause, at: now, into: &out) }
  }

  private mutating func conclude(
    _ app: AppID, _ end: HTTPExchange.End, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch end {
    case .response(let summary): self.end(app, .response(summary), cause, at: now, into: &out)
    case .failed(let reason):
      fail(app, AppFailure(errno: nil, cause: reason), cause, at: now, into: &out)
    }
  }
}
