/// Whether a value is what a pattern looks for.
package typealias RowTest = (Value) throws(ScriptFailure) -> Bool

/// What the language runs on: it performs verbs, keeps packets, answers for the state of the world.
///
/// Arguments arrive unevaluated; a host evaluates them through the evaluator it is handed
/// (`evaluator.value(of:)`, `evaluator.text(of:)`, `evaluator.duration(of:)` …).
package protocol ScriptHost: AnyObject {
  var signatures: SignatureTable { get }
  /// The host's own diagnostic codes, for `explain`.
  var codes: [DiagnosticCode] { get }
  /// Asked before every statement and every turn of a loop; true ends the script with `.interrupted`.
  var isInterrupted: Bool { get }

  func perform(_ command: Command, _ evaluator: Evaluator) throws(ScriptFailure) -> Outcome
  func expect(_ expectation: Expectation, _ evaluator: Evaluator) throws(ScriptFailure) -> Value
  func expect(_ group: ExpectationGroup, _ evaluator: Evaluator) throws(ScriptFailure)
  /// `check EXPR` did not hold: words for the failure, with whatever explains it.
  func explain(failedCheck expression: Expression, _ evaluator: Evaluator) -> [String]
  func requireInvariants(at range: SourceRange, _ evaluator: Evaluator) throws(ScriptFailure)
  func mark()

  /// True when the (dotted) name is a layer, in any letter case.
  func isLayer(_ name: String) -> Bool
  /// Builds a packet (or a set of packets) from a stack of at least one layer.
  func packet(from stack: [StackElement], at range: SourceRange, _ evaluator: Evaluator) throws(ScriptFailure) -> Value
  /// `p3`; nil when there is no such packet.
  func packet(number: UInt64) -> Value?
  /// `#57` as something with fields; nil when there is no such event.
  func event(number: UInt64) -> Value?
  /// A member that a value of the host has only while the host knows more: `w.packets` of a watch.
  func member(_ name: String, of value: Value) -> Value?
  /// `p with tcp.dport=81`, and assignment to a field (`p.udp.dport = 53`).
  func changing(_ value: Value, _ changes: [Argument], _ evaluator: Evaluator) throws(ScriptFailure) -> Value
  /// `value matches PATTERN`, `packets where PATTERN`, compiled to be asked of one value after the other; nil when the
  /// right side is no pattern of the host's.
  func rowTest(_ pattern: Expression, _ evaluator: Evaluator) throws(ScriptFailure) -> RowTest?
  /// A function of the host's (`fuzz(…)`, `bpf(…)`); nil when there is none of this name.
  func call(_ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> Value?
  /// A path in the state tree, and the tables (`events`, `packets`, `messages`); nil when it leads nowhere.
  func state(_ path: StatePath, _ evaluator: Evaluator) throws(ScriptFailure) -> Value?

  /// Reads the file of `use`. `path` is already relative to the using file; `.environment` failures only.
  func read(_ path: String, at range: SourceRange) throws(ScriptFailure) -> [UInt8]
  /// The result of a statement that is not bound to a name: of an expression, a command, a pipe. `format` is the last
  /// stage of the pipe (`to json`), `path` what stands behind `>`.
  func show(_ value: Value, of statement: Statement, format: String?, to path: String?) throws(ScriptFailure)
  /// The same of rows that nobody holds: they are asked for while they are shown.
  func show(_ rows: RowStream, of statement: Statement, format: String?, to path: String?) throws(ScriptFailure)
  /// `… | write pcapng FILE`: what rows speak of, as a file. `range` is where the file is named.
  func write(_ rows: RowStream, as format: Name, to path: String, at range: SourceRange, _ evaluator: Evaluator)
    throws(ScriptFailure)
  /// A statement is about to run (for `--step`, echo and the report).
  func willRun(_ statement: Statement, _ evaluator: Evaluator) throws(ScriptFailure)
  /// A section begins (title) or the last one ends (nil).
  func section(_ title: String?)

  /// Live names of a class of objects, for completion and checking; nil when they are not known before the run.
  func names(of objectClass: String) -> [Completion]?
  /// What lies in a folder (empty: the present one), for completion: paths as they are typed.
  func files(in folder: String) -> [Completion]
  /// Names below a state path (empty: the roots); nil when not known.
  func names(below path: StatePath) -> [String]?
  /// Fields of a layer, for completion; nil when there is no such layer.
  func fields(of layer: String) -> [Completion]?
  /// Words that a field understands, for completion.
  func values(of field: String, in layer: String) -> [Completion]
  /// What can be said of a command, a packet or pattern, an expectation without running it.
  func check(_ command: Command) -> [Diagnostic]
  func check(packet expression: Expression) -> [Diagnostic]
  func check(_ expectation: Expectation) -> [Diagnostic]
  /// The changes of `with`, or an assignment to a field, of what may be a packet or a record.
  func check(changes: [Argument]) -> [Diagnostic]
}
