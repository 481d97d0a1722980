import Base
import Lab
import Script

extension LabError {
  /// The error in words, at the value that caused it.
  func diagnostic(at range: SourceRange) -> Diagnostic {
    switch self {
    case .unknown(let objects, let name, let known): .unknown(objects, name, known: known, at: range)
    case .notSupported(let what, let reason):
      Diagnostic(.notSupported, "this lab cannot do that: \(what)", at: range, label: reason)
    case .invalid(let what, let reason): Diagnostic(.badSetting, "\(what) does not work", at: range, label: reason)
    }
  }
}

extension LabError {
  /// The error in one line, for where no script has said what is wrong.
  package var sentence: String {
    let diagnostic = diagnostic(at: SourceRange(SourceID(number: 0), 0, 0))
    let label = diagnostic.labels.first?.text ?? ""
    let advice = label.isEmpty ? diagnostic.notes.joined(separator: "; ") : label
    return diagnostic.message + (advice.isEmpty ? "" : ": \(advice)")
  }
}

extension Diagnostic {
  /// No object has this name: what was probably meant, and which there are.
  static func unknown(_ objects: ObjectClass, _ name: String, known: [String], at range: SourceRange) -> Diagnostic {
    if objects == .held {
      return Diagnostic(
        .notHeld, "nothing is held under the number \(name)", at: range,
        notes: known.isEmpty ? ["nothing is held"] : ["held: " + known.joined(separator: " ")])
    }
    return unknown(.unknown(objects), objects.rawValue, name, known: known, at: range)
  }

  /// There are too many kinds of events to be listed in an error: those that may be meant, with what they say.
  static func unknownKind(_ name: String, at range: SourceRange) -> Diagnostic {
    let likely = Suggestion.likely(for: name, in: Vocabulary.eventKinds)
    let meanings = likely.compactMap { kind in EventKind.named(kind).map { "\($0.name): \($0.meaning)" } }
    return Diagnostic(
      .unknownEventKind, "unknown event kind `\(name)`", at: range, label: Suggestion.question(likely) ?? "",
      notes: meanings + ["`help kinds` lists them all"])
  }

  static func unknown(
    _ code: DiagnosticCode, _ what: String, _ name: String, known: [String], at range: SourceRange
  ) -> Diagnostic {
    let list = known.map { $0.contains(" ") ? "\"\($0)\"" : $0 }
    return Diagnostic(
      code, "unknown \(what) `\(name)`", at: range,
      label: Suggestion.question(Suggestion.likely(for: name, in: known)) ?? "",
      notes: known.isEmpty ? [] : ["\(what)s: " + list.joined(separator: what == "resource" ? ", " : " ")])
  }
}
