import Access
import Base
import Portal
import Wire

// A call of a machine in a bundle.

extension [UInt8] {
  /// - Parameter base: the number that the next packet would have got; an input's own is written from there.
  mutating func put(_ call: RecordedCall, base: UInt32) {
    put(call.kind.rawValue)
    switch call {
    case .start, .wake, .shutDown: break
    case .portal(let link): put(link)
    case .packet(let packet, let id):
      put(id, base: base)
      put(bytes: packet.bytes)
    case .datagram(let wire), .sent(let wire):
      put(wire.id, base: base)
      put(wire.from)
      put(wire.to)
      put(wire.ecn.rawValue)
      put(bytes: wire.bytes)
    case .answered(let id, let answer):
      put(varint: UInt64(id.number))
      put(answer)
    case .resolved(let id, let answer):
      put(varint: UInt64(id.number))
      put(answer)
    case .opened(let endpoint), .occupied(let endpoint): put(endpoint)
    case .knocked(let socket, let knock):
      put(socket)
      put(knock)
    case .socketOpened(let socket), .socketClosed(let socket): put(socket)
    case .socketText(let socket, let text):
      put(socket)
      put(text)
    case .wished(let wish, let serial): put(wish, serial: serial)
    case .described(let rows): put(rows: rows)
    case .systemResolvers(let endpoints), .roam(let endpoints): put(list: endpoints) { $0.put($1) }
    case .setInternetResource(let on): put(on)
    case .clockSet(let wall): put(signed: wall.epoch.nanoseconds)
    case .setFlag(let flag, let on): put(flag.rawValue, on)
    case .setQuirk(let quirk, let on): put(quirk.rawValue, on)
    case .setChannelQuirk(let quirk, let on): put(quirk.rawValue, on)
    }
  }

  private mutating func put(_ name: String, _ on: Bool) {
    put(name)
    put(on)
  }

  private mutating func put(_ id: PacketID, base: UInt32) { put(signed: Int64(id.number) - Int64(base)) }

  private mutating func put(_ link: PortalLink) {
    switch link {
    case .opened: put(UInt8(0))
    case .refused(let status):
      put(UInt8(1))
      put(signed: Int64(status))
    case .closed(let reason):
      put(UInt8(2))
      put(reason)
    case .text(let text):
      put(UInt8(3))
      put(text)
    case .distrusted(let reason):
      put(UInt8(4))
      put(reason)
    }
  }

  private mutating func put(_ answer: UpstreamAnswer) {
    switch answer {
    case .message(let message):
      put(UInt8(0))
      put(bytes: message)
    case .timedOut: put(UInt8(1))
    case .failed(let reason):
      put(UInt8(2))
      put(reason)
    }
  }

  private mutating func put(_ answer: LookupAnswer) {
    switch answer {
    case .addresses(let addresses):
      put(UInt8(0))
      put(list: addresses) { $0.put($1) }
    case .failed(let reason):
      put(UInt8(1))
      put(reason)
    }
  }
}

extension BundleCursor {
  mutating func call(base: UInt32) throws(BundleProblem) -> RecordedCall {
    let byte = try byte()
    guard let kind = RecordedCall.Kind(rawValue: byte) else { throw BundleProblem(at - 1, "there is no input \(byte)") }
    switch kind {
    case .start: return .start
    case .wake: return .wake
    case .shutDown: return .shutDown
    case .portal: return .portal(try link())
    case .packet:
      let id = try packetID(base)
      return .packet(try packet(), id)
    case .datagram: return .datagram(try wire(base))
    case .sent: return .sent(try wire(base))
    case .opened: return .opened(try endpoint())
    case .occupied: return .occupied(try endpoint())
    case .knocked: return .knocked(try socket(), try knock())
    case .socketOpened: return .socketOpened(try socket())
    case .socketClosed: return .socketClosed(try socket())
    case .socketText: return .socketText(try socket(), try text())
    case .wished: return try wish()
    case .described: return .described(try rows())
    case .answered: return .answered(LookupID(try number32()), try upstreamAnswer())
    case .resolved: return .resolved(LookupID(try number32()), try lookupAnswer())
    case .systemResolvers: return .systemResolvers(try endpoints())
    case .roam: return .roam(try endpoints())
    case .setInternetResource: return .setInternetResource(try flag())
    case .setFlag: return .setFlag(try named(FeatureFlag.self, "flag"), try flag())
    case .setQuirk: return .setQuirk(try named(AccessQuirk.self, "quirk"), try flag())
    case .clockSet: return .clockSet(WallClock(epoch: UnixTime(nanoseconds: try signed())))
    case .setChannelQuirk: return .setChannelQuirk(try named(PortalQuirk.self, "quirk"), try flag())
    }
  }

  private mutating func packetID(_ base: UInt32) throws(BundleProblem) -> PacketID {
    let distance = try signed()
    let (number, overflow) = Int64(base).addingReportingOverflow(distance)
    guard !overflow, let number = UInt32(exactly: number) else { throw problem("a packet's number is out of range") }
    return PacketID(number)
  }

  mutating func packet() throws(BundleProblem) -> IPPacket {
    let start = at
    let bytes = try blob()
    do throws(MalformedPacket) { return try IPPacket(bytes) } catch {
      throw BundleProblem(start, "no IP packet: \(error)")
    }
  }

  private mutating func wire(_ base: UInt32) throws(BundleProblem) -> RecordedCall.WireArrival {
    let (id, from, to) = (try packetID(base), try endpoint(), try endpoint())
    let mark = try mark()
    return .init(try blob(), from: from, to: to, id, mark)
  }

  mutating func mark() throws(BundleProblem) -> ECN {
    let byte = try byte()
    guard let mark = ECN(rawValue: byte) else { throw BundleProblem(at - 1, "there is no ECN mark \(byte)") }
    return mark
  }

  mutating func endpoints() throws(BundleProblem) -> [Endpoint] {
    try list { cursor throws(BundleProblem) in try cursor.endpoint() }
  }

  mutating func named<Name: RawRepresentable<String>>(_: Name.Type, _ what: String) throws(BundleProblem) -> Name {
    let start = at
    let text = try text()
    guard let name = Name(rawValue: text) else { throw BundleProblem(start, "there is no \(what) `\(text)`") }
    return name
  }

  private mutating func link() throws(BundleProblem) -> PortalLink {
    switch try byte() {
    case 0: .opened
    case 1: .refused(status: Int(try signed()))
    case 2: .closed(reason: try text())
    case 3: .text(try text())
    case 4: .distrusted(reason: try text())
    case let kind: throw BundleProblem(at - 1, "nothing \(kind) happens to a socket")
    }
  }

  private mutating func upstreamAnswer() throws(BundleProblem) -> UpstreamAnswer {
    switch try byte() {
    case 0: .message(try blob())
    case 1: .timedOut
    case 2: .failed(try text())
    case let kind: throw BundleProblem(at - 1, "there is no answer \(kind)")
    }
  }

  private mutating func lookupAnswer() throws(BundleProblem) -> LookupAnswer {
    switch try byte() {
    case 0: .addresses(try list { cursor throws(BundleProblem) in try cursor.address() })
    case 1: .failed(try text())
    case let kind: throw BundleProblem(at - 1, "there is no answer \(kind)")
    }
  }
}
