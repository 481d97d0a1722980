import Base
import HostStack
import Lab
import Script
import Wire

enum DigVerb: Verb {
  static let signature = VerbSignature(
    "dig", summary: "Ask the client's name servers, or another one, for a name.",
    page: """
      Prints what `dig` would print. Without --server it asks as the client's system is told to: the client's own \
      resolver while its tunnel is up. The type is A unless another is given. The result has `rcode`, `answers`, \
      `succeeded`, `time`, `output`.
      """,
    forms: [
      Form(
        Parameter("name", .word), Parameter("type", .word, optional: true, summary: "A, AAAA, TXT, SRV, PTR, HTTPS …"),
        .introduced("from", "client", .object("client")),
        BackgroundApp.parameter)
    ],
    options: [
      OptionSignature("tcp", summary: "over TCP at once"),
      OptionSignature("server", .word, summary: "ask this name server"),
      OptionSignature("search", summary: "complete a name without a dot with the search domain"),
    ],
    examples: [
      Example("dig download.httpbin", "a name of a DNS resource gets addresses of the client's own"),
      Example("dig dns AAAA --search --tcp", "by the search domain, over TCP"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let client = try call.node("client", .client)
    var dig = Dig(try call.text("name") ?? "", try type(call))
    if call.command.option("tcp") != nil { dig.transport = .tcp }
    dig.search = call.command.option("search") != nil
    if let text = try call.optionText("server") {
      guard let server = IPAddress(text).map({ Endpoint($0, 53) }) ?? Endpoint(text) else {
        throw call.fail(.badSetting, "`\(text)` is not the address of a name server", at: call.range)
      }
      dig.server = server
    }
    return try call.run(.dig(dig), on: client)
  }

  private static let types: [DNSType] = [
    .a, .ns, .cname, .soa, .ptr, .mx, .txt, .aaaa, .srv, .dname, .svcb, .https, .any, .caa,
  ]

  private static func type(_ call: Call) throws(ScriptFailure) -> DNSType {
    guard let text = try call.text("type") else { return .a }
    if let number = UInt16(text) { return DNSType(rawValue: number) }
    if let type = types.first(where: { "\($0)".lowercased() == text.lowercased() }) { return type }
    throw call.fail(
      .badSetting, "`\(text)` is not a type of records", at: call.range(of: "type"),
      label: "A, AAAA, TXT, SRV, PTR, HTTPS …")
  }
}
