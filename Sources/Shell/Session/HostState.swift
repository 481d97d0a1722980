import Base
import Lab
import Script
import Wire

/// What the language asks about the state of the world.
extension Session {
  /// Tables that are no part of any node.
  static let tables = ["events", "packets", "messages"]

  package func state(_ path: StatePath, _ evaluator: Evaluator) throws(ScriptFailure) -> Value? {
    guard case .name(let root)? = path.steps.first else { return nil }
    if root.text == AutoValue.name, path.steps.count == 1 { return .host(AutoValue()) }
    if let result = notebook.results[root.text] { return descend(path.steps.dropFirst(), from: result) }
    if Self.tables.contains(root.text) { return try table(root.text, path) }
    guard let path = rooted(path), let names = path.names else { return nil }
    do throws(LabError) {
      return Value(try stage.lab.answer(.state(names)), named: names.last ?? root.text)
    } catch {
      if let element = element(at: path) { return element }
      if isWaiting, case .unknown(_, let name, _) = error, names.count > 2, names[1] != name { return Value.none }
      throw ScriptFailure(.runtime, pathDiagnostic(error, path))
    }
  }

  /// The path with the name of its node as one step, points and all: `download.httpbin`. Nil for what begins with no node.
  func rooted(_ path: StatePath) -> StatePath? {
    guard case .name(let first)? = path.steps.first else { return nil }
    let roots = stage.names(.path)
    if roots.contains(first.text) { return path }
    var name = first
    for (place, step) in path.steps.enumerated().dropFirst() {
      guard case .name(let next) = step else { break }
      name = Name("\(name.text).\(next.text)", name.range.union(next.range))
      if roots.contains(name.text) { return StatePath([.name(name)] + path.steps[(place + 1)...], path.range) }
    }
    return nil
  }

  private func table(_ name: String, _ path: StatePath) throws(ScriptFailure) -> Value {
    let table =
      switch name {
      case "packets": packetTable()
      case "messages": messageTable()
      default: eventTable(stage.trace)
      }
    return descend(path.steps.dropFirst(), from: .table(table)) ?? .none
  }

  /// `client.addresses[0]`: an element of a list or table of the state, and what lies below it.
  private func element(at path: StatePath) -> Value? {
    let place = path.steps.firstIndex { if case .index(.integer, _) = $0 { true } else { false } }
    guard let place, let names = StatePath(Array(path.steps[..<place]), path.range).names,
      let base = try? stage.lab.answer(.state(names))
    else { return nil }
    return descend(path.steps[place...], from: Value(base, named: names.last ?? ""))
  }

  private func descend(_ steps: ArraySlice<StatePath.Step>, from value: Value) -> Value? {
    var value = value
    for step in steps {
      let next =
        switch step {
        case .name(let name): value.member(name.text)
        case .index(let index, _): value.element(index)
        }
      guard let next else { return nil }
      value = next
    }
    return value
  }

  /// The step that leads nowhere, and what stands there instead.
  private func pathDiagnostic(_ error: LabError, _ path: StatePath) -> Diagnostic {
    guard case .unknown(let objects, let name, let known) = error else { return error.diagnostic(at: path.range) }
    let step = path.steps.first { step in
      switch step {
      case .name(let written): written.text == name
      case .index(let value, _): value.fact.description == name
      }
    }
    switch step {
    case .name(let written): return .unknown(objects, name, known: known, at: written.range)
    case .index(_, let range): return .unknown(objects, name, known: known, at: range)
    case nil: return error.diagnostic(at: path.range)
    }
  }

  package func names(below path: StatePath) -> [String]? {
    if isChecking, foreseen.isOpen { return nil }
    guard let names = path.names else {
      return stage.names(.path) + Self.tables + [AutoValue.name] + notebook.results.names
    }
    guard let state = try? stage.lab.answer(.state(rooted(path)?.names ?? names)) else {
      return schema(at: names.joined(separator: ".")).map { $0.fields.map(\.name) }
    }
    if case .record(let members) = state { return members.map(\.name) }
    return []
  }

  /// What has a page: `help tcp`, `help packets`, `help revoke`.
  private var helpWords: [Completion] {
    VerbTable.signatures.map { Completion($0.name, .object, help: $0.summary) }
      + HelpTopic.all.map { Completion($0.name, .object, help: $0.title) }
      + LayerSchema.all.map { Completion($0.name, .object, help: $0.title) }
      + EventKind.all.map { Completion($0.name, .object, help: $0.meaning) }
      + ReasonTable.all.map { Completion($0.name, .object, help: $0.meaning) }
  }

  package func names(of objectClass: String) -> [Completion]? {
    switch objectClass {
    case "layer-name" where isChecking, "help-word" where isChecking: return nil
    case "layer": return LayerSchema.all.map { Completion($0.name, .layer, help: $0.title) }
    case "layer-name": return LayerSchema.all.map { Completion($0.name, .object, help: $0.title) }
    case "help-word": return helpWords
    case "function":
      return FunctionTable.names + [
        Completion(Self.berkeleyName, .word, help: "a filter in the language of tcpdump: bpf \"icmp\"")
      ]
    case "event-kind" where isChecking: return nil
    case "event-kind": return EventKind.all.map { Completion($0.name, .word, help: $0.meaning) }
    case "message": return Vocabulary.messageMeanings.map { Completion("\($0.message)(", .word, help: $0.meaning) }
    case "world": return isChecking ? nil : worldNames
    case "packet": return isChecking ? nil : packetNames()
    case "event": return isChecking ? nil : eventNames
    case "verb": return VerbTable.signatures.map { Completion($0.name, .verb, help: $0.summary) }
    case "setting of fault": return LinkSetting.all.map { Completion($0.name, .field, help: $0.meaning) }
    case "setting of nat": return NATSetting.all.map { Completion($0.name, .field, help: $0.meaning) }
    case "setting of edit": return editableNames
    case "setting of on": return LayerSchema.all.map { Completion("\($0.name).", .layer, help: $0.title) }
    case "lab": return Topology.all.map { Completion($0.name, .object) }
    default:
      // A check reports unknown objects itself, with the codes of the lab.
      guard !isChecking, let objects = ObjectClass(rawValue: objectClass) else { return nil }
      return stage.names(objects).map { Completion($0, .object, help: about($0, objects)) }
    }
  }
}
