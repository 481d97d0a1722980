import Base
import Script

/// Performs nothing and remembers everything.
final class FakeHost: ScriptHost {
  let signatures = FakeVerbs.table
  var performed: [String] = []
  var shown: [String] = []
  var sections: [String?] = []
  var files: [String: String] = [:]
  var states: [String: Value] = [:]
  var results: [String: Value] = [:]
  var suspends = false
  /// Rows that `stream` was asked for.
  var made: Int64 = 0
  var isInterrupted = false

  static let events = Table(
    columns: ["n", "kind", "reason"],
    rows: [
      .init([.integer(1), .string("drop"), .string("filter")]),
      .init([.integer(2), .string("wire.sent"), .none], subject: .record(Record([.init("bytes", .byteCount(64))]))),
      .init([.integer(3), .string("drop"), .string("filter")]),
      .init([.integer(4), .string("drop"), .string("no-route")]),
    ])

  func perform(_ command: Command, _ evaluator: Evaluator) throws(ScriptFailure) -> Outcome {
    var words = [command.verb.text]
    for argument in command.arguments {
      guard let expression = argument.expression else { continue }
      words.append("\(argument.parameter)=\(try evaluator.text(of: expression))")
    }
    performed.append(words.joined(separator: " "))
    if suspends { return .suspended(SuspensionID(number: performed.count)) }
    if command.verb.text == "fail", let errno = command["errno"]?.expression {
      let name = try evaluator.text(of: errno)
      throw ScriptFailure(.application(errno: name), Diagnostic(.checkFailed, "the application failed: \(name)"))
    }
    if command.verb.text == "stream" { return .rows(stream(of: try count(command["rows"], evaluator))) }
    if command.verb.text == "heavy" { return .rows(stream(of: 10, of: .host(FakeHeavy()))) }
    if command.verb.text == "events" { return .value(.table(Self.events)) }
    return .value(results[command.verb.text] ?? .none)
  }

  private func count(_ argument: CommandArgument?, _ evaluator: Evaluator) throws(ScriptFailure) -> Int64 {
    guard let expression = argument?.expression else { return 0 }
    return try evaluator.integer(of: expression)
  }

  /// Rows that are counted as they are made; `even` is known of all, and absent from every second.
  private func stream(of count: Int64, of subject: Value? = nil) -> RowStream {
    made = 0
    return RowStream(
      columns: ["n", "kind"], knows: { ["n", "kind", "even"].contains($0) },
      next: { () throws(ScriptFailure) in
        guard self.made < count else { return nil }
        self.made += 1
        let at = self.made
        let even = at % 2 == 0 ? [Record.Field("even", .integer(at / 2))] : []
        let fields = [Record.Field("n", .integer(at)), .init("kind", .string(at % 3 == 0 ? "c" : "a"))]
        return Table.Row(subject: subject ?? .record(Record(fields + even)))
      })
  }

  func expect(_ expectation: Expectation, _ evaluator: Evaluator) throws(ScriptFailure) -> Value {
    guard case .failure(let errno, let block) = expectation.subject else { return .string("expected") }
    guard let failure = try evaluator.attempt(block), errno == nil || failure.errno == errno?.text else {
      throw ScriptFailure(.expectation, Diagnostic(.checkFailed, "no such failure", at: expectation.range))
    }
    return .string(failure.errno ?? "")
  }

  func expect(_ group: ExpectationGroup, _ evaluator: Evaluator) throws(ScriptFailure) {
    performed.append("\(group.order.rawValue) \(group.blocks.map(\.statements.count))")
  }
  func requireInvariants(at range: SourceRange, _ evaluator: Evaluator) throws(ScriptFailure) {
    performed.append("require invariants")
  }
  func mark() { performed.append("mark") }
  func section(_ title: String?) { sections.append(title) }
  func isLayer(_ name: String) -> Bool {
    ["ip", "ip6", "tcp", "udp", "icmp", "wg.initiation"].contains(name.lowercased())
  }

  func packet(from stack: [StackElement], at range: SourceRange, _ evaluator: Evaluator) throws(ScriptFailure) -> Value
  {
    .host(FakePacket(layers: stack.map { if case .layer(let call) = $0 { call.name.text } else { "payload" } }))
  }
  func packet(number: UInt64) -> Value? { number == 3 ? .host(FakePacket(layers: ["ip", "udp"])) : nil }
  func changing(_ value: Value, _ changes: [Argument], _ evaluator: Evaluator) throws(ScriptFailure) -> Value {
    guard case .host(let host) = value, let packet = host as? FakePacket else { return value }
    return .host(FakePacket(layers: packet.layers + changes.compactMap(\.name?.text)))
  }
  func state(_ path: StatePath, _ evaluator: Evaluator) throws(ScriptFailure) -> Value? {
    path.text == "events" ? .table(Self.events) : states[path.text]
  }
  func read(_ path: String, at range: SourceRange) throws(ScriptFailure) -> [UInt8] {
    if let text = files[path] { return Array(text.utf8) }
    throw ScriptFailure(.environment, Diagnostic(.checkFailed, "no file \(path)", at: range))
  }
  func show(_ value: Value, of statement: Statement, format: String?, to path: String?) throws(ScriptFailure) {
    if case .none = value { return }
    shown.append(value.text + (format.map { " as \($0)" } ?? "") + (path.map { " > \($0)" } ?? ""))
  }
  func write(_ rows: RowStream, as format: Name, to path: String, at range: SourceRange, _ evaluator: Evaluator)
    throws(ScriptFailure)
  {
    files[path] = format.text + " " + Value.table(try rows.collected(at: range)).text
  }
  func names(below path: StatePath) -> [String]? {
    path.steps.isEmpty
      ? ["client", "gateway", "events", "messages"] : path.text == "client" ? ["resources", "status"] : []
  }
  func names(of objectClass: String) -> [Completion]? {
    switch objectClass {
    case "client": [Completion("client", .object)]
    case "resource": [Completion("MyCorp Network", .object), Completion("**.httpbin", .object)]
    case "layer": ["ip", "tcp", "udp", "icmp"].map { Completion($0, .layer) }
    case "function": []
    default: nil
    }
  }
  func fields(of layer: String) -> [Completion]? {
    layer == "ip" ? [Completion("dst", .field), Completion("ttl", .field)] : nil
  }
}

final class FakePacket: HostValue {
  let layers: [String]

  init(layers: [String]) { self.layers = layers }

  var typeName: String { "packet" }
  var description: String { layers.joined(separator: "/") }
  var memberNames: [String] { ["length"] }
  func member(_ name: String) -> Value? { name == "length" ? .integer(Int64(layers.count)) : nil }
  func equals(_ other: any HostValue) -> Bool { (other as? FakePacket)?.layers == layers }
  func has(_ name: String) -> Bool { layers.contains(name) }
}

/// Runs a text and gives what was shown.
func shown(_ text: String, host: FakeHost = FakeHost()) throws -> [String] {
  _ = try Evaluator(host: host).run(name: "test.fzs", text: text)
  return host.shown
}

/// Runs a text that must fail, and gives the failure as it is printed.
func failure(_ text: String, host: FakeHost = FakeHost()) -> String {
  let evaluator = Evaluator(host: host)
  do {
    _ = try evaluator.run(name: "test.fzs", text: text)
    return "no failure"
  } catch {
    return DiagnosticRenderer().text(error.diagnostics, in: evaluator.sources)
  }
}

func parse(_ text: String) -> Program {
  var sources = SourceMap()
  return Parser.parse(sources.add(name: "test.fzs", text: text), signatures: FakeVerbs.table)
}

/// Half a GiB, as it says itself.
final class FakeHeavy: HostValue {
  var typeName: String { "weight" }
  var description: String { "heavy" }
  var weight: Int { 1 << 29 }
  func member(_ name: String) -> Value? { nil }
  func equals(_ other: any HostValue) -> Bool { other is FakeHeavy }
}
