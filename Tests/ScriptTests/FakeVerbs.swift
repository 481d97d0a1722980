import Script

/// The verbs of language.md section 4, as far as tests and its examples need them.
enum FakeVerbs {
  static let client = Parameter.introduced("from", "client", .object("client"), summary: "the client that sends")
  static let tap = Parameter.introduced("at", "tap", .object("tap"))

  static let table = SignatureTable(
    traffic + packets + world + looks,
    vocabulary: [
      "event-kind": ["drop", "app.sent", "filtered", "intent", "icmp.prohibited", "authorization.removed", "wire.lost"]
    ])

  static let traffic = [
    VerbSignature(
      "ping", summary: "send an echo request and wait for the reply", forms: [Form(Parameter("host", .word), client)],
      options: [OptionSignature("count", .count, summary: "how many"), OptionSignature("quiet", summary: "no output")]),
    VerbSignature("curl", summary: "fetch a page", forms: [Form(Parameter("url", .url), client)]),
    VerbSignature(
      "dig", summary: "ask for a name",
      forms: [Form(Parameter("name", .word), Parameter("type", .choice(["A", "AAAA"]), optional: true), client)]),
    VerbSignature(
      "tcp", summary: "open a connection", forms: [Form(Parameter("host", .word), Parameter("port", .count), client)]),
    VerbSignature(
      "udp", summary: "send a datagram",
      forms: [Form(Parameter("host", .word), Parameter("port", .count), Parameter("data", .expression), client)]),
  ]

  static let packets = [
    VerbSignature("stream", summary: "rows one by one", forms: [Form(Parameter("rows", .count))]),
    VerbSignature("heavy", summary: "rows that weigh", forms: [Form()]),
    VerbSignature(
      "send", summary: "put packets on a tap",
      forms: [
        Form(
          Parameter("packets", .packet), client, tap, .introduced("every", "interval", .duration),
          .introduced("times", "times", .count))
      ]),
    VerbSignature(
      "ask", summary: "send and pair the answers",
      forms: [Form(Parameter("packets", .packet), client, .introduced("within", "bound", .duration))]),
    VerbSignature(
      "on", summary: "a rule for packets in flight",
      forms: [
        Form(Parameter("pattern", .pattern), tap, Parameter("verdict", .choice(["drop", "hold"]), introducer: ":")),
        Form(
          Parameter("pattern", .pattern), tap, Parameter("delay", .literal("delay"), introducer: ":"),
          Parameter("span", .duration)),
        Form(
          Parameter("pattern", .pattern), tap, Parameter("edit", .literal("edit"), introducer: ":"),
          Parameter("fields", .edits)),
      ]),
    VerbSignature(
      "packets", summary: "packets seen",
      forms: [Form(Parameter("filter", .pattern, introducer: "where", optional: true))]),
    VerbSignature(
      "break", summary: "stop the world",
      forms: [
        Form(Parameter("kind", .object("event-kind")), .introduced("where", "filter", .expression)),
        Form(Parameter("pattern", .pattern), tap),
      ]),
  ]

  static let world = [
    VerbSignature(
      "lab", summary: "choose the world",
      forms: [
        Form(.literal("load"), Parameter("file", .file)), Form(.literal("show")), Form(.literal("reset")),
        Form(Parameter("name", .word)),
      ]),
    VerbSignature(
      "revoke", summary: "withdraw an authorization",
      forms: [
        Form(
          Parameter("resource", .object("resource")), .introduced("for", "client", .object("client")),
          .introduced("on", "gateway", .object("gateway")))
      ]),
    VerbSignature(
      "fault", summary: "what goes wrong on a link",
      forms: [Form(Parameter("link", .object("link")), Parameter("values", .settings))]),
    VerbSignature("seed", summary: "seed the world", forms: [Form(Parameter("number", .count))]),
    VerbSignature(
      "run", summary: "move time",
      forms: [Form(.literal("until"), Parameter("condition", .expression)), Form(Parameter("span", .duration))]),
    VerbSignature("fail", summary: "an application's failure", forms: [Form(Parameter("errno", .word))]),
    VerbSignature(
      "filter", summary: "filter a resource",
      forms: [
        Form(Parameter("resource", .object("resource")), .literal("allow"), Parameter("rules", .text))
      ]),
    VerbSignature("partition", summary: "cut", forms: [Form(Parameter("nodes", .object("node"), repeatable: true))]),
  ]

  static let looks = [
    VerbSignature(
      "events", summary: "what happened",
      forms: [Form(.introduced("where", "filter", .expression))],
      options: [OptionSignature("format", .choice(["text", "json"]), summary: "layout")]),
    VerbSignature(
      "show", summary: "look at one thing", forms: [Form(Parameter("subject", .expression))]),
    VerbSignature("status", summary: "overview", forms: [Form()]),
    VerbSignature("help", summary: "help", forms: [Form(Parameter("word", .word, optional: true))]),
    VerbSignature("goto", summary: "travel", forms: [Form(Parameter("moment", .word))]),
    VerbSignature(
      "diagram", summary: "sequence diagram",
      forms: [
        Form(
          .introduced("from", "start", .word), .introduced("to", "end", .word),
          .introduced("as", "format", .choice(["text", "mermaid", "svg"])))
      ]),
  ]
}
