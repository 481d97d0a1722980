import Base
import Testing
import Wire

@testable import Traversal

@Suite struct AllocationMessageTests {
  static let credentials = StampSecret.test.credentials()

  private func requests(_ net: Net, _ method: STUNMethod) throws -> [STUNMessage] {
    try net.sent.map(\.1).filter { $0.source == Net.clientSocket }.map { try STUNMessage($0.payload) }
      .filter { $0.type.method == method }
  }

  @Test func `attributes stand in the order in which Firezone's client writes them`() throws {
    var net = Net.oneAllocation()
    net.run(for: .seconds(1))
    net.act(on: 0) { $0.allocation(.bind(at("192.0.2.9:7000")), at: $1) }
    net.run(for: .seconds(301))
    net.act(on: 0) { $0.allocation(.release, at: $1) }
    func attributes(_ message: STUNMessage) -> [String] { message.allAttributes.map { $0.type?.name ?? "?" } }
    let signature = ["USERNAME", "REALM", "NONCE", "MESSAGE-INTEGRITY"]
    let transport = ["REQUESTED-TRANSPORT", "ADDITIONAL-ADDRESS-FAMILY", "SOFTWARE"]
    #expect(attributes(try requests(net, .binding)[0]) == ["SOFTWARE"])
    let allocates = try requests(net, .allocate)
    #expect(attributes(allocates[0]) == transport + signature.filter { $0 != "NONCE" })
    #expect(attributes(allocates[1]) == transport + signature)
    let refreshes = try requests(net, .refresh)
    #expect(attributes(refreshes[0]) == transport + signature)
    #expect(attributes(try #require(refreshes.last)) == transport + ["LIFETIME"] + signature)
    #expect(
      attributes(try requests(net, .channelBind)[0]) == ["XOR-PEER-ADDRESS", "CHANNEL-NUMBER", "SOFTWARE"] + signature)
    #expect(try requests(net, .channelBind)[0][.channelNumber] == ChannelNumber(rawValue: 0x4000))
  }

  @Test func `every copy of a signed request is a transaction of its own, BINDING keeps its first`() throws {
    var net = Net.oneAllocation(sockets: [Net.clientSocket])
    net.isCut = { $0.source == Net.relayV4 }
    net.run(for: .seconds(5))
    #expect(Set(try requests(net, .binding).map(\.transaction)).count == 1)
    net = Net.oneAllocation(sockets: [Net.clientSocket])
    net.isCut = { $0.source == Net.relayV4 && $0.payload[1] != 1 }
    net.run(for: .seconds(6))
    #expect(try requests(net, .allocate).count == 4)
    #expect(Set(try requests(net, .allocate).map(\.transaction)).count == 4)
  }

  @Test func `on a path slower than the first repetition the late answer counts`() {
    var net = Net.oneAllocation(sockets: [Net.clientSocket]) { $0.latency = .milliseconds(700) }
    net.run(for: .seconds(10))
    #expect(net.parties[0].allocations[0].phase == .allocated)
    #expect(net.parties[0].allocationEvents.first { $0.1.name == "allocated" }.map { ($0.at - .zero).text } == "4.2s")
  }

  @Test func `a lost success is made good by giving the allocation back`() {
    var net = Net.oneAllocation(sockets: [Net.clientSocket])
    let box = Box(1)
    net.isCut = { datagram in
      guard let message = try? STUNMessage(datagram.payload), message.type == STUNType(.allocate, .success) else {
        return false
      }
      box.value -= 1
      return box.value == 0
    }
    net.run(for: .seconds(3))
    #expect(
      net.script() == [
        "0s B", "10ms b", "20ms A", "30ms a401", "40ms A", "50ms a", "1.04s A", "1.05s a437", "1.06s R", "1.07s r",
        "1.08s A", "1.09s a",
      ])
  }

  /// An answer of a server that nobody runs here, to the last request.
  private func answer(
    _ net: inout Net, _ kind: STUNClass, key: STUNKey?, _ add: (inout STUNWriter) -> Void
  ) throws {
    let request = try STUNMessage(try #require(net.sent.last { $0.1.destination == Net.relayV4 }).1.payload)
    var writer = STUNWriter(kind, to: request)
    add(&writer)
    let bytes = try writer.finish(integrity: key)
    net.act(on: 0) { $0.receive(bytes, from: Net.relayV4, to: Net.clientSocket, at: $1) }
  }

  private static func key(_ credentials: TURNCredentials, _ realm: String = "firezone") throws -> STUNKey {
    try .longTerm(username: credentials.username, realm: realm, password: credentials.password)
  }

  /// With an ALLOCATE in flight that had a nonce.
  private func allocating() -> Net {
    var net = Net.oneAllocation(sockets: [Net.clientSocket])
    net.run(for: .milliseconds(45))
    return net
  }

  /// The request may have been damaged on its way; who asks again is understood.
  @Test(arguments: [400, 500, 508] as [UInt16]) func `an error that says nothing of a BINDING leaves it waiting`(
    code: UInt16
  ) throws {
    var net = Net.oneAllocation(sockets: [Net.clientSocket])
    net.run(for: .milliseconds(5))
    try answer(&net, .error, key: nil) { $0.add(.errorCode, STUNError(STUNErrorCode(rawValue: code))) }
    #expect(net.parties[0].allocationNames.last == "rejected")
    net.run(for: .seconds(2))
    #expect(net.parties[0].allocations[0].phase == .allocated)
  }

  @Test(arguments: [
    (401, true, "freed"), (401, false, "freed"), (438, true, "challenged"), (438, false, "challenged"),
    (441, true, "freed"), (420, true, "freed"), (486, true, "suspended"), (508, true, "suspended"),
    (500, true, "suspended"), (441, false, "rejected"), (420, false, "rejected"), (486, false, "rejected"),
  ])
  func `errors do what they say, and unsigned only where the server cannot sign`(
    code: UInt16, isSigned: Bool, does: String
  ) throws {
    var net = allocating()
    net.relays = []
    try answer(&net, .error, key: isSigned ? try Self.key(Self.credentials) : nil) {
      $0.add(.errorCode, STUNError(STUNErrorCode(rawValue: code)))
      $0.add(.nonce, "another")
    }
    #expect(net.parties[0].allocationNames.last == does)
    if does == "rejected" {
      #expect(net.parties[0].allocationEvents.last?.1 == .rejected(.noIntegrity, from: Net.relayV4, .none))
    }
  }

  @Test func `a server without room is asked again after a minute`() throws {
    var policy = RelayPolicy.test
    policy.limits.allocationsPerOwner = 0
    var net = Net.oneAllocation(TestRelay(policy))
    net.run(for: .seconds(30))
    #expect(net.parties[0].allocationNames.last == "suspended")
    #expect(net.parties[0].allocations[0].timers[.retry] == .zero + .milliseconds(60) + .seconds(60))
    net.relays = [TestRelay()]
    net.run(for: .seconds(31))
    #expect(net.parties[0].allocations[0].phase == .allocated)
  }

  @Test func `answers that are forged, late, or of another are dropped, each by its reason`() throws {
    var net = allocating()
    net.relays = []
    let request = try STUNMessage(try #require(net.sent.last).1.payload)
    func say(_ bytes: [UInt8], from server: Endpoint = Net.relayV4) {
      net.act(on: 0) { $0.allocation(.datagram(bytes, from: server, to: Net.clientSocket, .none), at: $1) }
    }
    func success(_ key: STUNKey?, _ add: (inout STUNWriter) -> Void = { _ in }) throws -> [UInt8] {
      var writer = STUNWriter(.success, to: request)
      add(&writer)
      return try writer.finish(integrity: key)
    }
    let key = try Self.key(Self.credentials)
    say(try success(key), from: at("198.51.100.8:3478"))
    say([1, 1, 0])
    say([0x40, 0])
    say([0x40, 0, 0, 1, 5])
    say(try STUNWriter(STUNType(.allocate, .request), request.transaction).finish())
    say(try STUNWriter(STUNType(.allocate, .success), STUNTransactionID(high: 1, low: 2)).finish())
    say(try STUNWriter(STUNType(.refresh, .success), request.transaction).finish())
    say(try success(key), from: Net.relayV6)
    say(try success(nil))
    say(try success(STUNKey.shortTerm(password: "guess")))
    say(try success(key))
    say(try success(key) { $0.add(.xorRelayedAddress, at("198.51.100.7:50000")) })
    var error = STUNWriter(.error, to: request)
    error.add(.errorCode, STUNError(.staleNonce))
    let nonceless = error
    say(try nonceless.finish())
    error.add(.nonce, "n")
    error.add(.realm, "example.org")
    say(try error.finish())
    let reasons = net.parties[0].allocationEvents.compactMap { event -> String? in
      if case .rejected(let rejection, _, _) = event.1 { return rejection.name }
      return nil
    }
    #expect(
      reasons == [
        "unknown-server", "malformed-stun", "malformed-channel-data", "unbound-channel", "unexpected-message",
        "unknown-transaction", "wrong-method", "other-server", "no-integrity", "wrong-integrity", "missing-attribute",
        "missing-attribute", "missing-attribute", "foreign-realm",
      ])
    #expect(net.parties[0].allocations[0].phase == .allocating)
  }

  @Test func `a server that challenges for ever is left`() throws {
    var net = allocating()
    net.relays = []
    for i in 0..<10 where net.parties[0].allocations[0].phase == .allocating {
      try answer(&net, .error, key: nil) {
        $0.add(.errorCode, STUNError(.staleNonce))
        $0.add(.nonce, "n\(i)")
      }
    }
    #expect(net.parties[0].allocationEvents.last?.1 == .freed(.protocolFailure))
  }
}
