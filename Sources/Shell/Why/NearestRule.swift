import Base
import Lab
import Wire

/// The rule that came nearest to letting a refused packet pass, by the state as it was before the refusal.
struct NearestRule {
  private let refusal: TraceRecord
  private let packet: IPPacket?
  private let chart: Chart
  private let client: String
  private let resource: String?

  init(_ refusal: TraceRecord, of story: PacketStory, in lab: any LabBackend) {
    self.refusal = refusal
    packet = story.records.lazy.compactMap(\.clearPacket).first
    var before = lab
    // A lab without a past is asked as it is.
    try? before.travel(to: .before(refusal.n))
    chart = Chart(before)
    let named = refusal.text("client")
    let sender = story.records.first?.node ?? ""
    client = named != "-" ? named : sender
    let routed = story.records.first { $0.kind == "route" }?["resource"]
    resource = (refusal["resource"] ?? routed).map(\.description)
  }

  var lines: [String] {
    switch refusal.text("reason") {
    case "filter": filters
    case "not-authorized": authorizations
    case "no-resource", "unknown-resource": networks
    case "foreign-source", "source-not-allowed": sources
    case "forbidden", "not_found": policies
    case "offline": gateways
    case "nat-filtered", "nat-no-mapping": mappings
    default: []
    }
  }

  private var filters: [String] {
    guard let resource, let wish = packet.flatMap(FilterWish.init) else { return [] }
    let text = chart.rows("portal", "resources").first { $0.word("resource") == resource }?.word("filters") ?? "all"
    let rules = FilterWish.rules(text)
    let near = rules.compactMap { rule in rule.distance(of: wish).map { (rule, $0) } }.min { $0.1 < $1.1 }
    let step = "filter \(resource.asName) allow \(text), \(wish.rule)"
    guard let (rule, distance) = near else {
      return [
        "nearest rule: none of \(resource) speaks of \(wish.transport); it allows \(text). It would pass with: \(step)"
      ]
    }
    let missed = distance == 0 ? "allows it now" : "misses port \(wish.port.map { "\($0)" } ?? "-") by \(distance)"
    return ["nearest rule: `\(rule.text)` of \(resource) \(missed). It would pass with: \(step)"]
  }

  private var authorizations: [String] {
    let held = chart.rows(refusal.node, "authorizations").filter { $0.word("client") == client }.map {
      $0.word("resource")
    }
    let had = held.isEmpty ? "none" : held.joined(separator: ", ")
    guard let resource = resource ?? covering.first else {
      return ["nearest rule: no resource of the account holds the destination; \(client) had \(had) at \(refusal.node)"]
        + networks
    }
    var lines = ["nearest rule: \(resource) holds the destination; at \(refusal.node), \(client) had \(had)"]
    let policies = chart.rows("portal", "policies").filter { $0.word("resource") == resource }
    if let policy = policies.first(where: { $0["enabled"] == .flag(true) }) {
      lines.append("the portal's policy for \(policy.word("group")) grants it: the next request sets it up")
    } else {
      lines += self.policies
    }
    return lines
  }

  /// Resources of the account whose network holds the destination, the narrowest first.
  private var covering: [String] {
    guard let address = packet?.destination else { return [] }
    return resources.filter { $0.network.contains(address) }.sorted { $0.network.length > $1.network.length }.map(
      \.name)
  }

  private var resources: [(name: String, network: IPPrefix)] {
    chart.rows("portal", "resources").compactMap { row in
      let text = row.word("address")
      let network = IPPrefix(text) ?? IPAddress(text).map { IPPrefix(host: $0) }
      return network.map { (row.word("resource"), $0) }
    }
  }

  /// The network that shares most bits with the destination.
  private var networks: [String] {
    guard let address = packet?.destination else { return [] }
    let near = resources.filter { $0.network.address.family == address.family }
      .map { ($0, $0.network.address.commonBits(with: address)) }.max { $0.1 < $1.1 }
    guard let (resource, bits) = near else { return [] }
    if bits >= Int(resource.network.length) {
      return [
        "nearest rule: \(resource.name) (\(resource.network)) holds the destination, and \(client) does not have it"
      ]
    }
    return [
      "nearest rule: \(resource.name) is \(resource.network), and \(address) shares \(bits) of its \(resource.network.length) bits"
    ]
  }

  private var sources: [String] {
    guard let source = packet?.source else { return [] }
    return ["nearest rule: \(source) is not allowed, \(chart.word(client, "addresses")) would be"]
  }

  private var policies: [String] {
    guard let resource else { return [] }
    let policies = chart.rows("portal", "policies").filter { $0.word("resource") == resource }
    guard let policy = policies.first else {
      return ["nearest rule: no policy grants \(resource); `policy add \(resource.asName)` would"]
    }
    if policy["enabled"] == .flag(false) {
      return [
        "nearest rule: the policy of \(policy.word("group")) is disabled; `policy enable \(resource.asName)` would grant it"
      ]
    }
    return [
      "nearest rule: the policy of \(policy.word("group")) has \(policy.word("conditions")) conditions, and one does not hold"
    ]
  }

  private var gateways: [String] {
    guard let resource else { return [] }
    let sites = chart.rows("portal", "sites").filter { $0.list("resources").contains(resource) }.flatMap {
      $0.list("gateways")
    }
    return ["nearest rule: one of its gateways (\(sites.joined(separator: ", "))) would have to be online"]
  }

  private var mappings: [String] {
    let outside = refusal["dst"]
    let rows = chart.rows(refusal.node, "mappings")
    guard let row = rows.first(where: { $0["outside"] == outside }) else {
      return [
        "nearest rule: \(refusal.node) has \(rows.count) mapping\(rows.count == 1 ? "" : "s"), none of them at \(outside?.description ?? "-")"
      ]
    }
    return [
      "nearest rule: \(row.word("inside")) has the mapping \(row.word("outside")) towards \(row.word("remote")), and \(refusal.text("src")) is somebody else"
    ]
  }
}

extension IPAddress {
  /// How many leading bits two addresses of one family share.
  fileprivate func commonBits(with other: IPAddress) -> Int {
    switch (self, other) {
    case (.v4(let a), .v4(let b)): (a.bits ^ b.bits).leadingZeroBitCount
    case (.v6(let a), .v6(let b)):
      a.high == b.high ? 64 + (a.low ^ b.low).leadingZeroBitCount : (a.high ^ b.high).leadingZeroBitCount
    default: 0
    }
  }
}
