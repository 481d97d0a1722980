import Base
import Lab
import Portal
import Script

enum ResourceVerb: Verb {
  static let signature = VerbSignature(
    "resource", summary: "Add, change and delete resources.",
    page: """
      An address is a network, an IP address, a pattern of names such as "*.example.com", or `internet`. A new resource \
      is granted to nobody until a policy says so. Filters stand in quotes: `allow "tcp 80", icmp`. Another address, or another site, ends its authorizations. `filter` \
      changes what it allows.
      """,
    forms: [
      Form(
        .literal("add"), Parameter("new", .word), Parameter("address", .word),
        .introduced("in", "site", .object("site"), optional: false),
        .introduced("stack", "stack", .choice(["dual", "ipv4_only", "ipv6_only"])),
        Parameter("filters", .word, introducer: "allow", optional: true, repeatable: true)),
      Form(.literal("delete"), Parameter("resource", .object("resource"))),
      Form(
        .literal("set"), Parameter("resource", .object("resource")), .introduced("address", "address", .word),
        .introduced("in", "site", .object("site")), .introduced("name", "new", .word),
        .introduced("stack", "stack", .choice(["dual", "ipv4_only", "ipv6_only"]))),
    ],
    examples: [
      Example(
        "resource add web 172.20.0.100 in mycro-aws-gws allow \"tcp 80\"; policy add web; run 1s; resources",
        "a host of its own, and only its web server"),
      Example("resource set \"MyCorp Network\" address 172.20.0.0/24", "a smaller network"),
      Example("resource delete \"MyCorp Downloads\"", "gone, with its policies"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let site = try call.text("site").map { name throws(ScriptFailure) in
      try call.known(name, .site, call.range(of: "site"))
    }
    let target = try call.text("address").map { text throws(ScriptFailure) in try Self.target(text, call) }
    if call.has("add"), let target, let site {
      var resource = Topology.Resource(name: try call.text("new") ?? "", target: target, sites: [site])
      resource.filters = try FilterVerb.filters(call, "filters")
      return try call.change(.addResource(resource), "new")
    }
    let resource = try call.resource()
    if call.has("delete") { return try call.change(.deleteResource(resource), "resource") }
    var change = ResourceChange()
    change.target = target
    change.sites = site.map { [$0] }
    change.name = try call.text("new")
    return try call.change(.changeResource(resource, change), "resource")
  }

  private static func target(_ text: String, _ call: Call) throws(ScriptFailure) -> Directory.Resource.Target {
    if text == "internet" { return .internet }
    if let network = IPPrefix(text) { return .cidr(network) }
    if let address = IPAddress(text) { return .ip(address) }
    let stack = try call.text("stack").flatMap { IPStack(rawValue: $0) } ?? .dual
    let target = Directory.Resource.Target.dns(pattern: text, stack: stack)
    do throws(DirectoryError) { try target.check() } catch {
      throw call.fail(
        .badSetting, error.words, at: call.range(of: "address"), label: error.advice,
        notes: [#"addresses: 172.20.0.0/16, 172.20.0.100, "*.example.com", internet"#])
    }
    return target
  }
}
