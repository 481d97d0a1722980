import Base
import Lab
import Testing
import Wire

@testable import Sim

@Suite struct NATPropertyTests {
  static let remotes = (1...6).flatMap { host in [80, 443].map { "198.51.100.\(host):\($0)" } }

  /// What a box must have done, kept in the plainest way.
  struct Model {
    var outside: [String: Endpoint] = [:]
    var spoke: [Endpoint: [Endpoint]] = [:]
    var owner: [Endpoint: Endpoint] = [:]

    func mayAnswer(_ remote: Endpoint, at outside: Endpoint, _ filtering: NATBehaviour.Dependence) -> Bool {
      (spoke[outside] ?? []).contains { filtering.scope($0) == filtering.scope(remote) }
    }
  }

  @Test(arguments: NATBoxTests.dependences, NATBoxTests.dependences)
  func `thousands of random flows keep the declared behaviour, and no two nodes share an endpoint`(
    mapping: NATBehaviour.Dependence, filtering: NATBehaviour.Dependence
  ) throws {
    var chance = Chance(seed: 5).stream("\(mapping) \(filtering)")
    var stand = NATStand(.fullCone) {
      $0.mapping = mapping
      $0.filtering = filtering
      $0.ports = [.preserve, .sequential, .random][Int(chance.below(3))]
      $0.timeouts.udp = .seconds(86_400)
    }
    var model = Model()
    for _ in 0..<1500 {
      let remote = Self.remotes[Int(chance.below(UInt32(Self.remotes.count)))]
      let far = NATStand.endpoint(remote)
      if chance.below(3) > 0 {
        let inside = NATStand.endpoint("10.0.\(chance.below(4)).\(chance.below(20)):\(2000 + chance.below(5))")
        let outside = try stand.send(from: inside, to: remote)
        let key = "\(inside) \(mapping.scope(far)?.description ?? "any")"
        #expect(model.outside[key] == nil || model.outside[key] == outside)
        #expect(model.owner[outside] == nil || model.owner[outside] == inside)
        if model.outside[key] == nil { #expect(!model.outside.values.contains(outside)) }
        model.outside[key] = outside
        model.owner[outside] = inside
        model.spoke[outside, default: []].append(far)
      } else if let outside = model.owner.keys.sorted().randomElement(using: &chance) {
        let answer = try? stand.receive(at: outside, from: remote)
        #expect(answer == (model.mayAnswer(far, at: outside, filtering) ? model.owner[outside] : nil))
      }
    }
    #expect(stand.box.count == model.outside.count)
    stand.wait(.seconds(90_000))
    #expect(stand.box.count == 0)
  }

  @Test func `more mappings than one address has ports, and a copy of them, keep apart`() throws {
    var behaviour = NATKind.symmetric.behaviour
    behaviour.ports = .preserve
    var stand = NATStand(behaviour, addresses: [NATStand.router, NATStand.second])
    for i in 0..<70_000 {
      let inside = NATStand.endpoint("10.\(i / 50_000).\(i / 200 % 250).\(i % 200 + 1):40000")
      _ = try stand.send(from: inside, to: "198.51.100.1:80")
    }
    #expect(stand.box.count == 70_000)
    let saved = stand.box
    _ = try stand.send(from: NATStand.endpoint("10.9.9.9:40000"), to: "198.51.100.1:80")
    #expect(saved.count == 70_000 && stand.box.count == 70_001)
  }
}

extension Array {
  fileprivate func randomElement(using chance: inout Chance) -> Element? {
    isEmpty ? nil : self[Int(chance.below(UInt32(count)))]
  }
}
