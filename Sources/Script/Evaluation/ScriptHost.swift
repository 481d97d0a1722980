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
  /// `p with tcp.dport=81`, and assignment to a field (`p.udp.dport = 53`).
  func changing(_ value: Value, _ changes: [Argument], _ evaluator: Evaluator) throws(ScriptFailure) -> Value
  /// `value matches PATTERN`, `packets where PATTERN`; nil when the right side is no pattern of the host's.
  func matches(_ value: Value, _ pattern: Expression, _ evaluator: Evaluator) throws(ScriptFailure) -> Bool?
  /// A function of the host's (`fuzz(…)`, `bpf(…)`); nil when there is none of this name.
  func call(_ call: LayerCall, _ evaluator: Evaluator) throws(ScriptFailure) -> Value?
  /// A path in the state tree, and the tables (`events`, `packets`, `messages`); nil when it leads nowhere.
  func state(_ path: StatePath, _ evaluator: Evaluator) throws(ScriptFailure) -> Value?

  /// Reads the file of `use`. `path` is already relative to the using file; `.environment` failures only.
  func read(_ path: String, at range: SourceRange) throws(ScriptFailure) -> [UInt8]
  /// `> FILE`
  func write(_ text: String, to path: String, at range: SourceRange) throws(ScriptFailure)
  /// The result of a bare expression, or of a command with a pipe. `format` is the last stage of the pipe (`to json`).
  func show(_ value: Value, of statement: Statement, format: String?)
  /// A statement is about to run (for `--step`, echo and the report).
  func willRun(_ statement: Statement, _ evaluator: Evaluator) throws(ScriptFailure)
  /// A section begins (title) or the last one ends (nil).
  func section(_ title: String?)

  /// Live names of a class of objects, for completion and checking; nil when they are not known before the run.
  func names(of objectClass: String) -> [Completion]?
  /// Names below a state path (empty: the roots); nil when not known.
  func names(below path: StatePath) -> [String]?
  /// Fields of a layer, for completion; nil when there is no such layer.
  func fields(of layer: String) -> [Completion]?
  /// What can be said of a command, a packet or pattern, an expectation without running it.
  func check(_ command: Command) -> [Diagnostic]
  func check(packet expression: Expression) -> [Diagnostic]
  func check(_ expectation: Expectation) -> [Diagnostic]
}

/// How a command ended.
package enum Outcome: Sendable {
  case value(Value)
  /// A breakpoint stopped it. The script goes on; the host later hands the result to `Evaluator.resolve(_:_:)`.
  case suspended(SuspensionID)
}

package struct SuspensionID: Hashable, Sendable {
  package let number: Int

  package init(number: Int) { self.number = number }
}

/// `client.resources["MyCorp Network"].status`
package struct StatePath: Sendable {
  package enum Step: Sendable {
    case name(Name)
    case index(Value, SourceRange)
  }

  package var steps: [Step]
  package var range: SourceRange

  package init(_ steps: [Step], _ range: SourceRange) {
    self.steps = steps
    self.range = range
  }
}

/// Why a script ended early.
package struct ScriptFailure: Error {
  package enum Kind: Hashable, Sendable {
    /// Does not parse or check.
    case parse
    /// A name, value or type was wrong when it came to it.
    case runtime
    /// File, permission, port.
    case environment
    case expectation
    case invariant
    case interrupted
    /// The application's own result was a failure (`EHOSTUNREACH`): what `expect failure { … }` counts.
    case application(errno: String?)
  }

  package var kind: Kind
  package var diagnostics: [Diagnostic]

  package init(_ kind: Kind, _ diagnostic: Diagnostic) {
    self.kind = kind
    diagnostics = [diagnostic]
  }

  package init(_ kind: Kind, _ diagnostics: [Diagnostic]) {
    self.kind = kind
    self.diagnostics = diagnostics
  }

  /// The exit code of a program that ends with this failure.
  package var exitCode: Int32 {
    switch kind {
    case .parse, .runtime: 2
    case .environment: 3
    case .expectation, .application: 4
    case .invariant: 5
    case .interrupted: 130
    }
  }
}
