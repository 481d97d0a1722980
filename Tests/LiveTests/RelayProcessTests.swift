import Base
import Glibc
import Synchronization
import Testing
import Traversal

@testable import Live

/// Our relay on real sockets, with coturn's client.
@Suite(.serialized, .enabled(if: RelayProcess.missing == nil, "\(RelayProcess.missing ?? "")"))
struct RelayProcessTests {
  @Test func `every mode of coturn's client is served`() throws {
    let relay = try RelayProcess("t", ports: 50_000...50_999)
    defer { relay.end() }
    let modes = [
      "channel", "indication", "padded", "unfragmented", "between-clients", "even-port", "v6", "v6-indication", "dual",
      "many", "extra", "wrong-password", "unknown-user",
    ]
    #expect(relay.turnutils(modes) == modes.map { "\($0) ok" })
  }

  @Test func `ports of other programs are passed over`() throws {
    // Chance chooses: with seven of twenty, eight attempts always find one, and twenty allocations do not miss all.
    let relay = try RelayProcess("o", ports: 50_000...50_019, occupied: 50_001...50_007)
    defer { relay.end() }
    func wasOccupied() -> Bool { relay.diary.contains { if case .relay(.occupied) = $0 { true } else { false } } }
    for _ in 0..<10 where !wasOccupied() {
      #expect(relay.turnutils(["channel", "v6"]) == ["channel ok", "v6 ok"])
    }
    #expect(wasOccupied())
  }

  @Test func `what nobody understands is dropped, and others are served on`() throws {
    let relay = try RelayProcess("g", ports: 50_000...50_999)
    defer { relay.end() }
    let garbage =
      "import os, socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); "
      + "[s.sendto(os.urandom(n % 1400), ('127.0.0.1', 3478)) for n in range(20000)]"
    #expect(Command.run("ip", "netns", "exec", relay.space, "python3", "-c", garbage).succeeded)
    #expect(relay.turnutils(["channel"]) == ["channel ok"])
    #expect(relay.diary.contains { if case .relay(.dropped) = $0 { true } else { false } })
  }
}

/// A relay in a namespace of its own, with the loopback addresses.
final class RelayProcess {
  static let missing: String? =
    Streets.missing
    ?? ["bash", "turnutils_uclient", "turnutils_peer"].first { Command.find($0) == nil }.map {
      "\($0) is not installed"
    }

  let space: String
  let diary = Diary()
  private let bell: Bell
  private let thread: pthread_t
  private let secret = StampSecret("a secret of the relay")

  init(_ name: String, ports: ClosedRange<UInt16>, occupied: ClosedRange<UInt16>? = nil) throws {
    let space = "fz\(getpid() % 100_000)\(name)t"
    self.space = space
    Command.run("ip", "netns", "add", space)
    Command.run("ip", "-n", space, "link", "set", "lo", "up")
    bell = try Bell()
    let (bell, diary, secret) = (bell, diary, secret)
    let isReady = Atomic<Bool>(false)
    let flag = Flag(isReady)
    thread = try LoopThread.start {
      do {
        try NetworkNamespace.enter(named: space)
        let addresses: [IPAddress] = [.v4(IPv4Address(127, 0, 0, 1)), .v6(IPv6Address(high: 0, low: 1))]
        let others = try (occupied.map(Array.init) ?? []).flatMap { port in
          try addresses.map { try UDPSocket(Endpoint($0, port)) }
        }
        var policy = RelayPolicy([PublicAddresses(v4: IPv4Address(127, 0, 0, 1), v6: IPv6Address(high: 0, low: 1))])
        policy.ports = ports
        policy.channelNumbers = 0x4000...0x7fff
        policy.peers = PeerFilter(denying: [])
        policy.reachesOwnHost = true
        let relay = try LiveRelay(RelaySettings(policy, secret: secret), portal: nil, bell: bell, observe: diary.write)
        flag.value.store(true, ordering: .releasing)
        try relay.run()
        withExtendedLifetime(others) {}
      } catch { Issue.record("\(error)") }
    }
    for _ in 0..<500 where !flag.value.load(ordering: .acquiring) { usleep(10_000) }
  }

  private final class Flag: Sendable {
    let value: Atomic<Bool>

    init(_ value: consuming Atomic<Bool>) { self.value = value }
  }

  func turnutils(_ modes: [String]) -> [String] {
    let username = "\(time(nil) + 3600):client"
    let script = String(#filePath.dropLast("/LiveTests/RelayProcessTests.swift".utf8.count)) + "/Interop/turnutils.sh"
    let words = ["ip", "netns", "exec", space, "bash", script, "3478", username, secret.password(of: username)] + modes
    return Command.run(words).output.split(separator: "\n").map(String.init)
  }

  func end() {
    bell.ring()
    pthread_join(thread, nil)
    Command.run("ip", "netns", "del", space)
  }
}
