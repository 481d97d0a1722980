import Base
import Lab
import Report
import Wire

/// Traffic that filters refused and would refuse again, and resources that a client has lost.
enum FilterExamination: Examination {
  static func findings(in chart: Chart) -> [Finding] { filters(chart) + withdrawn(chart) + withheld(chart) }

  /// The last refusal of each client and resource, as far as the filters are still those that refused it.
  private static func filters(_ chart: Chart) -> [Finding] {
    var seen: [String] = []
    var findings: [Finding] = []
    for record in chart.trace.reversed() where record.kind == "filtered" && record["reason"] == .text("filter") {
      let client = chart.clients.contains(record.node) ? record.node : record.text("client")
      let resource = record.text("resource")
      let key = "\(client): \(resource)"
      guard !seen.contains(key), let wish = chart.packet(record.packet).flatMap(FilterWish.init) else { continue }
      seen.append(key)
      let rules = chart.rows("portal", "resources").first { $0.word("resource") == resource }?.word("filters") ?? "all"
      guard !FilterWish.allows(wish, rules) else { continue }
      findings.append(
        Finding(
          "filter", about: key,
          "\(client) and \(resource.asName): \(wish.words) was refused at #\(record.n), and would be again: the resource allows "
            + "\(rules) alone.",
          steps: ["filter \(resource.asName) allow \(rules), \(wish.rule)", "run 1s"], since: record.n))
    }
    return findings.reversed()
  }

  /// Resources that nobody may reach, because every policy is disabled.
  private static func withdrawn(_ chart: Chart) -> [Finding] {
    let policies = chart.rows("portal", "policies")
    return chart.rows("portal", "resources").compactMap { row in
      let resource = row.word("resource")
      let own = policies.filter { $0.word("resource") == resource }
      guard !own.contains(where: { $0["enabled"] == .flag(true) }) else { return nil }
      let isDisabled = !own.isEmpty
      return Finding(
        "no-policy", .notice, about: resource,
        "\(resource.asName) is granted to nobody: \(isDisabled ? "its policies are disabled" : "it has no policy").",
        steps: [isDisabled ? "policy enable \(resource.asName)" : "policy add \(resource.asName)", "run 1s"])
    }
  }
}

extension FilterExamination {
  /// Resources that are granted, and not to this client: by a group that it is not in, or a condition that does not hold.
  private static func withheld(_ chart: Chart) -> [Finding] {
    let (policies, people) = (chart.rows("portal", "policies"), chart.rows("portal", "clients"))
    return chart.clients.filter { chart.word($0, "portal") == "connected" }.flatMap { client in
      let own = chart.members(client, "resources").map(\.name)
      let person = people.first { $0.word("client") == client }
      return chart.rows("portal", "resources").map { $0.word("resource") }.compactMap { resource -> Finding? in
        let granting = policies.filter { $0.word("resource") == resource && $0["enabled"] == .flag(true) }
        guard !own.contains(resource), let policy = granting.first,
          resource != "Internet"
        else { return nil }
        let isConditional = policy["conditions"] != .number(0) && policy["conditions"] != .none
        let verifies = isConditional && person?["verified"] == .flag(false)
        return Finding(
          "withheld", .notice, about: "\(client): \(resource)",
          "\(client) does not have \(resource.asName): "
            + (isConditional
              ? "a condition of its policy does not hold" : "it is granted to \(policy.word("group")) alone") + ".",
          steps: [verifies ? "device verify \(client.asName)" : "policy add \(resource.asName)", "run 1s"])
      }
    }
  }
}

extension Chart {
  func packet(_ id: PacketID) -> IPPacket? {
    guard case .packet(let packet)? = try? lab.answer(.packet(id)) else { return nil }
    return packet
  }
}

/// What a packet would need of a filter.
struct FilterWish {
  /// `tcp`, `udp`, `icmp`
  let transport: String
  let port: UInt16?

  init?(_ packet: IPPacket) {
    switch packet.transport {
    case .tcp(let tcp): (transport, port) = ("tcp", tcp.destinationPort)
    case .udp(let udp): (transport, port) = ("udp", udp.destinationPort)
    case .icmp: (transport, port) = ("icmp", nil)
    case .other: return nil
    }
  }

  var rule: String { transport + (port.map { " \($0)" } ?? "") }
  var words: String { port.map { "\(transport) to port \($0)" } ?? transport }

  /// - Parameter rules: as the state tells them: `tcp 443, udp 8000-8100, icmp`, or `all`.
  static func allows(_ wish: FilterWish, _ rules: String) -> Bool {
    rules == "all" || Self.rules(rules).contains { $0.distance(of: wish) == 0 }
  }

  /// One rule as the state tells it.
  struct Rule {
    let text: String
    let transport: String
    let ports: ClosedRange<Int>?

    /// How many ports it misses by; nil where the protocol is another.
    func distance(of wish: FilterWish) -> Int? {
      guard transport == wish.transport else { return nil }
      guard let ports, let port = wish.port.map(Int.init) else { return 0 }
      return port < ports.lowerBound ? ports.lowerBound - port : max(0, port - ports.upperBound)
    }
  }

  static func rules(_ text: String) -> [Rule] {
    text.split(separator: ",").map { part in
      let words = part.split(separator: " ").map(String.init)
      let ends = words.dropFirst().first?.split(separator: "-").compactMap { Int($0) } ?? []
      let ports = ends.first.flatMap { low in ends.last.flatMap { low <= $0 ? low...$0 : nil } }
      return Rule(text: words.joined(separator: " "), transport: words.first ?? "", ports: ports)
    }
  }
}
