import Base
import Lab
import Script

enum AuthorizeVerb: Verb {
  static let signature = VerbSignature(
    "authorize", summary: "Give a client access that it did not ask for.",
    page: """
      Done in the portal: it makes an authorization and tells the gateway, while the client hears of it only when it asks \
      for something itself.
      """,
    forms: [accessForm()],
    examples: [
      Example("authorize \"MyCorp Network\"; run 1s; beliefs \"MyCorp Network\"", "the gateway is the first to know")
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let (resource, client, gateway) = try call.access()
    return try call.change(.authorize(resource: resource, client: client, gateway: gateway), "resource")
  }
}

enum ExpireVerb: Verb {
  static let signature = VerbSignature(
    "expire", summary: "Let an authorization end, now or in a while.",
    page: "As by its own expiry: on every gateway that holds it, unless one is named. `in D` gives it another end.",
    forms: [accessForm(.introduced("in", "span", .duration))],
    examples: [
      Example("ping 172.20.0.100; expire \"MyCorp Network\"", "its hour has come"),
      Example("ping 172.20.0.100; expire \"MyCorp Network\" in 30s", "in half a minute"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let resource = try call.resource()
    let client = try call.node("client", .client)
    let gateway = try call.text("gateway").map { name throws(ScriptFailure) in
      try call.known(name, .gateway, call.range(of: "gateway"))
    }
    let span = try call.duration("span")
    return try call.change(
      .expire(resource: resource, client: client, gateway: gateway, after: span), "resource")
  }
}

/// `RESOURCE [for CLIENT] [on GATEWAY]`
private func accessForm(_ more: Parameter...) -> Form {
  Form(
    [
      Parameter("resource", .object("resource")), .introduced("for", "client", .object("client")),
      .introduced("on", "gateway", .object("gateway")),
    ] + more)
}

extension Call {
  /// What `RESOURCE [for CLIENT] [on GATEWAY]` means: without a gateway the only one that holds the access, or the only
  /// one that could.
  func access() throws(ScriptFailure) -> (resource: String, client: String, gateway: String) {
    let resource = try resource()
    let client = try node("client", .client)
    if let gateway = try text("gateway") {
      return (resource, client, try known(gateway, .gateway, range(of: "gateway")))
    }
    guard case .fact(.list(let facts)) = try session.ask(.gateways(resource: resource, client: client), range) else {
      return (resource, client, try node("gateway", .gateway))
    }
    let names = facts.map(\.description)
    guard let only = names.first else {
      throw fail(.unknownNode, "no gateway serves `\(resource)`", at: range(of: "resource"))
    }
    guard names.count == 1 else {
      throw fail(
        .ambiguousNode, "on which gateway?", at: range, label: "say: on \(only)",
        notes: ["gateways: " + names.joined(separator: " ")])
    }
    return (resource, client, only)
  }

  /// Changes something in the portal.
  func change(_ change: AccessChange, _ parameter: String) throws(ScriptFailure) -> Outcome {
    try session.begin(self)
    try session.act(.change(change), range(of: parameter))
    return .nothing
  }
}
