import Script

/// Reads `bytes` as the text of a scenario and words every diagnostic.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzScript(_ bytes: UnsafeRawBufferPointer) { parse([UInt8](bytes)) }

/// Reads `bytes` as a pasted hexdump.
public func fuzzHexdump(_ bytes: UnsafeRawBufferPointer) {
  parse(Array("let p = packet {\n".utf8) + bytes + Array("\n}".utf8))
}

private func parse(_ bytes: [UInt8]) {
  var sources = SourceMap()
  let source = sources.add(name: "fuzz.fzs", bytes: bytes)
  let program = Parser.parse(source, signatures: verbs)
  for label in program.diagnostics.flatMap(\.labels) {
    precondition(0 <= label.range.lower && label.range.lower <= label.range.upper)
    precondition(label.range.upper <= source.bytes.count)
  }
  _ = DiagnosticRenderer().text(program.diagnostics, in: sources)
}

/// A verb for each kind of argument, named as those of the shell are, so that scenarios get past the first word.
private let verbs = SignatureTable(
  [
    verb("lab", Form(.literal("load"), Parameter("file", .file)), Form(Parameter("name", .word))),
    verb("show", Form(Parameter("what", .expression)), Form(Parameter("path", .statePath))),
    verb("flag", Form(object("node"), object("flag"), Parameter("value", .choice(["on", "off"])))),
    verb("ping", Form(Parameter("host", .expression), from)),
    verb("curl", Form(Parameter("url", .url), from)),
    verb(
      "send",
      Form(
        Parameter("packets", .packet), from, .introduced("at", "tap", .object("tap")),
        .introduced("every", "interval", .duration), .introduced("times", "number", .count))),
    verb("revoke", Form(object("resource"), .introduced("for", "client", .object("client")))),
    verb("fault", Form(object("link"), Parameter("settings", .settings))),
    verb("on", Form(Parameter("pattern", .pattern), .introduced(":", "edits", .edits, optional: false))),
    verb("run", Form(.literal("until"), Parameter("condition", .expression)), Form(Parameter("time", .duration))),
    verb("step", Form(Parameter("kind", .word, optional: true), Parameter("number", .count, optional: true))),
    verb("break", Form(object("event-kind"), .introduced("where", "condition", .expression))),
    verb("note", Form(Parameter("text", .text))),
    verb("group", Form(Parameter("nodes", .object("node"), repeatable: true), Parameter("body", .block))),
  ], vocabulary: ["event-kind": ["drop", "filtered", "app.failed"]])

private let from = Parameter.introduced("from", "client", .object("client"))

private func object(_ kind: String) -> Parameter { Parameter(kind, .object(kind)) }

private func verb(_ name: String, _ forms: Form...) -> VerbSignature {
  VerbSignature(name, summary: name, forms: forms, options: [OptionSignature("format", .word, summary: "format")])
}
