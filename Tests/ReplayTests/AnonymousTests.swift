import Access
import Base
import Cipher
import Lab
import Sim
import Testing
import Traversal
import Wire
import WireGuard

@testable import Replay

/// What can be handed on.
@Suite struct AnonymousTests {
  private static let key = [UInt8](0..<32)

  private static func made(_ node: String) throws -> (original: any ReplayedLab, bytes: [UInt8], lab: any ReplayedLab) {
    let original = try Taped.replay(node)
    let bytes = Anonymiser.bundle(of: original, key: key, end: "the node ended")
    return (original, bytes, try Bundle.read(bytes).lab)
  }

  @Test(arguments: ["client", "gateway", "relay-1"]) func `what happened stays, in its order and at its times`(
    node: String
  ) throws {
    let (original, _, anonymous) = try Self.made(node)
    func shape(_ trace: [TraceRecord]) -> [String] {
      trace.map { record in
        let seen = record.seen.map { "\($0.packet.bytes.count) \($0.packet.proto) \($0.tap.face)" } ?? ""
        let names = record.fields.map(\.name)
        return "\(record.n) \(record.t.nanoseconds) \(record.cause) \(record.packet) \(record.kind) \(names) \(seen)"
      }
    }
    #expect(shape(anonymous.trace) == shape(original.trace))
    #expect(anonymous.trace.allSatisfy { $0.seen?.packet.checksumsAreValid ?? true })
    #expect(anonymous.end.events == original.end.events)
  }

  /// Everything in what the node was told and told that could be somebody's: names, identifiers, keys, addresses.
  private static func secrets(_ file: [UInt8], _ lab: any ReplayedLab) throws -> [[UInt8]] {
    guard case .recording(let recording) = try Bundle.read(file).contents else { return [] }
    var texts = ["MyCorp", "httpbin", "mycro", "aws-gws", "Downloads"]
    var secrets: [[UInt8]]
    switch recording.birth.own {
    case .client(let local), .gateway(let local):
      let keys = local.keys
      secrets = [keys.privateKey.raw.bytes, keys.publicKey.raw.bytes, local.chance.keyBytes]
      texts += [keys.privateKey.base64, keys.publicKey.base64]
    case .relay(let local):
      secrets = [local.chance.keyBytes]
      texts.append(local.secret.revealed)
    case .portal(let birth): secrets = [birth.root.keyBytes]
    }
    for call in recording.calls {
      switch call.what {
      case .portal(.text(let text)):
        // Identifiers, keys, passwords, foundations: whatever has a digit and is long.
        texts += text.split { !$0.isLetter && !$0.isNumber }.map(String.init).filter { word in
          word.count >= 6 && word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
        }
      case .packet(let packet, _): secrets += runs(packet)
      // Of what a relay carried on a channel, what is behind the header of a message of WireGuard.
      case .datagram(let wire) where wire.bytes.count > 4 && wire.bytes[0] == 0x40 && wire.bytes[4] == 4:
        let contents = Array(wire.bytes.dropFirst(20))
        secrets += stride(from: 0, to: max(0, contents.count - 7), by: 8).map { Array(contents[$0..<$0 + 8]) }
          .filter { Set($0).count > 2 }
      default: break
      }
    }
    for record in lab.trace {
      guard let packet = record.seen?.packet else { continue }
      for address in [packet.source, packet.destination] where !address.isMulticast && !address.isUnspecified {
        texts.append("\(address)")
        if address.family == .v6 { secrets.append(address.octets) }
      }
      if case .seen = record.what { secrets += runs(packet) }
    }
    return secrets + texts.map { Array($0.utf8) }
  }

  /// Eight bytes of what a packet carries, wherever they are not all the same.
  private static func runs(_ packet: IPPacket) -> [[UInt8]] {
    // What an error quotes are headers, which stay.
    let quoted = packet.reportedError == nil ? 0 : packet.family == .v4 ? 28 : 48
    let contents = Array(packet.payload.dropFirst(8 + quoted))
    return stride(from: 0, to: max(0, contents.count - 7), by: 8).map { Array(contents[$0..<$0 + 8]) }
      .filter { Set($0).count > 1 }
  }

  @Test(arguments: ["client", "gateway", "relay-1"]) func `nobody's name, key, address or word is in it`(node: String)
    throws
  {
    let file = try Taped.file(node)
    let (original, bytes, _) = try Self.made(node)
    let secrets = try Self.secrets(file, original)
    #expect(secrets.count > 100)
    let (search, all) = (Search(bytes), Search(file))
    // The search itself can find: the recording has most of them.
    let known = secrets.count { all.contains($0) }
    #expect(known > (node.hasPrefix("relay") ? 30 : secrets.count / 3))
    let found = secrets.filter { search.contains($0) }.map { "\(String(decoding: $0, as: UTF8.self)) \(Hex.text($0))" }
    #expect(found == [])
  }

  @Test func `a thing has one substitute everywhere`() throws {
    let (original, _, anonymous) = try Self.made("client")
    var pairs = SortedTable<String, String>()
    for (old, new) in zip(original.trace, anonymous.trace) {
      for name in ["resource", "peer", "site", "gateway", "src", "dst"] where old[name] != nil {
        let (before, after) = (old.text(name), new.text(name))
        #expect(pairs[before] ?? after == after)
        pairs[before] = after
      }
    }
    #expect(pairs.count > 8 && Set(pairs.values).count == pairs.count)
  }

  @Test func `the state at the end is there, and no other`() throws {
    var (_, _, anonymous) = try Self.made("client")
    #expect(try anonymous.answer(.state(["client", "portal"])) == .fact(.text("connected")))
    #expect(try anonymous.answer(.state(["client", "resources"])).memberNames.count == 6)
    try anonymous.travel(to: .event(20))
    #expect(throws: LabError.self) { try anonymous.answer(.state(["client"])) }
    #expect(anonymous.trace.count >= 20 && anonymous.trace.count < anonymous.end.events)
    let whole = anonymous.end
    try anonymous.travel(to: .position(whole))
    #expect(anonymous.position == whole)
  }

  // MARK: Addresses

  private static func shared(_ a: IPAddress, _ b: IPAddress) -> Int {
    (0...IPPrefix.width(of: a.family)).last { a.masked(to: $0) == b.masked(to: $0) } ?? 0
  }

  @Test func `addresses that share a prefix share one as long`() throws {
    var disguise = AddressDisguise(key: Self.key)
    let addresses = [
      "203.0.113.30", "203.0.113.31", "203.0.112.1", "8.8.8.8", "172.20.0.100", "172.20.0.1", "172.21.0.101",
      "10.0.0.1",
      "10.0.255.1", "192.168.1.1", "100.64.0.1", "100.64.0.2", "2001:db8::1", "2001:db8::2", "2001:db8:1::1",
      "fd00:2021:1111::1", "fd00:2021:1111::2", "203:0:113::30", "203:0:113::31",
    ].compactMap { IPAddress($0) }
    for a in addresses {
      for b in addresses where a.family == b.family {
        #expect(Self.shared(disguise(a), disguise(b)) == Self.shared(a, b), "\(a) \(b)")
      }
    }
    #expect(addresses.count { disguise($0) == $0 } == 0)
  }

  @Test(arguments: [
    ("10.1.2.3", "10.0.0.0/8"), ("172.20.0.100", "172.16.0.0/12"), ("192.168.7.7", "192.168.0.0/16"),
    ("100.64.3.4", "100.64.0.0/11"), ("100.96.0.9", "100.96.0.0/11"), ("169.254.1.1", "169.254.0.0/16"),
    ("fd00:2021:1111::5", "fd00:2021:1111::/107"), ("fe80::1234", "fe80::/64"), ("2001:db8::1", "2000::/3"),
  ])
  func `what a network means to everybody it goes on meaning`(address: String, network: String) throws {
    var disguise = AddressDisguise(key: Self.key)
    let other = disguise(try #require(IPAddress(address)))
    #expect(try #require(IPPrefix(network)).contains(other))
  }

  @Test(arguments: ["0.0.0.0", "127.0.0.1", "224.0.0.251", "255.255.255.255", "::", "::1", "ff02::2", "100.100.111.1"])
  func `what is nobody's stays`(address: String) throws {
    var disguise = AddressDisguise(key: Self.key)
    let address = try #require(IPAddress(address))
    #expect(disguise(address) == address)
  }

  // MARK: Words

  @Test(arguments: [
    ("host-unreachable", true), ("prohibited", true), ("443", true), ("tcp 5000-5999", true), ("client", true),
    ("ip-10-0-0-5.ec2.internal", false), ("Bob", false), ("03369538-0faa-49ac-b691-44fb2dca069a", false),
    ("cb00711eh", false), ("192.0.2.7", false), ("192.0.2.0/24", false), ("[2001:db8::7]:443", false),
  ])
  func `words of the program stay, and no others`(text: String, stays: Bool) {
    var disguise = Disguise(key: Self.key)
    let other = disguise.text(text)
    #expect((other == text) == stays, "\(other)")
    if !stays { #expect(!other.contains("10-0-0-5") && disguise.text(text) == other) }
  }

  @Test func `a name that is a word of the program is a name all the same`() {
    var disguise = Disguise(key: Self.key)
    disguise.words.learn("Office Network (Internal)")
    #expect(disguise.text("resource=Network") != "resource=Network")
    #expect(disguise.text("network") == "network")
    #expect(disguise.text("Office Network").count == "Office Network".count)
  }
}

/// Whether bytes are somewhere in others: by their first four, so that many can be looked for.
struct Search {
  private let bytes: [UInt8]
  private let places: [UInt32: [Int]]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var places: [UInt32: [Int]] = [:]
    for i in 0..<max(0, bytes.count - 3) { places[Self.key(bytes[i..<i + 4]), default: []].append(i) }
    self.places = places
  }

  private static func key(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

  func contains(_ sought: [UInt8]) -> Bool {
    guard sought.count >= 4 else { return false }
    return places[Self.key(sought[..<4]), default: []].contains { bytes[$0...].starts(with: sought) }
  }
}
