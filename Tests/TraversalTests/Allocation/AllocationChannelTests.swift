import Base
import Testing
import Wire

@testable import Traversal

@Suite struct AllocationChannelTests {
  let peer = at("192.0.2.9:7000")

  /// A peer that is a party, so that what the relay sends to it arrives.
  private func standing() -> Net {
    var net = Net.oneAllocation()
    net.parties.append(Party(peer))
    net.run(for: .seconds(1))
    return net
  }

  @Test func `channels asked for before there is an allocation are bound when there is`() {
    var net = Net.oneAllocation()
    for port in 1...3 as ClosedRange<UInt16> {
      net.act(on: 0) { $0.allocation(.bind(Endpoint(peer.address, port)), at: $1) }
    }
    net.act(on: 0) { $0.allocation(.bind(peer), at: $1) }
    net.run(for: .seconds(1))
    #expect(net.script().filter { $0.hasSuffix("C") } == Array(repeating: "60ms C", count: 4))
    #expect(
      net.parties[0].allocations[0].boundChannels(at: net.now).map(\.number.rawValue) == [
        0x4000, 0x4001, 0x4002, 0x4003,
      ])
  }

  @Test func `data without a channel leaves behind the question for one, and arrives`() {
    var net = standing()
    net.act(on: 0) { $0.allocation(.send([200, 1], to: peer, .none), at: $1) }
    net.run(for: .milliseconds(100))
    let relayed = net.parties[0].allocations[0].relayed[0]
    #expect(net.parties[1].data.map(\.bytes) == [[200, 1]])
    #expect(net.parties[1].data.map(\.from) == [relayed])
    #expect(net.relays[0].reasons.filter { $0 == "unbound-channel" } == [])
  }

  @Test func `what a peer sends is delivered with both addresses, on a channel or as an indication`() {
    var net = standing()
    net.act(on: 0) { $0.allocation(.bind(peer), at: $1) }
    net.parties[1].sockets.append(at("192.0.2.9:7001"))
    net.run(for: .milliseconds(100))
    let relayed = net.parties[0].allocations[0].relayed[0]
    for (i, port) in [7000, 7001, 7002].enumerated() as EnumeratedSequence<[UInt16]> {
      let datagram = Transmission([200, UInt8(i)], from: Endpoint(peer.address, port), to: relayed)
      net.act(onRelay: 0) { $0.receive(datagram, at: $1) }
    }
    net.run(for: .milliseconds(100))
    #expect(net.parties[0].data.map(\.from.port) == [7000, 7001, 7002])
    #expect(net.parties[0].data.allSatisfy { $0.to == relayed })
  }

  @Test(arguments: [true, false])
  func `a channel in use is refreshed every five minutes, whichever way the data goes`(outward: Bool) {
    var net = standing()
    net.act(on: 0) { $0.allocation(.bind(peer), at: $1) }
    net.run(for: .seconds(1))
    let relayed = net.parties[0].allocations[0].relayed[0]
    for _ in 0..<20 {
      net.run(for: .seconds(100))
      if outward {
        net.act(on: 0) { $0.allocation(.send([200], to: peer, .none), at: $1) }
      } else {
        let datagram = Transmission([200], from: peer, to: relayed)
        net.act(onRelay: 0) { $0.receive(datagram, at: $1) }
      }
    }
    #expect(net.script().filter { $0.hasSuffix("C") }.count == 7)
    #expect(net.relays[0].reasons.filter { $0 == "channel-ended" } == [])
    #expect((outward ? net.parties[1].data : net.parties[0].data).count == 19)
  }

  @Test func `a channel that nobody uses ends, and its number rests five minutes more`() {
    var net = standing()
    net.act(on: 0) { $0.allocation(.bind(peer), at: $1) }
    net.run(for: .seconds(650))
    #expect(net.parties[0].allocations[0].boundChannels(at: net.now).isEmpty)
    net.act(on: 0) { $0.allocation(.bind(at("192.0.2.9:7001")), at: $1) }
    net.act(on: 0) { $0.allocation(.bind(peer), at: $1) }
    net.run(for: .seconds(1))
    let bound = net.parties[0].allocations[0].boundChannels(at: net.now)
    #expect(bound.map(\.number.rawValue) == [0x4000, 0x4001])
    #expect(bound.map(\.peer.port) == [7000, 7001])
  }

  @Test func `a peer that the relay refuses is not asked for again within a minute`() {
    var net = standing()
    let denied = at("10.0.0.1:5")
    for _ in 0..<5 {
      net.act(on: 0) { $0.allocation(.send([200], to: denied, .none), at: $1) }
      net.run(for: .seconds(2))
    }
    #expect(net.script().filter { $0.hasSuffix("C") }.count == 1)
    let drops = net.parties[0].allocationEvents.compactMap { event -> AllocationDrop? in
      if case .dropped(let drop, _, _) = event.1 { return drop }
      return nil
    }
    #expect(drops == Array(repeating: .peerRefused, count: 4))
    net.run(for: .seconds(60))
    net.act(on: 0) { $0.allocation(.send([200], to: denied, .none), at: $1) }
    #expect(net.script().filter { $0.hasSuffix("C") }.count == 2)
  }

  @Test func `a relay that lost the allocation gets a new one, and the peer its channel`() {
    var net = standing()
    net.relays = [TestRelay(seed: 5)]
    net.act(on: 0) { $0.allocation(.bind(peer), at: $1) }
    net.run(for: .seconds(1))
    #expect(net.script().suffix(6).map { $0.split(separator: " ")[1] } == ["C", "c437", "A", "a", "C", "c"])
    #expect(
      net.parties[0].allocationNames.suffix(6) == [
        "candidate-lost", "candidate-lost", "allocated", "candidate-found", "candidate-found", "channel-bound",
      ])
  }

  @Test func `at the end the allocation is given back`() {
    var net = standing()
    net.act(on: 0) { $0.allocation(.release, at: $1) }
    net.run(for: .seconds(1))
    #expect(net.relays[0].server.allocations.count == 0)
    #expect(net.relays[0].reasons.last == "released")
    #expect(net.parties[0].allocationNames.suffix(3) == ["candidate-lost", "candidate-lost", "freed"])
    net.act(on: 0) { $0.allocation(.start, at: $1) }
    net.run(for: .seconds(1))
    #expect(net.parties[0].allocations[0].phase == .allocated)
  }

  @Test func `other credentials give the old allocation back and ask for a new one`() {
    var net = standing()
    net.act(on: 0) { $0.allocation(.replace(StampSecret.test.credentials(salt: "new")), at: $1) }
    net.run(for: .seconds(1))
    #expect(net.relays[0].server.allocations.all(at: net.now).map(\.owner) == ["new"])
    #expect(net.parties[0].allocations[0].phase == .allocated)
    #expect(!net.parties[0].allocationNames.contains("freed"))
  }

  @Test func `a refresh that nobody answers ends it within a second`() {
    var net = standing()
    net.act(on: 0) { $0.allocation(.refresh, at: $1) }
    net.run(for: .seconds(2))
    #expect(net.parties[0].allocationNames.last == "refreshed")
    net.isCut = { _ in true }
    let asked = net.now
    net.act(on: 0) { $0.allocation(.refresh, at: $1) }
    net.run(for: .seconds(2))
    #expect(net.parties[0].allocationEvents.last?.1 == .freed(.noResponse))
    #expect(net.parties[0].allocationEvents.last.map { ($0.at - asked).text } == "1s")
  }
}
