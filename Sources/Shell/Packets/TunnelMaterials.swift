import Base
import Lab
import Script
import Wire

/// WireGuard messages get from the lab what was not written: the keys of the parties, an index, the moment, a session.
extension Session {
  /// - Parameter range: where an argument of a layer stands, by the layer's index and the field's name.
  func supplied(
    _ written: CraftedPacket, at range: (_ layer: Int, _ field: String) -> SourceRange
  ) throws(ScriptFailure) -> CraftedPacket {
    guard written.namesParties else { return written }
    var packet = written
    // From the inside out, so that what is put below a layer moves none that is still to come.
    for (i, layer) in written.layers.enumerated().reversed() where layer.asksForKeys {
      let material = try material(of: layer) { field in range(i, field) }
      let sender = try layer.party("from") { field in range(i, field) }
      do throws(CraftingError) {
        packet = try packet.supplying(material.values(for: layer), to: i)
        if let sender { packet = try sourced(packet, above: i, by: sender) }
        let family = CraftedPacket(Array(packet.layers[..<i])).family
        let (source, destination) = (material.source.reached(in: family), material.destination.reached(in: family))
        packet = try packet.carried(i, from: source, to: destination)
      } catch {
        throw ScriptFailure(.runtime, error.diagnostic(at: range(i, error.field ?? "")))
      }
    }
    return packet
  }

  /// What a transport message carries comes from its sender, unless it says otherwise.
  private func sourced(_ packet: CraftedPacket, above layer: Int, by node: String) throws(CraftingError)
    -> CraftedPacket
  {
    guard packet.layers[layer].schema === LayerSchema.wgTransport else { return packet }
    let inner = try sourced(CraftedPacket(Array(packet.layers[(layer + 1)...])), at: Tap(node, .tun))
    return CraftedPacket(Array(packet.layers[...layer]) + inner.layers)
  }

  private func material(of layer: Layer, at range: (_ field: String) -> SourceRange) throws(ScriptFailure)
    -> TunnelMaterial
  {
    if case .number(let index)? = layer.value(of: "session") {
      return try material(.session(receiver: UInt32(clamping: index)), range("session"))
    }
    let (from, to) = (try layer.party("from", at: range), try layer.party("to", at: range))
    let message = layer.answeredBytes ?? []
    let stranger = TunnelMaterial.stranger
    let material: TunnelMaterial
    do throws(LabError) {
      guard
        case .material(let answer) = try stage.lab.answer(.material(from: from ?? stranger, to: to, answering: message))
      else { return TunnelMaterial(handshake: nil, session: nil) }
      material = answer
    } catch {
      let isSender = if case .unknown(_, let name, _) = error { name == from } else { true }
      throw ScriptFailure(.runtime, error.diagnostic(at: range(isSender ? "from" : "to")))
    }
    guard layer.schema === LayerSchema.wgTransport, layer.value(of: "key") == nil, material.session == nil else {
      return material
    }
    throw Self.failure(
      .cannotBuild, "\(from ?? stranger) has no session with \(to ?? "anybody")", range(from == nil ? "to" : "from"),
      "say `session=` or `key=`, or let them speak first")
  }

  private func material(_ query: Query, _ range: SourceRange) throws(ScriptFailure) -> TunnelMaterial {
    guard case .material(let material) = try ask(query, range) else {
      return TunnelMaterial(handshake: nil, session: nil)
    }
    return material
  }

  /// A packet as it was seen, with what a tunnel message in it carries.
  func opened(_ packet: Packet) -> Packet {
    packet.opened { message in
      guard case .fact(.bytes(let bytes))? = try? stage.lab.answer(.inner(message)) else { return nil }
      return bytes
    }
  }
}

extension TunnelMaterial {
  /// What the layer's fields are set to, unless they are.
  fileprivate func values(for layer: Layer) -> [(field: String, value: Wire.FieldValue)] {
    var values: [(field: String, value: Wire.FieldValue)] = []
    if let session {
      values += [
        ("key", .bytes(session.key)), ("receiver", .number(UInt64(session.receiver))),
        ("counter", .number(session.counter)),
      ]
    }
    guard let handshake, layer.schema !== LayerSchema.wgTransport else { return values }
    values += [
      ("sender", .number(UInt64(handshake.index))), ("static_private", .bytes(handshake.staticPrivate)),
      ("ephemeral_private", .bytes(handshake.ephemeralPrivate)), ("psk", .bytes(handshake.presharedKey)),
      ("nonce", .bytes(handshake.nonce)),
    ]
    if let key = handshake.peerPublic { values.append(("peer_public", .bytes(key))) }
    if layer.value(of: "timestamp") == nil {
      let (seconds, rest) = handshake.time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
      values += [("timestamp", .number(UInt64(clamping: seconds))), ("nanoseconds", .number(UInt64(clamping: rest)))]
    }
    let cookie = layer.schema === LayerSchema.wgCookie ? handshake.freshCookie : handshake.cookie
    return values + (cookie.map { [("cookie", .bytes($0))] } ?? [])
  }
}

extension Layer {
  /// Whether it names whom it is from or for, and so wants their keys.
  fileprivate var asksForKeys: Bool {
    schema.namesParties
      && ["from", "to", "session", "answers", "static_private", "peer_public"].contains { value(of: $0) != nil }
  }

  /// The party that a field names.
  fileprivate func party(_ field: String, at range: (_ field: String) -> SourceRange) throws(ScriptFailure) -> String? {
    switch value(of: field) {
    case nil: return nil
    case .text(let name): return name
    default: throw Session.failure(.onePacketNeeded, "`\(schema.name).\(field)` names one party", range(field))
    }
  }
}

extension [Endpoint] {
  /// The first of a family; of IPv4 where that is not said, if there is one.
  fileprivate func reached(in family: IPFamily?) -> Endpoint? {
    first { $0.address.family == family ?? .v4 } ?? (family == nil ? first : nil)
  }
}
