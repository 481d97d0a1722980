import Base
import Lab
import Testing
import Wire

@testable import Sim

@Suite struct NATBoxTests {
  static let dependences = NATBehaviour.Dependence.allCases

  @Test(arguments: dependences, dependences)
  func `behaviour discovery from outside finds what was set`(
    mapping: NATBehaviour.Dependence, filtering: NATBehaviour.Dependence
  ) throws {
    for ports in [NATBehaviour.PortAssignment.preserve, .sequential, .random] {
      var stand = NATStand(.fullCone) {
        $0.mapping = mapping
        $0.filtering = filtering
        $0.ports = ports
      }
      let found = try Discovery(&stand)
      #expect(found.mapping == mapping && found.filtering == filtering, "\(ports)")
    }
  }

  @Test func `kinds are what they are called in the field`() throws {
    let expected: [(NATKind, NATBehaviour.Dependence, NATBehaviour.Dependence)] = [
      (.fullCone, .endpointIndependent, .endpointIndependent),
      (.restrictedCone, .endpointIndependent, .addressDependent),
      (.portRestricted, .endpointIndependent, .addressAndPortDependent),
      (.symmetric, .addressAndPortDependent, .addressAndPortDependent),
      // Linux keeps the port, so that from outside it looks independent.
      (.masquerade, .endpointIndependent, .addressAndPortDependent),
      (.cgnat, .endpointIndependent, .endpointIndependent),
      (.firewall, .endpointIndependent, .addressAndPortDependent),
    ]
    for (kind, mapping, filtering) in expected {
      var stand = NATStand(kind)
      let found = try Discovery(&stand)
      #expect(found.mapping == mapping && found.filtering == filtering, "\(kind)")
    }
    var blocked = NATStand(.udpBlocked)
    #expect(throws: NATDrop.blocked) { try blocked.send(to: "198.51.100.1:3478") }
    #expect(throws: Never.self) { try blocked.send(.tcp, to: "198.51.100.1:443", .syn) }
  }

  @Test func `two Linux clients with one port are told apart by whom they speak to, and get two ports for one server`()
    throws
  {
    var stand = NATStand(.masquerade)
    let other = NATStand.endpoint("192.168.1.11:50000")
    #expect(try stand.send(to: "198.51.100.1:80").port == 50_000)
    #expect(try stand.send(from: other, to: "198.51.100.2:80").port == 50_000)
    #expect(try stand.send(from: other, to: "198.51.100.1:80").port == 50_001)
    let shared = Endpoint(NATStand.router, 50_000)
    #expect(try stand.receive(at: shared, from: "198.51.100.1:80") == NATStand.inside)
    #expect(try stand.receive(at: shared, from: "198.51.100.2:80") == other)
  }

  @Test(arguments: [
    (NATBehaviour.PortAssignment.preserve, [50_000, 50_001, 50_002]), (.sequential, [1024, 1025, 1026]),
  ])
  func `a port is kept where it is free, or counted`(ports: NATBehaviour.PortAssignment, expected: [UInt16]) throws {
    var stand = NATStand(.fullCone) { $0.ports = ports }
    for (i, port) in expected.enumerated() {
      let inside = NATStand.endpoint("192.168.1.\(10 + i):50000")
      #expect(try stand.send(from: inside, to: "198.51.100.1:80").port == port)
    }
  }

  @Test func `a well-known port stays among its like`() throws {
    var stand = NATStand(.fullCone)
    #expect(try stand.send(from: NATStand.endpoint("192.168.1.10:500"), to: "198.51.100.1:500").port == 500)
    #expect(try stand.send(from: NATStand.endpoint("192.168.1.11:500"), to: "198.51.100.1:500").port == 501)
  }

  @Test func `when every port is in use the reason says so, and a port that ends is given again`() throws {
    var stand = NATStand(.fullCone) { $0.range = 40_000...40_003 }
    for i in 0..<4 { _ = try stand.send(from: NATStand.endpoint("192.168.1.\(10 + i):1024"), to: "198.51.100.1:80") }
    let late = NATStand.endpoint("192.168.1.99:1024")
    #expect(throws: NATDrop.noPort) { try stand.send(from: late, to: "198.51.100.1:80") }
    stand.wait(.seconds(301))
    #expect(stand.box.count == 0)
    #expect(try stand.send(from: late, to: "198.51.100.1:80").port == 40_000)
  }

  @Test func `a carrier lets one address have no more than its share`() throws {
    var stand = NATStand(.cgnat) { $0.limit = 3 }
    for port in 1...3 { _ = try stand.send(from: NATStand.endpoint("100.64.0.1:\(port)"), to: "198.51.100.1:80") }
    #expect(throws: NATDrop.limit) {
      try stand.send(from: NATStand.endpoint("100.64.0.1:4"), to: "198.51.100.1:80")
    }
    #expect(throws: Never.self) { try stand.send(from: NATStand.endpoint("100.64.0.2:4"), to: "198.51.100.1:80") }
  }

  @Test(arguments: [(NATBehaviour.Refresh.outbound, false), (.both, true)])
  func `what comes in keeps a mapping alive only where that counts`(refresh: NATBehaviour.Refresh, lives: Bool) throws {
    var stand = NATStand(.portRestricted) {
      $0.refresh = refresh
      $0.timeouts.udp = .seconds(30)
    }
    let outside = try stand.send(to: "198.51.100.1:80")
    stand.wait(.seconds(20))
    #expect(try stand.receive(at: outside, from: "198.51.100.1:80") == NATStand.inside)
    stand.wait(.seconds(20))
    let answer = try? stand.receive(at: outside, from: "198.51.100.1:80")
    #expect((answer == NATStand.inside) == lives)
  }

  @Test func `a mapping ends at its hour, to the nanosecond, and says so once`() throws {
    var stand = NATStand(.fullCone) { $0.timeouts.udp = .seconds(30) }
    let outside = try stand.send(to: "198.51.100.1:80")
    stand.now = stand.now + .nanoseconds(29_999_999_999)
    #expect(try stand.receive(at: outside, from: "198.51.100.1:80") == NATStand.inside)
    stand.now = stand.now + .nanoseconds(1)
    #expect(throws: NATDrop.noMapping) { try stand.receive(at: outside, from: "198.51.100.1:80") }
    stand.wait(.seconds(60))
    #expect(stand.changes.count { if case .ended = $0 { true } else { false } } == 1)
    #expect(stand.box.nextSweep == nil)
  }

  @Test func `a permit ends by itself while its mapping lives on`() throws {
    var stand = NATStand(.portRestricted) { $0.timeouts.udp = .seconds(30) }
    let outside = try stand.send(to: "198.51.100.1:80")
    stand.wait(.seconds(20))
    _ = try stand.send(to: "198.51.100.2:80")
    stand.wait(.seconds(15))
    #expect(throws: NATDrop.filtered) { try stand.receive(at: outside, from: "198.51.100.1:80") }
    #expect(try stand.receive(at: outside, from: "198.51.100.2:80") == NATStand.inside)
  }

  @Test func `TCP has two hours when established, four minutes before and after`() throws {
    var stand = NATStand(.portRestricted)
    let (server, established) = ("198.51.100.1:443", Duration.seconds(7440))
    let outside = try stand.send(.tcp, to: server, .syn)
    stand.wait(.seconds(241))
    #expect(throws: NATDrop.noMapping) { try stand.receive(.tcp, at: outside, from: server, [.syn, .ack]) }
    #expect(throws: NATDrop.noSession) { try stand.send(.tcp, to: server, .ack) }

    _ = try stand.send(.tcp, to: server, .syn)
    _ = try stand.receive(.tcp, at: outside, from: server, [.syn, .ack])
    _ = try stand.send(.tcp, to: server, .ack)
    stand.wait(established - .seconds(1))
    #expect(try stand.receive(.tcp, at: outside, from: server, .ack) == NATStand.inside)
    _ = try stand.send(.tcp, to: server, [.fin, .ack])
    _ = try stand.receive(.tcp, at: outside, from: server, [.fin, .ack])
    stand.wait(.seconds(241))
    #expect(stand.box.count == 0)
  }

  @Test func `a reset connection is transitory, and another SYN begins anew`() throws {
    var stand = NATStand(.portRestricted)
    let server = "198.51.100.1:443"
    let outside = try stand.send(.tcp, to: server, .syn)
    _ = try stand.receive(.tcp, at: outside, from: server, [.syn, .ack])
    _ = try stand.receive(.tcp, at: outside, from: server, .rst)
    _ = try stand.send(.tcp, to: server, .syn)
    _ = try stand.receive(.tcp, at: outside, from: server, [.syn, .ack])
    stand.wait(.seconds(3600))
    #expect(stand.box.count == 1)
  }

  @Test func `an unsolicited SYN meets the filter`() throws {
    var stand = NATStand(.portRestricted)
    let outside = try stand.send(.tcp, to: "198.51.100.1:443", .syn)
    #expect(throws: NATDrop.filtered) { try stand.receive(.tcp, at: outside, from: "198.51.100.2:443", .syn) }
    var cone = NATStand(.fullCone)
    let open = try cone.send(.tcp, to: "198.51.100.1:443", .syn)
    #expect(try cone.receive(.tcp, at: open, from: "198.51.100.2:443", .syn) == NATStand.inside)
  }

  @Test(arguments: [(NATKind.fullCone, true), (.portRestricted, true), (.masquerade, false)])
  func `two nodes behind one router meet at its outside where it hairpins`(kind: NATKind, hairpins: Bool) throws {
    var stand = NATStand(kind)
    let other = NATStand.endpoint("192.168.1.11:50001")
    let (mine, theirs) = (try stand.send(to: "198.51.100.1:80"), try stand.send(from: other, to: "198.51.100.1:80"))
    // Each has to open towards the other where the filter wants that.
    _ = try? stand.box.hairpin(NATFlow(.udp, local: other, remote: mine), at: stand.now, &stand.changes)
    let flow = NATFlow(.udp, local: NATStand.inside, remote: theirs)
    guard hairpins else {
      #expect(throws: NATDrop.noHairpin) { try stand.box.hairpin(flow, at: stand.now, &stand.changes) }
      return
    }
    let crossed = try stand.box.hairpin(flow, at: stand.now, &stand.changes)
    #expect(crossed.source == mine && crossed.destination == other)
  }

  @Test func `paired pooling keeps a node's outside address, arbitrary pooling does not`() throws {
    for (pooling, expected) in [(NATBehaviour.Pooling.paired, 1), (.arbitrary, 2)] {
      var behaviour = NATKind.fullCone.behaviour
      behaviour.pooling = pooling
      var stand = NATStand(behaviour, addresses: [NATStand.router, NATStand.second])
      var seen: [IPAddress] = []
      for port in 1...40 {
        let outside = try stand.send(from: NATStand.endpoint("192.168.1.10:\(2000 + port)"), to: "198.51.100.1:80")
        if !seen.contains(outside.address) { seen.append(outside.address) }
      }
      #expect(seen.count == expected)
    }
  }

  @Test func `a forwarded port leads inside whoever asks, and speaks with its own number`() throws {
    var stand = NATStand(.symmetric) { $0.forwards = 3478...3478 }
    let (outside, inside) = (Endpoint(NATStand.router, 3478), NATStand.endpoint("192.168.1.10:3478"))
    let flow = NATFlow(.udp, local: outside, remote: NATStand.endpoint("198.51.100.7:1234"))
    stand.box.forward(flow, to: inside.address, at: stand.now, &stand.changes)
    #expect(try stand.box.inbound(flow, at: stand.now, &stand.changes) == inside)
    #expect(try stand.send(from: inside, to: "198.51.100.8:99") == outside)
    #expect(try stand.receive(at: outside, from: "198.51.100.9:7") == inside)
  }

  @Test func `IPv6 passes untranslated, and only answers come in`() throws {
    var stand = NATStand(.portRestricted)
    let inside = NATStand.endpoint("[2001:db8::10]:50000")
    #expect(try stand.send(from: inside, to: "[2001:db8:1::1]:80") == inside)
    #expect(try stand.receive(at: inside, from: "[2001:db8:1::1]:80") == inside)
    #expect(throws: NATDrop.filtered) { try stand.receive(at: inside, from: "[2001:db8:1::2]:80") }
    let silent = NATStand.endpoint("[2001:db8::10]:50001")
    #expect(throws: NATDrop.noMapping) { try stand.receive(at: silent, from: "[2001:db8:1::1]:80") }
  }
}
