import Base
import Lab

/// Makes a bundle that can be handed on: what happened, without who, where and what.
///
/// A recording cannot be given other keys: whoever was at the other end had his own. So what is handed on is not what
/// the node was told, but what became of it.
package enum Anonymiser {
  /// - Parameters:
  ///   - lab: at the end of what it has.
  ///   - key: 32 bytes from which all substitutes follow; to be forgotten.
  /// - Returns: a file's bytes.
  package static func bundle(of lab: any ReplayedLab, key: [UInt8], end: String) -> [UInt8] {
    var disguise = Disguise(key: key)
    for name in names(in: lab) { disguise.words.learn(name) }
    let name = disguise.text(lab.origin.name)
    var writer = AnonymousWriter(origin(lab.origin, name, &disguise))
    let trace = lab.trace
    var told = 0
    for step in lab.steps {
      writer.step(at: step.at)
      for record in trace[told..<step.last] { writer.note(disguise.record(record, as: name, of: lab.origin.name)) }
      told = step.last
    }
    if let state = try? lab.answer(.state([lab.origin.name])) { writer.note(disguise.state(state), at: lab.now) }
    writer.end(disguise.text(end), at: lab.now)
    return writer.bytes
  }

  private static func origin(_ origin: BundleOrigin, _ name: String, _ disguise: inout Disguise) -> BundleOrigin {
    BundleOrigin(
      origin.role, name: name, program: origin.program, wall: origin.wall, flags: origin.flags,
      sockets: origin.sockets.map { disguise.addresses($0) },
      addresses: origin.addresses.map { disguise.addresses($0) })
  }

  /// Fields whose text is a name, whatever it looks like.
  private static let naming = [
    "name", "question", "search_domain", "address", "domain", "resource", "site", "site_id", "resource_id",
    "gateway_groups", "client", "gateway", "peer", "actor", "group",
  ]

  private static func names(in lab: any ReplayedLab) -> [String] {
    let names = lab.knownNames + [lab.origin.name]
    return lab.trace.reduce(into: names) { names, record in
      for field in record.fields where naming.contains(field.name) { names += texts(field.value) }
    }
  }

  private static func texts(_ fact: Fact) -> [String] {
    switch fact {
    case .text(let text): [text]
    case .list(let facts): facts.flatMap(texts)
    default: []
    }
  }
}

extension Disguise {
  /// - Parameters:
  ///   - name: the node's new one.
  ///   - own: the node's old one.
  fileprivate mutating func record(_ record: TraceRecord, as name: String, of own: String) -> TraceRecord {
    TraceRecord(
      n: record.n, t: record.t, node: name, cause: record.cause, packet: record.packet,
      what: happening(record, as: name, of: own))
  }

  private mutating func happening(_ record: TraceRecord, as name: String, of own: String) -> Happening {
    switch record.what {
    case .seen(let packet, let tap, let out):
      guard let packet = self.packet(packet) else { return told(record) }
      return .seen(packet, at: Tap(name, tap.face), out: out)
    case .wireSent(let datagram): return .wireSent(self.datagram(datagram, as: name, of: own))
    case .wireDelivered(let datagram): return .wireDelivered(self.datagram(datagram, as: name, of: own))
    case .portalSent(let message): return .portalSent(self.message(message, as: name, of: own))
    case .portalReceived(let message): return .portalReceived(self.message(message, as: name, of: own))
    case .flag: return record.what
    default: return told(record)
    }
  }

  private mutating func told(_ record: TraceRecord) -> Happening {
    .reported(ToldReport(kind: record.kind, fields: fields(record.fields), isUpkeep: record.isUpkeep))
  }

  private mutating func party(_ text: String, _ name: String, _ own: String) -> String {
    text == own ? name : self.text(text)
  }

  private mutating func datagram(_ datagram: Datagram, as name: String, of own: String) -> Datagram {
    Datagram(
      source: addresses(datagram.source), destination: addresses(datagram.destination),
      payload: load(datagram.payload), from: party(datagram.from, name, own), to: party(datagram.to, name, own),
      ecn: datagram.ecn)
  }

  private mutating func message(_ message: PortalMessage, as name: String, of own: String) -> PortalMessage {
    PortalMessage(
      message: message.message, from: party(message.from, name, own), to: party(message.to, name, own),
      fields: fields(message.fields), text: "")
  }
}
