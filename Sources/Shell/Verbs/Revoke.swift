import Lab
import Script

enum Revoke: Verb {
  static let signature = VerbSignature(
    "revoke", summary: "Take one authorization away on the gateway alone.",
    page: """
      Sends `reject_access` to that gateway; portal and client keep believing that access is granted. The message takes \
      its time, 30 ms in mycorp: what overtakes it passes. After that packets are answered with ICMP \
      "administratively prohibited", unless it was the client's last authorization there: then the gateway says \
      goodbye, and no ICMP error comes.
      """,
    forms: [
      Form(
        Parameter("resource", .object("resource")), .introduced("for", "client", .object("client")),
        .introduced("on", "gateway", .object("gateway")))
    ],
    examples: [
      Example(
        "ping 172.20.0.100; ping 172.21.0.101; revoke \"MyCorp Network\" for client on gateway",
        "a second resource keeps the tunnel open"),
      Example(
        "ping 172.20.0.100; ping 172.21.0.101; revoke \"MyCorp Network\"; run 1s; ping 172.20.0.100",
        "once the gateway knows, the next packet is refused"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let (resource, client, gateway) = try call.access()
    try call.session.begin(call)
    let result = try call.session.act(.revoke(resource: resource, client: client, gateway: gateway), call.range)
    if case .warning(let warning) = result {
      call.session.complain([warning.diagnostic(at: call.range(of: "resource"))], call.evaluator)
    }
    return .nothing
  }
}

extension LabWarning {
  func diagnostic(at range: SourceRange) -> Diagnostic {
    switch self {
    case .lastAuthorization(let resource, let client, let gateway):
      Diagnostic(
        .lastAuthorization, "this is the last authorization of `\(client)` on `\(gateway)`", severity: .warning,
        at: range, label: "no ICMP error will come",
        notes: [
          "without `\(resource)` the gateway has nothing left for this client: it says goodbye and closes the tunnel",
          "packets then set up a new connection instead of being answered with \"prohibited\"",
          "to see the ICMP error, use a second resource of this gateway first",
        ])
    case .notAuthorized(let resource, let client, let gateway):
      Diagnostic(
        .notAuthorized, "`\(gateway)` holds no authorization of `\(client)` for `\(resource)`", severity: .warning,
        at: range, label: "nothing was taken away", notes: ["`authorizations` shows what each side holds"])
    }
  }
}
