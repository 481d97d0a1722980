import Base
import Lab
import Script
import Wire

enum SiteVerb: Verb {
  static let signature = VerbSignature(
    "site", summary: "Add, rename and delete sites.",
    page: "A new site has no gateways: a resource in it is offline.",
    forms: [
      Form(.literal("add"), Parameter("new", .word)), Form(.literal("delete"), Parameter("site", .object("site"))),
      Form(.literal("rename"), Parameter("site", .object("site")), .introduced("to", "new", .word, optional: false)),
    ],
    examples: [
      Example("site add berlin; resource set \"MyCorp Network\" in berlin", "moved to where nobody is"),
      Example("site rename mycro-aws-gws to mycorp-aws", "clients are told"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let new = try call.text("new") ?? ""
    if call.has("add") { return try call.change(.addSite(new), "new") }
    let site = try call.known(try call.text("site") ?? "", .site, call.range(of: "site"))
    return try call.change(call.has("rename") ? .renameSite(site, to: new) : .deleteSite(site), "site")
  }
}

enum AccountVerb: Verb {
  static let signature = VerbSignature(
    "account", summary: "Change how the account's clients resolve names, or disable it.",
    page: """
      `search none` and `upstream none` take the setting away. Clients are told at once; with other name servers their \
      sentinels change.
      """,
    forms: [
      Form(.literal("search"), Parameter("domain", .word)),
      Form(.literal("upstream"), Parameter("servers", .word, repeatable: true)),
      Form(Parameter("state", .choice(["disable", "enable"]))),
    ],
    examples: [
      Example("account search httpbin; run 1s; dig download --search", "another search domain"),
      Example("account upstream 203.0.113.53; run 1s; dig example.com", "name servers of the portal's choice"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    if call.has("domain") {
      let text = try call.text("domain") ?? ""
      guard text == "none" || (try? DomainName(text)) != nil else {
        throw call.fail(.badSetting, "`\(text)` is not a domain", at: call.range(of: "domain"))
      }
      return try call.change(.setSearchDomain(text == "none" ? nil : text), "domain")
    }
    if call.has("servers") { return try call.change(.setUpstreamDNS(try call.nameServers("servers")), "servers") }
    return try call.change(.disableAccount(try call.text("state") == "disable"), "state")
  }
}

extension Call {
  /// Addresses of name servers, or `none`.
  func nameServers(_ parameter: String) throws(ScriptFailure) -> [Endpoint] {
    var servers: [Endpoint] = []
    for argument in command.all(parameter) {
      guard let expression = argument.expression else { continue }
      let text = try evaluator.text(of: expression)
      if text == "none" { continue }
      guard let server = IPAddress(text).map({ Endpoint($0, 53) }) ?? Endpoint(text) else {
        throw fail(
          .badSetting, "`\(text)` is not the address of a name server", at: argument.range, label: "203.0.113.53")
      }
      servers.append(server)
    }
    return servers
  }
}
