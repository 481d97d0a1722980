import Access
import Base
import Glibc
import Lab
import Portal
import Synchronization
import Testing
import Traversal

@testable import Live

/// Portal, relay, gateway and client of the reference, each on a thread of its own, in the streets of a test.
final class Town {
  let streets: Streets
  let portal: LocalPortal
  let names: NameBook
  let client = Diary()
  let gateway = Diary()
  let relay = Diary()
  private(set) var clientControl: NodeControl<AccessClient>?
  private(set) var gatewayControl: NodeControl<AccessGateway>?
  private let relayBell: Bell
  private var threads: [pthread_t] = []

  /// - Parameter recordings: a folder for what client and gateway are told.
  init(
    _ name: String, flags: [FeatureFlag] = [.icmpErrorUnreachableProhibitedCreateNewFlow], recordings: String? = nil
  ) throws {
    streets = try Streets(name)
    let clock = LiveClock()
    let chance = Chance(seed: UInt64.random(in: 0 ... .max))
    var topology = Topology.myCorp
    topology.relays.removeLast()
    var builder = DirectoryBuilder(topology: topology, root: chance, wall: clock.wall)
    let directory = try builder.directory()
    names = builder.names
    relayBell = try Bell()
    let portal = try LocalPortal(directory, clock: clock, chance: chance.stream("portal"))
    self.portal = portal
    begin { try portal.run() }
    try startRelay(recordings)
    var settings = NodeSettings()
    for flag in flags { settings.flags[flag] = true }
    func recording(_ name: String) -> String? { recordings.map { "\($0)/\(name).fzb" } }
    (settings.name, settings.program) = ("gateway", "a test")
    gatewayControl = try startNode(
      AccessGateway.self, settings, in: streets.gateway, as: "gateway", gateway, recording("gateway"))
    settings.name = "client"
    clientControl = try startNode(
      AccessClient.self, settings, in: streets.client, as: "client", client, recording("client"))
  }

  private func startRelay(_ recordings: String?) throws {
    let (space, bell, diary) = (streets.router, relayBell, relay)
    guard let id = names.relays.keys.first else { return }
    let portal = portal
    begin {
      try NetworkNamespace.enter(named: space)
      var policy = RelayPolicy([
        PublicAddresses(
          v4: IPv4Address(203, 0, 113, 101), v6: IPv6Address(high: 0x0203_0000_0113_0000, low: 0x101))
      ])
      policy.peers = PeerFilter(denying: PeerFilter.special)
      var chance = try Chance.drawnFromKernel()
      let relay = try LiveRelay(
        RelaySettings(policy, secret: StampSecret(drawnFrom: &chance)),
        portal: try portal.transport(of: .relay(id)), bell: bell,
        recording: try recordings.map {
          try RecordingFile(creating: "\($0)/relay.fzb", limit: RecordingFile.usualLimit)
        }, observe: diary.write)
      try relay.run()
    }
  }

  /// The node's control, when the node is there.
  private func startNode<Machine: NodeMachine>(
    _: Machine.Type, _ settings: NodeSettings, in space: String, as name: String, _ diary: Diary,
    _ recording: String?
  ) throws -> NodeControl<Machine>? {
    let participant =
      names.client(named: name).map { Participant.client($0) }
      ?? names.gateway(named: name).map { .gateway($0) }
    let portal = portal
    let promise = Mutex<NodeControl<Machine>?>(nil)
    let box = Box(promise: promise)
    begin {
      try NetworkNamespace.enter(named: space)
      guard let participant else { return }
      let node = try LiveNode<Machine>(
        settings, portal: try portal.transport(of: participant), control: try NodeControl(),
        recording: try recording.map { try RecordingFile(creating: $0, limit: RecordingFile.usualLimit) },
        observe: diary.write)
      box.promise.withLock { $0 = node.control }
      try node.run()
    }
    try wait(for: "node \(name)") { box.promise.withLock { $0 != nil } }
    return box.promise.withLock { $0 }
  }

  private final class Box<Value: Sendable>: Sendable {
    let promise: Mutex<Value?>

    init(promise: consuming Mutex<Value?>) { self.promise = promise }
  }

  private func begin(_ body: @escaping @Sendable () throws -> Void) {
    let thread = try? LoopThread.start {
      do { try body() } catch { Issue.record("\(error)") }
    }
    if let thread { threads.append(thread) }
  }

  struct TimedOut: Error, CustomStringConvertible {
    let what: String
    let diaries: [String]
    var description: String { "waited for \(what) in vain\n" + diaries.joined(separator: "\n") }
  }

  func wait(for what: String, seconds: Int = 20, until done: () -> Bool) throws {
    for _ in 0..<seconds * 100 {
      if done() { return }
      usleep(10_000)
    }
    throw TimedOut(what: what, diaries: [client.text(names), gateway.text(names), relay.text(names)])
  }

  /// Until both ends have their addresses and the client knows of a relay.
  func ready() throws {
    for (diary, name) in [(client, "client"), (gateway, "gateway")] {
      try wait(for: "\(name)'s interface") { diary.contains { if case .interface = $0 { true } else { false } } }
      try wait(for: "\(name)'s allocation") {
        diary.contains { if case .access(.turn(_, .allocated)) = $0 { true } else { false } }
      }
    }
  }

  func end() {
    clientControl?.stop()
    gatewayControl?.stop()
    relayBell.ring()
    portal.stop()
    for thread in threads { pthread_join(thread, nil) }
    streets.remove()
  }
}

/// What a node told.
final class Diary: Sendable {
  private let events = Mutex<[(event: LiveEvent, at: Instant)]>([])

  func write(_ event: LiveEvent, _ now: Instant) { events.withLock { $0.append((event, now)) } }
  func contains(_ isSought: (LiveEvent) -> Bool) -> Bool { count(isSought) > 0 }
  func count(_ isSought: (LiveEvent) -> Bool) -> Int { events.withLock { $0.filter { isSought($0.event) }.count } }
  var all: [(event: LiveEvent, at: Instant)] { events.withLock { $0 } }

  func text(_ names: NameBook) -> String {
    events.withLock { events in
      events.suffix(60).map { event, _ in
        if case .access(let event) = event { "\(AccessReport(event, names).kind) \(event)" } else { "\(event)" }
      }.joined(separator: "\n")
    }
  }
}
