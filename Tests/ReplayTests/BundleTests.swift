import Access
import Base
import Cipher
import Portal
import Replay
import Sim
import Testing
import Traversal
import Wire
import WireGuard

@testable import Lab

/// Bundles as bytes, whole and hostile.
@Suite struct BundleTests {
  private static func calls(_ file: [UInt8]) throws -> [String] {
    guard case .recording(let recording) = try Bundle.read(file).contents else { return [] }
    return recording.calls.map { "\($0.at.nanoseconds) \($0.nextPacket) \($0.what)" }
  }

  @Test func `a node that was killed leaves what was whole`() throws {
    let file = try Taped.file()
    let whole = try Self.calls(file)
    var counts: [Int] = []
    for length in stride(from: file.count - 1, to: 300, by: -211) {
      let bundle = try Bundle.read(Array(file[..<length]))
      let calls = try Self.calls(Array(file[..<length]))
      #expect(calls == Array(whole[..<calls.count]))
      #expect(bundle.end == nil && bundle.lab.divergence == nil)
      #expect(bundle.cut.map { $0 < length } ?? true)
      counts.append(calls.count)
    }
    #expect(counts == counts.sorted(by: >) && counts.first != counts.last)
  }

  @Test func `room that nothing was written to is no damage`() throws {
    let file = try Taped.file()
    let bundle = try Bundle.read(file + [UInt8](repeating: 0, count: 4096))
    #expect(bundle.cut == file.count)
    #expect(try Self.calls(file + [0, 0]) == Self.calls(file))
  }

  @Test func `a byte that is another one is found, and said where`() throws {
    let file = try Taped.file()
    for place in stride(from: 0, to: file.count, by: 97) {
      var damaged = file
      damaged[place] ^= 0x10
      do throws(BundleProblem) {
        // A length that is too great looks like a tail that was cut off.
        #expect(try Bundle.read(damaged).cut != nil, "byte \(place)")
      } catch {
        #expect(error.offset <= place && "\(error)".hasPrefix("byte \(error.offset): "))
      }
    }
  }

  private static let birth: [UInt8] = {
    let local = LocalNode(
      keys: StaticKeys(PrivateKey(raw: Bytes32())), sockets: [], wall: WallClock(epoch: UnixTime(seconds: 1)),
      chance: Chance(seed: 1))
    var body: [UInt8] = [BundleFormat.Tag.birth.rawValue, 0]
    body.put(BundleBirth(.client, name: "n", program: "p", local, flags: FeatureFlags(), addresses: []))
    return body
  }()

  /// Entries that are none, each as its body behind a birth.
  @Test(
    arguments: [
      ([1], "the entry is too short"), ([9, 0], "there is no tag 9"), (birth, "a second birth"),
      ([2, 0, 0, 99], "there is no input 99"), ([2, 0, 0, 11, 2], "2 is neither yes nor no"),
      ([2, 0, 0, 4, 3, 200, 1], "200 of something in 0 bytes"), ([2, 0, 0, 4, 3, 1, 0xff], "not UTF-8"),
      ([2, 0, 0, 4, 9], "nothing 9 happens to a socket"), ([2, 0, 0, 5, 0, 1, 0x45], "no IP packet"),
      ([2, 0, 3, 1], "a packet's number is out of range"), ([2, 0, 0, 1, 7], "1 bytes behind the end of the entry"),
      ([2] + [UInt8](repeating: 0xff, count: 9) + [1, 0, 1], "a time beyond all times"),
      ([2] + [UInt8](repeating: 0xff, count: 11), "a number of more than 64 bits"),
      ([2, 0, 0, 12, 1, 0x78, 1], "there is no flag `x`"), ([2, 0, 0, 9, 1, 5], "there is no family 5"),
      ([6, 0], "an entry of another kind of bundle"), ([3, 0, 0, 0, 1, 0, 77], "there is no fact 77"),
      (
        [3, 0, 0, 0, 1, 0] + [UInt8](repeating: 12, count: 1) + [
          1, 12, 1, 12, 1, 12, 1, 12, 1, 12, 1, 12, 1, 12, 1, 12, 1, 0,
        ],
        "too deep"
      ),
    ] as [([UInt8], String)])
  func `what is no entry is one clear error`(body: [UInt8], words: String) throws {
    let file = EntryWriter.file(.recording, bodies: [Self.birth, body])
    do throws(BundleProblem) {
      _ = try Bundle.read(file)
      Issue.record("it was read")
    } catch {
      #expect(error.reason.contains(words), "\(error)")
      #expect((Self.birth.count...file.count).contains(error.offset))
    }
  }

  @Test(
    arguments: [
      ([], 0, "this is no bundle"), (Array("#!/bin/sh".utf8), 0, "this is no bundle"),
      (BundleFormat.magic, 8, "ends in its head"), (BundleFormat.magic + [2, 1], 8, "a bundle of version 2"),
      (BundleFormat.magic + [1, 9], 9, "no kind 9"), (BundleFormat.magic + [1, 1], 10, "before the node is born"),
      (EntryWriter.file(.recording, bodies: [[5, 0, 0]]), 10, "the first entry is no birth"),
      (EntryWriter.file(.recording, bodies: [birth, [5, 0, 0], [5, 0, 0]]), 0, "an entry behind the end"),
    ] as [([UInt8], Int, String)])
  func `what is no bundle is one clear error`(file: [UInt8], offset: Int, words: String) throws {
    do throws(BundleProblem) {
      _ = try Bundle.read(file)
      Issue.record("it was read")
    } catch {
      #expect(error.reason.contains(words) && (offset == 0 || error.offset == offset), "\(error)")
    }
  }

  @Test func `every input is read as it was written`() throws {
    let end = Endpoint(.v6(IPv6Address(high: 1, low: 2)), 65_535)
    let v4 = Endpoint(.v4(IPv4Address(192, 0, 2, 1)), 0)
    let packet = try #require(IPPacket.udp(from: v4, to: v4, [1, 2, 3]))
    let wire = RecordedCall.WireArrival([0, 255], from: end, to: v4, PacketID(3), .ect0)
    let calls: [RecordedCall] = [
      .start, .wake, .shutDown, .portal(.opened), .portal(.refused(status: 403)), .portal(.distrusted(reason: "x")),
      .portal(.closed(reason: "é")),
      .portal(.text("{}")), .packet(packet, PacketID(.max)), .datagram(wire), .sent(wire),
      .answered(LookupID(.max), .message([1])), .answered(LookupID(0), .timedOut), .answered(LookupID(1), .failed("x")),
      .resolved(LookupID(2), .addresses([end.address, v4.address])), .resolved(LookupID(3), .failed("")),
      .systemResolvers([end, v4]), .roam([]), .setInternetResource(true), .setFlag(.noAuthorizationControlEvent, false),
      .setQuirk(.twinLost, true), .setChannelQuirk(.evictWithoutWord, true),
      .opened(end), .occupied(v4),
      .knocked(SocketID(.max), Knock("/x?é", headers: [("a", ""), ("B", "c")], remote: end.address)),
      .knocked(SocketID(0), Knock("", headers: [], remote: nil)), .socketOpened(SocketID(1)),
      .socketClosed(SocketID(2)), .socketText(SocketID(3), "{}"), .wished(.flag(name: "f", on: true), serial: 4),
      .wished(.change(.addGroup("é")), serial: 0), .described([]),
      .described(Array(try TapedPortal.rows().prefix(20))),
      .clockSet(WallClock(epoch: UnixTime(nanoseconds: -1))),
    ]
    #expect(Set(calls.map(\.kind)).count == RecordedCall.Kind.allCases.count)
    var file = EntryWriter.file(.recording, bodies: [Self.birth])
    var writer = EntryWriter(.recording)
    var base: UInt32 = 1
    for (i, call) in calls.enumerated() {
      let next = i % 2 == 0 ? UInt32(i + 1) : UInt32.max - 5
      writer.append(.call, at: Instant(nanoseconds: Int64(i) * 1000)) { bytes in
        bytes.put(signed: Int64(next) - Int64(base))
        bytes.put(call, base: next)
      }
      base = next
    }
    file += writer.pending.dropFirst(BundleFormat.headLength)
    #expect(try Self.calls(file).map { $0.split(separator: " ", maxSplits: 2)[2] } == calls.map { "\($0)"[...] })
  }

  private static var policy: RelayPolicy {
    var policy = RelayPolicy([
      PublicAddresses(v4: IPv4Address(192, 0, 2, 1), v6: IPv6Address(high: 1, low: 2)), PublicAddresses(v4: nil),
    ])
    (policy.listenPort, policy.ports, policy.channelNumbers) = (1, 2...3, 0x4000...0x4001)
    (policy.realm, policy.software) = ("r", "")
    policy.peers.allow(IPPrefix(IPAddress.v4(IPv4Address(10, 1, 0, 0)), length: 16) ?? policy.peers.rules[0].prefix)
    (policy.reachesOwnHost, policy.confirmsSockets) = (true, true)
    policy.limits.allocationsPerOwner = 7
    policy.limits.unauthenticatedAnswersPerSecond = .max
    return policy
  }

  private static func relay(_ policy: RelayPolicy, patience: Duration? = nil) -> [UInt8] {
    let local = LocalRelay(
      policy, secret: StampSecret("s"), wall: WallClock(epoch: UnixTime(seconds: 1)), chance: Chance(seed: 1),
      patience: patience)
    var body: [UInt8] = [BundleFormat.Tag.birth.rawValue, 0]
    body.put(BundleBirth(name: "n", program: "p", local))
    return body
  }

  @Test(arguments: [nil, .seconds(1), .seconds(-1)] as [Duration?])
  func `a relay is born as it was written`(patience: Duration?) throws {
    let body = Self.relay(Self.policy, patience: patience)
    let bundle = try Bundle.read(EntryWriter.file(.recording, bodies: [body]))
    guard case .recording(let recording) = bundle.contents, case .relay(let local) = recording.birth.own else {
      return #expect(Bool(false))
    }
    #expect(local.patience == patience && local.secret.revealed == "s")
    #expect(local.policy.peers.rules.count == Self.policy.peers.rules.count)
    #expect(bundle.origin.sockets.count == 2 && bundle.origin.role == .relay)
    var again: [UInt8] = [BundleFormat.Tag.birth.rawValue, 0]
    again.put(recording.birth)
    #expect(again == body)
  }

  @Test func `a relay that cannot be is no bundle`() throws {
    for count in [0, 17] {
      let policy = RelayPolicy(Array(repeating: PublicAddresses(v4: nil), count: count))
      #expect(throws: BundleProblem.self) {
        try Bundle.read(EntryWriter.file(.recording, bodies: [Self.relay(policy)]))
      }
    }
    // The ports stand behind a relay's addresses, its listening port among them.
    var body = Self.relay(Self.policy)
    let place = try #require(body.indices.first { body[$0...].starts(with: [1, 0, 2, 0, 3, 0]) })
    body[place + 2] = 9
    #expect(throws: BundleProblem.self) { try Bundle.read(EntryWriter.file(.recording, bodies: [body])) }
  }

  @Test func `facts and states are read as they were written`() throws {
    let facts: [Fact] = [
      .none, .flag(true), .flag(false), .number(.min), .text("ü"), .address(.v4(IPv4Address(bits: 7))),
      .endpoint(Endpoint(.v6(.unspecified), 9)), .duration(.seconds(-1)), .instant(.distantFuture),
      .packet(PacketID(4)),
      .bytes([0]), .list([.list([.none])]), .prefix(try #require(IPPrefix("10.0.0.0/9"))),
    ]
    let state = State.record([
      .init("a", .fact(.list(facts))), .init("b", .table(columns: ["x", "y"], rows: [[.none, .number(1)]])),
    ])
    var bytes: [UInt8] = []
    bytes.put(state)
    var cursor = BundleCursor(bytes, bytes.indices)
    #expect(try cursor.state() == state)
    try cursor.finish()
  }
}
