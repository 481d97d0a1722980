import Base
import Portal

/// The portal of a lab as a process serves it: judges who knocks, follows its lab file, and takes an operator's wishes by
/// names.
package struct LabPortal: Machine {
  package enum Input: Sendable {
    /// What an earlier process left is taken in, and what the lab file says otherwise now is followed.
    case start
    /// Somebody asks to be let in; who is not turned away opens his socket next.
    case knocked(SocketID, Knock)
    case opened(SocketID)
    case closed(SocketID)
    case text(SocketID, String)
    /// - serial: tells two objects of one name apart that do not exist at the same time.
    case wished(ControlWish, serial: Int)
    /// What the lab file says now, as `DirectoryRow.described` has it.
    case described([DirectoryRow])
    /// The machine's clock was set: tokens, conditions and ends are held against this one from now on.
    case clockSet(WallClock)
  }

  package enum Output: Sendable {
    case plane(ControlPlane.Output)
    case turnedAway(SocketID, LoginRefusal)
    /// The wish is not fulfilled, or not all of it.
    case refused(LabError)
    /// So many changes that the lab file made necessary.
    case followed(Int)
  }

  package private(set) var plane: ControlPlane
  package private(set) var names: NameBook
  /// As the lab file says it.
  package private(set) var described: [DirectoryRow]
  private let root: Chance
  /// Who was let in and has not opened its socket yet.
  private var admitted = SortedTable<SocketID, Login>()
  /// Until it starts.
  private var birth: PortalBirth?

  package init(_ birth: PortalBirth) {
    (self.birth, root) = (birth, birth.root)
    described = birth.rows.map(\.described)
    plane = ControlPlane(
      directory: birth.directory, wall: birth.wall, chance: birth.root.stream("portal"),
      start: birth.kept?.starts ?? 0)
    names = NameBook(birth.directory)
  }

  package var timers: TimerTable<ControlPlane.Timer> { plane.timers }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .start: start(at: now, into: &out)
    case .knocked(let socket, let knock): judge(knock, of: socket, at: now, into: &out)
    case .opened(let socket):
      guard let login = admitted.take(socket) else { return out.put(.plane(.close(socket))) }
      drive(.opened(socket, login), at: now, into: &out)
    case .closed(let socket):
      guard admitted.take(socket) == nil else { return }
      drive(.closed(socket), at: now, into: &out)
    case .text(let socket, let text): drive(.text(socket, text), at: now, into: &out)
    case .wished(let wish, let serial):
      do throws(LabError) { try operate(wish, serial, at: now, into: &out) } catch { out.put(.refused(error)) }
    case .described(let rows):
      let old = described
      described = rows
      out.put(.followed(follow(from: old, at: now, into: &out)))
    case .clockSet(let wall): drive(.clockSet(wall), at: now, into: &out)
    }
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    for output in out.nested({ plane.wake(at: now, into: &$0) }) { out.put(.plane(output)) }
  }

  @discardableResult
  private mutating func drive(
    _ input: ControlPlane.Input, at now: Instant, into out: inout Outbox<Output>
  ) -> [ControlPlane.Output] {
    let outputs = out.nested { plane.handle(input, at: now, into: &$0) }
    for output in outputs { out.put(.plane(output)) }
    return outputs
  }

  private mutating func start(at now: Instant, into out: inout Outbox<Output>) {
    guard let birth else { return }
    self.birth = nil
    for output in out.nested({ plane.restore(birth.record, at: now, into: &$0) }) { out.put(.plane(output)) }
    if let old = birth.kept?.lab { follow(from: old, at: now, into: &out) }
    if birth.renewsTokens {
      for action in birth.renewals(in: plane.directory) { drive(.operate(action), at: now, into: &out) }
    }
    wake(at: now, into: &out)
    names = NameBook(plane.directory)
  }

  private mutating func judge(_ knock: Knock, of socket: SocketID, at now: Instant, into out: inout Outbox<Output>) {
    do throws(LoginRefusal) {
      let request = try LoginRequest(target: knock.target, headers: knock.headers.map { ($0.name, $0.value) })
      let login = try plane.admit(request, from: Origin(remoteIP: knock.remote), at: now)
      admitted[socket] = login
      names.learn(login.participant, request.name)
    } catch {
      out.put(.turnedAway(socket, error))
    }
  }

  /// Does what a description of the directory asks for that is another now; what operators have changed besides stays.
  ///
  /// - Returns: how many changes that were.
  @discardableResult
  private mutating func follow(
    from old: [DirectoryRow], at now: Instant, into out: inout Outbox<Output>
  ) -> Int {
    let time = UnixTime(seconds: plane.wall.time(at: now).seconds)
    let actions = DirectoryDifference(from: old, to: described).actions(on: plane.directory, at: time)
    for action in actions { drive(.operate(action), at: now, into: &out) }
    names = NameBook(plane.directory)
    return actions.count
  }

  /// Why a client would be refused a resource now, as the portal words it; nil where it would not.
  package func refusal(of client: String, _ resource: String, at now: Instant) throws(LabError) -> String? {
    let orders = PortalOrders(plane.directory, names, root, serial: 0, at: plane.wall.time(at: now))
    return plane.wouldRefuse(try orders.clientID(client), try orders.resource(resource), at: now)?.wireText
  }

  private mutating func operate(
    _ wish: ControlWish, _ serial: Int, at now: Instant, into out: inout Outbox<Output>
  ) throws(LabError) {
    var orders = PortalOrders(plane.directory, names, root, serial: serial, at: plane.wall.time(at: now))
    for action in try orders.actions(wish) {
      let outputs = drive(.operate(action), at: now, into: &out)
      names = NameBook(plane.directory)
      for case .event(let event) in outputs {
        if case .actionRefused = event, let refusal = PortalReport(event, names)?.refusal { throw refusal }
      }
    }
  }
}

extension PortalOrders {
  fileprivate mutating func actions(_ wish: ControlWish) throws(LabError) -> [OperatorAction] {
    switch wish {
    case .revoke(let resource, let client, let gateway):
      let (client, resource) = (try clientID(client), try self.resource(resource))
      return [.rejectAccess(try gatewayID(gateway), client, resource)]
    case .filters(let resource, let filters): return [.setFilters(try self.resource(resource), filters)]
    case .change(let change): return try orders(for: change)
    default: throw .notSupported(what: "this with the portal", reason: "a client or a gateway does that")
    }
  }
}

/// What the opening of a WebSocket says of whoever opens it.
package struct Knock: Hashable, Sendable {
  package struct Header: Hashable, Sendable {
    package let name: String
    package let value: String
  }

  /// Path and query as form data.
  package let target: String
  package let headers: [Header]
  package let remote: IPAddress?

  package init(_ target: String, headers: [(name: String, value: String)], remote: IPAddress?) {
    (self.target, self.remote) = (target, remote)
    self.headers = headers.map { Header(name: $0.name, value: $0.value) }
  }
}

extension NameBook {
  /// As the directory has them.
  package init(_ directory: Directory) {
    self.init()
    clients = SortedTable(directory.clients.map { ($0.key, $0.value.name) })
    gateways = SortedTable(directory.gateways.map { ($0.key, $0.value.name) })
    resources = SortedTable(directory.resources.map { ($0.key, $0.value.name) })
    sites = SortedTable(directory.sites.map { ($0.key, $0.value.name) })
    relays = SortedTable(directory.relays.map { ($0.key, $0.value.name) })
  }

  /// Participants call themselves what they like; those that the directory knows have their names.
  fileprivate mutating func learn(_ participant: Participant, _ name: String?) {
    guard let name, !name.isEmpty else { return }
    switch participant {
    case .client(let id): clients[id] = clients[id] ?? name
    case .gateway(let id): gateways[id] = gateways[id] ?? name
    case .relay(let id): relays[id] = relays[id] ?? name
    }
  }
}
