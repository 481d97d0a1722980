import Base
import Testing
import Wire

@testable import Traversal

/// The worked timelines of the protocol's description, with a round trip of 20 ms.
@Suite struct AllocationTimelineTests {
  @Test func `a cold start takes three round trips`() {
    var net = Net.oneAllocation()
    net.run(for: .milliseconds(100))
    #expect(net.script() == ["0s B", "10ms b", "20ms A", "30ms a401", "40ms A", "50ms a"])
    let party = net.parties[0]
    #expect(
      party.allocationEvents.map { "\(($0.at - .zero).text) \($0.1.name)" } == [
        "20ms candidate-found", "20ms candidate-found", "20ms server-chosen", "20ms candidate-found",
        "20ms candidate-found", "40ms challenged", "60ms allocated", "60ms candidate-found", "60ms candidate-found",
      ])
    #expect(party.allocations[0].phase == .allocated)
    #expect(party.allocations[0].relayed.map(\.address.family) == [.v4, .v6])
    #expect(party.allocations[0].timers[.refresh] == .zero + .milliseconds(60) + .seconds(300))
    #expect(party.allocations[0].timers[.expiry] == .zero + .milliseconds(60) + .seconds(600))
    #expect(party.allocations[0].timers[.keepalive] == .zero + .milliseconds(20) + .seconds(25))
  }

  @Test func `candidates are the socket, what the server sees, and the relayed addresses`() throws {
    var net = Net.oneAllocation {
      $0.nats = [TestNAT(.v4(IPv4Address(198, 18, 0, 1)), inside: Net.clientSocket.address, isSymmetric: false)]
    }
    net.run(for: .seconds(1))
    let found = net.parties[0].allocationEvents.compactMap { event -> String? in
      if case .candidateFound(let kind, let endpoint, let base) = event.1 {
        return "\(kind.rawValue) \(endpoint) \(kind == .relayed ? "" : "\(base)")"
      }
      return nil
    }
    let relayed = net.parties[0].allocations[0].relayed
    #expect(
      found.sorted() == [
        "host 203.0.113.5:52625 203.0.113.5:52625", "host [2001:db8::5]:52625 [2001:db8::5]:52625",
        "relay \(relayed[0]) ", "relay \(relayed[1]) ", "srflx 198.18.0.1:20000 203.0.113.5:52625",
        "srflx [2001:db8::5]:52625 [2001:db8::5]:52625",
      ])
  }

  @Test func `it is kept by a BINDING every 25 s and a REFRESH every 5 min`() {
    var net = Net.oneAllocation()
    net.run(for: .seconds(1))
    let before = net.script().count
    net.run(for: .seconds(700))
    let requests = net.script().dropFirst(before).filter { $0.last?.isUppercase == true }
    #expect(requests.filter { $0.hasSuffix("R") } == ["300.06s R", "600.08s R"])
    #expect(requests.filter { $0.hasSuffix("B") }.prefix(3) == ["25.02s B", "50.02s B", "75.02s B"])
    #expect(net.relays[0].server.allocations.count == 1)
    #expect(!net.parties[0].allocationNames.contains("rejected"))
  }

  @Test(arguments: [(1, "1s"), (2, "2.5s"), (3, "4.75s")])
  func `each lost message costs one more wait`(lost: Int, costs: String) {
    var net = Net.oneAllocation(sockets: [Net.clientSocket])
    net.run(for: .milliseconds(15))
    // The first copies of ALLOCATE, which leaves at 20 ms.
    let box = Box(lost)
    net.isCut = { datagram in
      guard datagram.destination == Net.relayV4, box.value > 0 else { return false }
      box.value -= 1
      return true
    }
    net.run(for: .seconds(8))
    #expect(box.value == 0)
    let found = net.parties[0].allocationEvents.first { $0.1.name == "allocated" }
    #expect(found.map { ($0.at - .zero - .milliseconds(60)).text } == costs)
  }

  @Test func `four lost copies, and the relay is given up at 8.125 s`() {
    var net = Net.oneAllocation()
    net.run(for: .seconds(1))
    net.isCut = { $0.destination == Net.relayV4 }
    net.run(for: .seconds(60))
    #expect(net.script().suffix(4) == ["25.02s B", "26.02s B", "27.52s B", "29.77s B"])
    #expect(net.parties[0].allocationEvents.last?.1 == .freed(.noResponse))
    #expect(net.parties[0].allocationEvents.last?.at == .zero + .milliseconds(25_020) + .milliseconds(8125))
    #expect(net.parties[0].allocationNames.suffix(3) == ["candidate-lost", "candidate-lost", "freed"])
    #expect(net.parties[0].allocations[0].timers.next == nil)
  }

  @Test func `a relay that is not there is given up after 8.125 s, whichever family it has`() {
    var net = Net.oneAllocation()
    net.isCut = { _ in true }
    net.run(for: .seconds(20))
    #expect(net.parties[0].allocationEvents.map(\.1) == [.freed(.noResponse)])
    #expect(net.parties[0].allocationEvents.last?.at == .zero + .milliseconds(8125))
  }

  @Test func `of two families the first that answers is used`() {
    var net = Net.oneAllocation { $0.isCut = { $0.destination == Net.relayV4 } }
    net.run(for: .seconds(10))
    #expect(net.parties[0].allocations[0].active == Net.relayV6)
    #expect(net.parties[0].allocations[0].phase == .allocated)
    #expect(!net.parties[0].allocationNames.contains("freed"))
  }

  @Test func `data that leaves while nothing comes finds a dead relay in 7 s, not 33`() {
    var net = Net.oneAllocation()
    net.run(for: .seconds(1))
    let peer = at("192.0.2.9:7000")
    net.act(on: 0) { $0.allocation(.bind(peer), at: $1) }
    net.run(for: .milliseconds(30_000))
    net.isCut = { $0.destination == Net.relayV4 }
    let died = net.now
    net.act(on: 0) { $0.allocation(.send([200], to: peer, .none), at: $1) }
    net.run(for: .seconds(20))
    #expect(net.parties[0].allocationEvents.last?.1 == .freed(.noResponse))
    #expect(net.parties[0].allocationEvents.last.map { ($0.at - died).text } == "7.0625s")
  }

  @Test func `a relay that has forgotten everything is found out at the next question`() {
    var net = Net.oneAllocation()
    net.run(for: .seconds(1))
    let peer = at("192.0.2.9:7000")
    net.act(on: 0) { $0.allocation(.bind(peer), at: $1) }
    net.run(for: .seconds(1))
    // Restarted, with another secret: BINDING is answered as before.
    net.relays = [TestRelay(secret: StampSecret("another"), seed: 9)]
    net.run(for: .seconds(60))
    #expect(net.parties[0].allocations[0].phase == .allocated)
    let silent = net.now
    net.act(on: 0) { $0.allocation(.send([200], to: peer, .none), at: $1) }
    net.run(for: .seconds(20))
    #expect(net.relays[0].reasons.suffix(3) == ["no-allocation", "foreign-nonce", "wrong-integrity"])
    #expect(net.parties[0].allocationEvents.last?.1 == .freed(.authenticationError))
    #expect(net.parties[0].allocationEvents.last.map { ($0.at - silent).text } == "3.04s")
  }
}

/// Something that a closure of a test may change.
final class Box<Value>: @unchecked Sendable {
  var value: Value
  init(_ value: Value) { self.value = value }
}
