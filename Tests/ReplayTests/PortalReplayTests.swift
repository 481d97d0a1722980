import Base
import Cipher
import Lab
import Portal
import Testing

@testable import Replay

/// A portal that turns somebody away, lets a client in, is changed by its operator, and reads another lab file.
enum TapedPortal {
  static let root = Chance(seed: 9)
  static let wall = WallClock(epoch: UnixTime(seconds: 1_800_000_000))

  static func rows() throws -> [DirectoryRow] {
    var builder = DirectoryBuilder(topology: .myCorp, root: root, wall: WallClock(epoch: UnixTime(seconds: 0)))
    return try builder.directory().rows.sorted { $0.key < $1.key }
  }

  static func birth(_ kept: PortalBirth.Kept? = nil) throws -> PortalBirth {
    try PortalBirth(root, wall, rows: try rows(), kept: kept, renewsTokens: true, issued: wall.epoch)
  }

  struct Told {
    var machine: LabPortal
    var writer: RecordingWriter
    var events: [String] = []
    var turnedAway = 0
    var refused = 0

    init(_ birth: PortalBirth) {
      machine = LabPortal(birth)
      writer = RecordingWriter(BundleBirth(name: "portal", program: "a test", birth, addresses: []))
    }

    mutating func tell(_ input: LabPortal.Input, at milliseconds: Int64) {
      let now = Instant.zero + .milliseconds(milliseconds)
      run(input.call, at: now) { $0.handle(input, at: now, into: &$1) }
    }

    mutating func wake(at milliseconds: Int64) {
      let now = Instant.zero + .milliseconds(milliseconds)
      run(.wake, at: now) { $0.wake(at: now, into: &$1) }
    }

    private mutating func run(
      _ call: RecordedCall, at now: Instant, _ body: (inout LabPortal, inout Outbox<LabPortal.Output>) -> Void
    ) {
      var out = Outbox<LabPortal.Output>()
      writer.note(call, at: now, nextPacket: 1)
      body(&machine, &out)
      for output in out.outputs {
        if let deed = output.deed { writer.note(deed) }
        switch output {
        case .turnedAway: turnedAway += 1
        case .refused: refused += 1
        case .plane(.event(let event)):
          guard let what = Happening(event, machine.names, portal: "portal") else { continue }
          let record = TraceRecord(n: 1, t: now, node: "portal", cause: 0, packet: .none, what: what)
          events.append(TapedPortal.line(record))
        case .plane, .followed: break
        }
      }
      writer.check(at: now)
    }

    mutating func file() -> [UInt8] {
      writer.end("the test is over", at: .zero + .seconds(1000))
      return writer.entries.pending
    }
  }

  static func line(_ record: TraceRecord) -> String {
    "\(record.t.nanoseconds) \(record.kind) " + record.fields.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
  }

  static func token(_ machine: LabPortal) -> String {
    let directory = machine.plane.directory
    let id: TokenID = root.identifier("token client")
    return directory.tokens[id].map {
      machine.plane.tokenMint.text(of: $0, account: directory.account.id, nonce: "n")
    } ?? ""
  }

  private static func knock(_ token: String) -> Knock {
    let key = PublicKey(raw: Bytes32([UInt8](repeating: 7, count: 32)) ?? Bytes32())
    let query = "external_id=client&name=client&public_key=\(key.base64.map { $0 == "+" ? "%2B" : "\($0)" }.joined())"
    return Knock(
      "/client/websocket?" + query,
      headers: [("User-Agent", "Linux/6 headless-client/1.5.0 (x86_64)"), ("x-authorization", "Bearer " + token)],
      remote: IPAddress("203.0.113.30"))
  }

  private static var join: [String] {
    var channel = Channel<ToClient, FromClient>(chance: Chance(seed: 1))
    var out = Outbox<Channel<ToClient, FromClient>.Output>()
    channel.handle(.connect, at: .zero, into: &out)
    channel.handle(.opened, at: .zero, into: &out)
    return out.outputs.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  static func told(_ kept: PortalBirth.Kept? = nil) throws -> Told {
    var told = Told(try birth(kept))
    told.tell(.start, at: 0)
    told.tell(.knocked(SocketID(1), knock("guessed")), at: 10)
    told.tell(.opened(SocketID(1)), at: 11)
    told.tell(.knocked(SocketID(2), knock(token(told.machine))), at: 20)
    told.tell(.opened(SocketID(2)), at: 21)
    for text in join { told.tell(.text(SocketID(2), text), at: 30) }
    told.tell(.text(SocketID(2), "{"), at: 31)
    told.tell(.wished(.change(.setSearchDomain("corp.example")), serial: 7), at: 40)
    told.tell(.wished(.revoke(resource: "nothing", client: "client", gateway: "gateway"), serial: 8), at: 50)
    told.tell(.wished(.change(.setPolicy(resource: "MyCorp Network", group: nil, enabled: false)), serial: 9), at: 60)
    told.tell(.wished(.sync, serial: 10), at: 61)
    told.tell(.described(try rows().filter { $0.key.kind != .policy }.map(\.described)), at: 70)
    told.wake(at: 60_000)
    told.tell(.closed(SocketID(2)), at: 60_100)
    return told
  }
}

@Suite struct PortalReplayTests {
  @Test func `a portal that is executed again tells the same at the same times`() throws {
    var told = try TapedPortal.told()
    #expect(told.turnedAway == 1 && told.refused == 2 && told.events.count > 10)
    var lab = try Bundle.read(told.file()).lab
    #expect(lab.divergence == nil, "\(lab.divergence?.description ?? "")")
    #expect(lab.trace.map(TapedPortal.line) == told.events)
    let (end, state) = (lab.end, try lab.answer(.state(["portal"])))
    #expect(try lab.answer(.state(["portal", "sites"])) != .fact(.none))
    try lab.travel(to: .event(end.events / 2))
    #expect(lab.trace.count < end.events)
    try lab.travel(to: .position(end))
    #expect(try lab.trace.map(TapedPortal.line) == told.events && lab.answer(.state(["portal"])) == state)
    #expect(try lab.lastChange(of: ["portal", "policies"]) != nil)
    #expect(try lab.answer(.names(.tap)) == .fact(.list([.text("portal.ws")])))
  }

  @Test func `a portal goes on from what an earlier one left`() throws {
    var first = try TapedPortal.told()
    _ = first.file()
    var record = first.machine.plane.record
    let ids = record.directory
    func id(_ kind: DirectoryRow.Kind) throws -> String { try #require(ids.first { $0.key.kind == kind }).key.id }
    let access = AccessPath(
      gateway: try #require(GatewayID(try id(.gateway))), client: try #require(ClientID(try id(.client))),
      resource: try #require(ResourceID(try id(.resource))))
    let basis = Authorization.Basis(
      policy: nil, group: nil, token: try #require(TokenID(try id(.token))), site: try #require(SiteID(try id(.site))))
    var row = AuthorizationRow(
      id: AuthorizationID(3), access: access, basis: basis, createdAt: TapedPortal.wall.epoch,
      expiresAt: TapedPortal.wall.epoch + .seconds(30))
    row.confirmedAt = TapedPortal.wall.epoch
    row.names.group = "Everyone"
    record.authorizations = [row]
    record.lastNumber = 3
    let kept = PortalBirth.Kept(record, lab: first.machine.described, starts: 1)
    var told = try TapedPortal.told(kept)
    let bundle = try Bundle.read(told.file())
    guard case .recording(let recording) = bundle.contents, case .portal(let birth) = recording.birth.own else {
      return #expect(Bool(false))
    }
    #expect(birth.kept?.record == record && birth.kept?.starts == 1 && birth.kept?.lab == first.machine.described)
    let lab = bundle.lab
    #expect(lab.divergence == nil && lab.trace.map(TapedPortal.line) == told.events)
    // It ran out while the portal was there.
    #expect(lab.trace.contains { $0.kind == "authorization.ended" })
  }

  @Test func `nobody's name, identifier, token or word is in what is handed on`() throws {
    var told = try TapedPortal.told()
    let token = TapedPortal.token(told.machine)
    let file = told.file()
    let anonymous = Anonymiser.bundle(of: try Bundle.read(file).lab, key: [UInt8](0..<32), end: "over")
    var secrets = ["MyCorp", "httpbin", "mycro", "aws-gws", "Downloads", "corp.example", token].map { Array($0.utf8) }
    secrets += try TapedPortal.rows().filter { $0.key.kind != .account }.map { Array($0.key.id.prefix(36).utf8) }
    secrets.append(TapedPortal.root.keyBytes)
    let (search, all) = (Search(anonymous), Search(file))
    #expect(secrets.count > 20 && secrets.count { all.contains($0) } > secrets.count * 2 / 3)
    #expect(secrets.filter { search.contains($0) }.map { String(decoding: $0, as: UTF8.self) } == [])
    #expect(try Bundle.read(anonymous).lab.trace.map(\.kind) == Bundle.read(file).lab.trace.map(\.kind))
  }

  @Test func `whatever stands in it, it is gone through or refused`() throws {
    var told = try TapedPortal.told()
    let bodies = EntryWriter.bodies(of: told.file())
    var chance = Chance(seed: 4)
    var counts = (read: 0, refused: 0)
    for _ in 0..<150 {
      var hostile = bodies
      let i = Int(chance.below(UInt32(bodies.count)))
      let place = Int(chance.below(UInt32(hostile[i].count)))
      hostile[i][place] = UInt8(truncatingIfNeeded: chance.nextUInt32())
      if try Hostile.isGoneThrough(hostile) { counts.read += 1 } else { counts.refused += 1 }
    }
    #expect(counts.read > 10 && counts.refused > 10, "\(counts)")
  }
}
