import Base
import Wire

@testable import Traversal

extension Net {
  static let clientSocket = at("203.0.113.5:52625")
  static let gatewaySocket = at("192.0.2.9:52625")
  static let relayV4 = at("198.51.100.7:3478")
  static let relayV6 = at("[2001:db8::7]:3478")

  /// One party with an allocation at one relay that has both families; started, nothing run yet.
  ///
  /// - Parameter prepare: what is to hold before the first message leaves.
  static func oneAllocation(
    _ relay: TestRelay = TestRelay(), credentials: TURNCredentials = StampSecret.test.credentials(),
    sockets: [Endpoint] = [clientSocket, at("[2001:db8::5]:52625")], prepare: (inout Net) -> Void = { _ in }
  ) -> Net {
    var net = Net()
    net.relays = [relay]
    var party = Party()
    party.sockets = sockets
    party.allocations = [.test(credentials)]
    net.parties = [party]
    prepare(&net)
    net.act(on: 0) { $0.allocation(.start, at: $1) }
    return net
  }

  /// The answers that a party got, by method and code, and the requests that it sent: `A` ALLOCATE, `a401` its refusal,
  /// `a` its success; `B` BINDING, `R` REFRESH, `C` CHANNEL-BIND.
  func script(of socket: Endpoint = clientSocket) -> [String] {
    sent.compactMap { at, datagram in
      guard let message = try? STUNMessage(datagram.payload),
        let letter = [STUNMethod.binding: "b", .allocate: "a", .refresh: "r", .channelBind: "c"][message.type.method]
      else { return nil }
      let isOurs = datagram.source == socket
      guard isOurs || datagram.destination == socket else { return nil }
      let code = message[.errorCode].map { "\($0.code.rawValue)" } ?? ""
      return "\((at - .zero).text) \(isOurs ? letter.uppercased() : letter)\(code)"
    }
  }

  /// A client and a gateway, each with a socket and an agent; both with an allocation at the one relay where `relayed`.
  static func twoAgents(
    _ policy: AgentPolicy = .firezone, _ other: AgentPolicy? = nil, relayed: Bool = false, seed: UInt64 = 3
  ) -> Net {
    var net = Net()
    var (client, gateway) = (Party(clientSocket), Party(gatewaySocket))
    client.agent = .test(.controlling, policy, seed: seed)
    gateway.agent = .test(.controlled, other ?? policy, seed: seed)
    if relayed {
      net.relays = [TestRelay()]
      client.allocations = [.test(StampSecret.test.credentials(salt: "client"), seed: 21)]
      gateway.allocations = [.test(StampSecret.test.credentials(salt: "gateway"), seed: 22)]
    }
    net.parties = [client, gateway]
    for i in 0...1 {
      if relayed {
        net.act(on: i) { $0.allocation(.start, at: $1) }
      } else {
        net.act(on: i) { $0.ice(.addLocal(.host, $0.sockets[0]), at: $1) }
      }
    }
    return net
  }

  /// Tells each party what the other has signalled so far, at once.
  mutating func exchangeCandidates() {
    let signalled = parties.map(\.signalled)
    for i in 0...1 {
      for candidate in signalled[1 - i] {
        act(on: i) { party, now in
          if candidate.kind != .host, !party.allocations.isEmpty {
            party.allocation(.bind(candidate.endpoint), at: now)
          }
          party.ice(.addRemote(candidate), at: now)
        }
      }
    }
  }

  /// When each party selected what, in words.
  func selections(of party: Int) -> [String] {
    parties[party].paths.map { at, path in
      "\((at - .zero).text) \(path.map { "\($0.localKind.rawValue)-\($0.remoteKind.rawValue)" } ?? "none")"
    }
  }

  func states(of party: Int) -> [String] {
    parties[party].agentEvents.compactMap { at, event in
      if case .stateChanged(let state) = event { "\((at - .zero).text) \(state.rawValue)" } else { nil }
    }
  }
}

extension Allocation {
  static func test(
    _ credentials: TURNCredentials, servers: TURNServers = TURNServers(v4: Net.relayV4, v6: Net.relayV6),
    seed: UInt64 = 11
  ) -> Allocation {
    Allocation(servers, credentials, software: "snownet; session=TEST", chance: Chance(seed: seed))
  }
}
