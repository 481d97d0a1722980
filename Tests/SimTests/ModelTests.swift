import Access
import Base
import HostStack
import Lab
import Portal
import Testing

@testable import Sim

/// Random actions, and after each of them what must hold whatever happened before.
@Suite struct ModelTests {
  enum Step: CustomStringConvertible {
    case open(AppRequest)
    case revoke(String)
    case filters(String, [Filter])
    case policy(String, Bool)
    case flag(Bool)
    case loss(String, UInt32)
    case wait(Duration)

    var description: String {
      switch self {
      case .open(.ping(let to, _, _, _, _)): "ping \(to)"
      case .open(.udp(let to, let port, _, _, _)): "udp \(to):\(port)"
      case .open(let request): "curl \(request.destination.map(String.init(describing:)) ?? "")"
      case .revoke(let name): "revoke \(name)"
      case .filters(let name, let filters): "filters \(name) \(filters)"
      case .policy(let name, let on): "policy \(name) \(on ? "on" : "off")"
      case .flag(let on): "flag \(on ? "on" : "off")"
      case .loss(let link, let percent): "loss \(link) \(percent) %"
      case .wait(let duration): "wait \(duration)"
      }
    }

    static func drawn(from chance: inout Chance) throws -> Step {
      let (name, address) = LabDesk.resources[Int(chance.below(3))]
      let to = try #require(IPAddress(address))
      switch chance.below(16) {
      case 0...2: return .open(.http(Endpoint(to, 80), host: address, timeout: .seconds(20)))
      case 3...4: return .open(.ping(to))
      case 5...6: return .open(.udp(Endpoint(to, 7), [1]))
      case 7...8: return .revoke(name)
      case 9: return .filters(name, chance.below(2) == 0 ? [] : [.icmp, .tcp(80...80)])
      case 10: return .policy(name, chance.below(3) > 0)
      case 11: return .flag(chance.below(3) > 0)
      case 12:
        return .loss(
          chance.below(2) == 0 ? "client" : "gateway", [0, 0, 0, 5, 5, 20, 20, 20, 20, 100][Int(chance.below(10))])
      default: return .wait(.milliseconds(Int64(chance.below(6000))))
      }
    }
  }

  private func take(_ step: Step, _ desk: inout LabDesk) throws {
    switch step {
    case .open(let request): _ = try desk.open(request)
    case .revoke(let name): _ = try desk.revoke(name)
    case .filters(let name, let filters): _ = try desk.lab.perform(.setFilters(resource: name, filters))
    case .policy(let name, let on):
      _ = try desk.lab.perform(.change(.setPolicy(resource: name, group: nil, enabled: on)))
    case .flag(let on): try desk.flag(on)
    case .loss(let link, let percent): try desk.shape(link, lossPercent: percent)
    case .wait(let duration): desk.wait(duration)
    }
    desk.wait(.milliseconds(300))
  }

  /// How often one resource was asked for within any two seconds.
  private func mostAsked(_ desk: LabDesk) -> Int {
    let asked = desk.lab.trace.filter { $0.kind == "intent" }
    var most = 0
    for (i, first) in asked.enumerated() {
      let near = asked[i...].prefix { $0.t - first.t < .seconds(2) }
      most = max(most, near.count { $0["resource"] == first["resource"] })
    }
    return most
  }

  /// The network is whole again, the flag on and every policy enabled: the second attempt works.
  private func settle(_ desk: inout LabDesk, wasCutOff: Bool) throws -> [String] {
    for link in ["client", "gateway"] { try desk.shape(link, lossPercent: 0) }
    try desk.flag(true)
    for (name, _) in LabDesk.resources {
      _ = try desk.lab.perform(.change(.setPolicy(resource: name, group: nil, enabled: true)))
      _ = try desk.lab.perform(.setFilters(resource: name, []))
    }
    // A portal connection that all frames were lost on is found out by its heartbeats, and made again.
    desk.wait(.seconds(wasCutOff ? 300 : 10))
    var failed: [String] = []
    for (name, address) in LabDesk.resources {
      try desk.ping(address)
      desk.wait(.seconds(1))
      if try !desk.curl(address).succeeded { failed.append("\(name) fails twice") }
    }
    return failed
  }

  @Test(arguments: 0..<10) func `any ten actions in a row`(tenth: Int) throws {
    for seed in UInt64(tenth * 30)..<UInt64(tenth * 30 + 30) {
      var chance = Chance(seed: seed).stream("model")
      var desk = try LabDesk(flagOn: chance.below(2) == 0, seed: seed)
      var story: [String] = []
      var problems: [String] = []
      for _ in 0..<10 where problems.isEmpty {
        let step = try Step.drawn(from: &chance)
        story.append(step.description)
        try take(step, &desk)
        problems += desk.lab.violations.map(\.detail)
      }
      problems += try settle(&desk, wasCutOff: story.contains { $0.hasSuffix("100 %") })
      problems += desk.lab.violations.map(\.detail)
      problems += PacketFates(desk.lab.trace).vanished
      let most = mostAsked(desk)
      // A policy that comes back ends the waiting; so may a goodbye.
      if most > 3 { problems.append("\(most) requests for one resource in two seconds") }
      #expect(problems.isEmpty, "seed \(seed): \(story.joined(separator: "; "))")
    }
  }
}
