import Base

/// What the users of TCP connections make of what they hear.
extension Host {
  mutating func hear(
    _ bytes: ArraySlice<UInt8>, _ role: Socket.Role, _ flow: Flow, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    switch role {
    case .app(let app): hearResponse(bytes, app, flow, cause, at: now, into: &out)
    case .http: hearRequest(bytes, flow)
    case .echo: connections.update(flow) { $0.tcp.echo(bytes) }
    case .dns: hearQueries(bytes, flow, cause, into: &out)
    case .question(let key): hearAnswer(bytes, key, flow, cause, at: now, into: &out)
    case .stream(let id): out.put(.stream(id, .data(Array(bytes))))
    case .orphan: break
    }
  }

  mutating func hearEnd(
    _ role: Socket.Role, _ flow: Flow, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch role {
    case .app(let app):
      let reads = apps.update(app) { $0.reading?.end() } ?? nil
      if reads == true { return }
      if let end = apps[app]?.exchange?.finish() { conclude(app, end, cause, at: now, into: &out) }
    case .question(let key): attemptFailed(key, .closedEarly, cause, at: now, into: &out)
    case .stream(let id): out.put(.stream(id, .peerFinished))
    case .http, .echo, .dns, .orphan: connections.update(flow) { $0.tcp.finish() }
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

  /// The application's bytes, which it reads at once or at its rate.
  private mutating func hearResponse(
    _ bytes: ArraySlice<UInt8>, _ app: AppID, _ flow: Flow, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    guard apps[app]?.reading != nil else { return read(bytes, app, cause, at: now, into: &out) }
    apps.update(app) { $0.reading?.hold(bytes, at: now) }
    connections.update(flow) { $0.tcp.receive.unread += bytes.count }
  }

  /// Applications with a rate take what their time allows, and their windows open by as much.
  mutating func readOn(at now: Instant, into out: inout Outbox<Output>) {
    for (id, app) in apps {
      guard let next = app.reading?.next, next <= now, let flow = app.attempts.open.first else { continue }
      let bytes = apps.update(id) { $0.reading?.take(at: now) ?? [] } ?? []
      connections.update(flow) { $0.tcp.receive.unread -= bytes.count }
      read(bytes[...], id, .none, at: now, into: &out)
      if apps[id]?.reading?.isAtEnd == true, let end = apps[id]?.exchange?.finish() {
        conclude(id, end, .none, at: now, into: &out)
      }
      drive(flow, .none, at: now, into: &out)
    }
  }

  private mutating func read(
    _ bytes: ArraySlice<UInt8>, _ app: AppID, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    let known = apps[app]?.exchange?.summary != nil
    let end = apps.update(app) { $0.exchange?.receive(bytes) } ?? nil
    if !known, let status = apps[app]?.exchange?.summary?.status {
      report(.received(.httpResponse(status: status)), app, cause, into: &out)
    }
    if let (received, whole) = apps.update(app, { $0.exchange?.progress() }) ?? nil {
      report(.progress(received: received, of: whole), app, cause, into: &out)
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
