import Base
import Glibc
import Portal
import Testing

@testable import Lab
@testable import Live

/// The database of a portal.
@Suite final class StateFileTests {
  private let folder: String
  private var path: String { folder + "/state" }
  private let secret = [UInt8](repeating: 7, count: 32)

  init() throws {
    var template = Array("/tmp/fzsh-state.XXXXXX\0".utf8CString)
    folder = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit { Command.run("rm", "-r", folder) }

  private func portal(_ state: StateFile, _ topology: Topology = .myCorp) throws -> LivePortal {
    try LivePortal(topology, secret: secret, clock: LiveClock(), state: state)
  }

  /// The bytes of another file in its place.
  private func put(_ bytes: [UInt8], mode: mode_t = 0o600) throws {
    let file = try #require(fopen(path, "w"))
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    chmod(path, mode)
  }

  private func problem(_ body: () throws -> Void) -> StateProblem.Reason? {
    do { try body() } catch let problem as StateProblem {
      return problem.reason
    } catch LivePortalProblem.state(let problem) {
      return problem.reason
    } catch { Issue.record("\(error)") }
    return nil
  }

  @Test func `a portal begins where the one before it was`() throws {
    let first = try { try portal(StateFile(path: path)).plane.directory.rows }()
    let again = try { try portal(StateFile(path: path)).plane.directory.rows }()
    #expect(first == again && first.count > 20)
    let contents = try #require(try StateFile(path: path).load())
    #expect(contents.labName == "mycorp" && contents.starts == 2)
    #expect(contents.record.directory == first)
  }

  @Test func `the secret is drawn once, or known again`() throws {
    let drawn = try { try StateFile(path: path).secret(nil) }()
    #expect(drawn.count == 32 && Set(drawn).count > 1)
    #expect(try StateFile(path: path).secret(nil) == drawn)
    #expect(try StateFile(path: path).secret(drawn) == drawn)
    #expect(problem { _ = try StateFile(path: path).secret(secret) } == .otherSecret)
  }

  @Test func `of a secret that was given the file keeps none`() throws {
    #expect(try StateFile(path: path).secret(secret) == secret)
    #expect(problem { _ = try StateFile(path: path).secret(nil) } == .secretMissing)
    #expect(problem { _ = try StateFile(path: path).secret([UInt8](repeating: 8, count: 32)) } == .otherSecret)
    let bytes = Command.run("cat", path, path + "-wal").output
    #expect(!bytes.contains(String(decoding: secret, as: UTF8.self)))
  }

  @Test func `what is no state of ours is left as it is`() throws {
    try put(Array("lab: office\n".utf8), mode: 0o644)
    #expect(problem { _ = try StateFile(path: path) } == .notOurs)
    unlink(path)
    let foreign = try Database(path: path, flags: 6)
    try foreign.execute("CREATE TABLE t (a)")
    chmod(path, 0o600)
    #expect(problem { _ = try StateFile(path: path) } == .notOurs)
    #expect(problem { _ = try AuditTrail(path: path) } == .notOurs)
    #expect(try foreign.rows("SELECT count(*) FROM t") == [[.integer(0)]])
    #expect(problem { _ = try StateFile(path: folder) } == .notOurs)
  }

  @Test func `one of a later format is left as it is`() throws {
    _ = try portal(StateFile(path: path))
    try Database(path: path, flags: 2).execute("PRAGMA user_version = 2")
    #expect(problem { _ = try StateFile(path: path) } == .newer(format: 2))
    #expect(problem { _ = try AuditTrail(path: path) } == .newer(format: 2))
  }

  @Test func `a damaged one is said to be so`() throws {
    let file = try StateFile(path: path)
    _ = try portal(file)
    file.gather()
    let size = try #require(try Database(path: path, flags: 1).rows("PRAGMA page_size").first?.first?.integer)
    let descriptor = open(path, O_WRONLY)
    for page in 2...6 { pwrite(descriptor, [UInt8](repeating: 0xa5, count: 64), 64, off_t(Int64(page) * size)) }
    close(descriptor)
    withExtendedLifetime(file) {}
    guard case .damaged? = problem({ _ = try AuditTrail(path: path) }) else {
      Issue.record("it is taken")
      return
    }
  }

  @Test func `a row that is none is named`() throws {
    _ = try portal(StateFile(path: path))
    let database = try Database(path: path, flags: 2)
    try database.execute("UPDATE directory SET row = '{}' WHERE kind = 'client'")
    guard case .damaged(let words)? = problem({ _ = try portal(StateFile(path: path)) }) else {
      Issue.record("it is taken")
      return
    }
    #expect(words.hasPrefix("directory: client ") && words.hasSuffix(": it cannot be read"))
    try database.execute("DELETE FROM directory WHERE kind = 'client' OR kind = 'actor'")
    guard case .damaged? = problem({ _ = try portal(StateFile(path: path)) }) else {
      Issue.record("it is taken")
      return
    }
  }

  @Test func `the state of another lab is refused`() throws {
    _ = try portal(StateFile(path: path))
    var other = Topology.myCorp
    other.name = "other"
    #expect(problem { _ = try portal(StateFile(path: path), other) } == .otherLab("mycorp"))
  }

  @Test func `one portal at a time, and it is named`() throws {
    let first = try StateFile(path: path)
    #expect(problem { _ = try StateFile(path: path) } == .inUse(by: "process \(getpid())"))
    withExtendedLifetime(first) {}
    #expect(problem { _ = try AuditTrail(path: folder + "/none") } == .absent)
  }

  @Test func `where the disk is full the portal serves on, and catches up when there is room`() throws {
    let file = try StateFile(path: path)
    var plane = try portal(file).plane
    var news: [StateNews] = []
    let keeper = StateKeeper(file) { news.append($0) }
    try file.database.execute("PRAGMA max_page_count = 1")
    var now = Instant.zero
    func put(_ number: Int) throws {
      let before = plane.directory
      var out = Outbox<ControlPlane.Output>()
      let name = String(repeating: "x", count: 200) + "\(number)"
      let group = Directory.Group(id: GroupID(high: 1, low: UInt64(number)), name: name)
      plane.handle(.operate(.addGroup(group, members: [])), at: now, into: &out)
      keeper.keep(plane.change(by: out.outputs, since: before), of: plane, lab: [], at: now)
    }
    for number in 0..<200 { try put(number) }
    #expect(news == [.lost(StateProblem(path, .full))] && keeper.trouble != nil)
    // It is tried again after a second, not with each change.
    #expect(keeper.nextTry == now + .seconds(1))
    try file.database.execute("PRAGMA max_page_count = 1000000")
    try put(200)
    #expect(news.count == 1)
    now = now + .seconds(1)
    keeper.keep(RecordChange(), of: plane, lab: [], at: now)
    #expect(news.last == .caughtUp && keeper.nextTry == nil)
    #expect(try file.load()?.record.directory == plane.directory.rows)
  }

  @Test func `another program that writes holds it up no longer than its patience`() throws {
    let file = try StateFile(path: path)
    let plane = try portal(file).plane
    let other = try Database(path: path, flags: 2)
    try other.execute("BEGIN IMMEDIATE")
    var change = RecordChange()
    change.rows.put = [plane.directory.rows[0]]
    #expect(problem { try file.write(change) } == .locked)
    try other.execute("ROLLBACK")
    try file.write(change)
  }

  @Test func `the audit trail answers while a portal writes, and only what is asked`() throws {
    let file = try StateFile(path: path)
    let plane = try portal(file).plane
    let (client, gateway) = try (
      #require(plane.directory.clients.keys.first), #require(plane.directory.gateways.keys.first)
    )
    let row = try #require(plane.directory.clients[client])
    var change = RecordChange()
    for number in 1...5 {
      var names = AuthorizationRow.Names()
      (names.client, names.resource) = (number < 3 ? "laptop" : "phone", "wiki")
      // Devices call themselves what they like.
      names.actor = ["", "a\u{0}b", "'; --", "größe", "\u{1F600}"][number - 1]
      let time = UnixTime(seconds: Int64(number))
      var kept = AuthorizationRow(
        id: AuthorizationID(UInt32(number)),
        access: AccessPath(gateway: gateway, client: client, resource: plane.directory.resources.keys[0]),
        basis: .init(policy: nil, group: nil, token: row.token, site: plane.directory.sites.keys[0]), createdAt: time,
        expiresAt: time + .seconds(10), names: names)
      if number == 4 { kept.end = .init(at: time + .seconds(1), reason: "expired") }
      change.authorizations.append(kept)
    }
    try file.write(change)
    let trail = try AuditTrail(path: path)
    func numbers(_ change: (inout AuditTrail.Question) -> Void) throws -> [UInt32] {
      var question = AuditTrail.Question()
      change(&question)
      var numbers: [UInt32] = []
      try trail.read(question) { row in
        numbers.append(row.id.number)
        return true
      }
      return numbers
    }
    #expect(try numbers { _ in } == [1, 2, 3, 4, 5])
    #expect(try numbers { $0.client = "laptop" } == [1, 2])
    #expect(try numbers { $0.client = "x' OR 1=1" } == [])
    func stranger(_ change: (inout AuditTrail.Question) -> Void) throws -> AuditTrail.Stranger? {
      var question = AuditTrail.Question()
      change(&question)
      return try trail.stranger(in: question)
    }
    // Gone from the directory, of whom a row speaks; in it, and of whom none speaks.
    #expect(try stranger { ($0.client, $0.resource) = ("laptop", "wiki") } == nil)
    #expect(try stranger { ($0.client, $0.gateway, $0.resource) = (row.name, "gateway", "MyCorp Network") } == nil)
    #expect(try stranger { _ in } == nil)
    #expect(try stranger { $0.client = "x' OR 1=1" }?.known == ["client", "laptop", "phone"])
    #expect(try stranger { $0.gateway = "Gateway" }?.sort == "gateway")
    #expect(try numbers { ($0.resource, $0.isLiving) = ("wiki", true) } == [1, 2, 3, 5])
    #expect(try numbers { ($0.client, $0.last) = ("phone", 2) } == [4, 5])
    var all: [AuthorizationRow] = []
    try trail.read(.init()) { row in
      all.append(row)
      return true
    }
    #expect(all == change.authorizations)
    #expect(try file.load()?.record.authorizations == change.authorizations.filter { $0.end == nil })
    #expect(try file.load()?.record.lastNumber == 5)
  }

  @Test func `who hands out tokens issues those anew that are good no longer`() throws {
    var topology = Topology.myCorp
    for place in topology.clients.indices { topology.clients[place].tokenLifetime = .seconds(-1) }
    let first = try { try portal(StateFile(path: path), topology) }()
    let token = try #require(first.plane.directory.tokens.values.first { $0.kind == .client })
    for place in topology.clients.indices { topology.clients[place].tokenLifetime = .seconds(60) }
    let time = UnixTime(seconds: 1000)
    let lab = try LabDirectory(topology, Chance(key: secret))
    let issued = Directory.Token(id: token.id, owner: token.owner, expiresAt: time + .seconds(60))
    func birth(_ time: UnixTime) throws -> PortalBirth {
      let wall = WallClock(epoch: time)
      return try PortalBirth(
        Chance(key: secret), wall, rows: lab.rows, kept: nil, renewsTokens: true, issued: time)
    }
    var directory = first.plane.directory
    #expect(try birth(token.expiresAt ?? time).renewals(in: directory).count == 1)
    try directory.put(issued)
    #expect(try birth(time).renewals(in: directory) == [])
  }

  @Test func `policies keep their identifiers when others come before them`() throws {
    var topology = Topology.myCorp
    let resource = topology.resources[0].name
    let root = Chance(key: secret)
    let before = try LabDirectory(topology, root).described
    topology.groups.append(.init(name: "First", members: []))
    topology.policies.insert(.init(group: "First", resource: resource), at: 0)
    let difference = DirectoryDifference(from: before, to: try LabDirectory(topology, root).described)
    #expect(difference.removed == [] && difference.put.map(\.key.kind) == [.group, .policy])
  }
}
