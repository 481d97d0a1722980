import Base
import HostStack
import Lab
import Script

extension Call {
  /// The node that an argument names; without it the only one of its class. Where any node would do, the only client
  /// is meant: that is where applications are.
  func node(_ parameter: String, _ objects: ObjectClass) throws(ScriptFailure) -> String {
    if let name = try text(parameter) { return try known(name, objects, range(of: parameter)) }
    let objects = objects == .node ? .client : objects
    let names = session.stage.names(objects)
    guard let only = names.first else { throw fail(.unknownNode, "this lab has no \(objects.rawValue)", at: range) }
    guard names.count == 1 else {
      throw fail(
        .ambiguousNode, "which \(objects.rawValue)?", at: range,
        notes: ["\(objects.rawValue)s: " + names.joined(separator: " ")])
    }
    return only
  }

  /// The name if the lab has such an object, else the error that says which there are.
  func known(_ name: String, _ objects: ObjectClass, _ range: SourceRange) throws(ScriptFailure) -> String {
    let names = session.stage.names(objects)
    guard names.isEmpty || names.contains(name) else {
      throw ScriptFailure(.runtime, .unknown(objects, name, known: names, at: range))
    }
    return name
  }

  func resource(_ parameter: String = "resource") throws(ScriptFailure) -> String {
    try known(try text(parameter) ?? "", .resource, range(of: parameter))
  }

  func tap(_ parameter: String = "tap") throws(ScriptFailure) -> Tap? {
    guard let expression = command[parameter]?.expression else { return nil }
    return try session.tap(expression, evaluator)
  }

  /// An address, or the lab's address of a host name.
  func address(_ parameter: String, family: IPFamily? = nil) throws(ScriptFailure) -> IPAddress {
    try address(of: try text(parameter) ?? "", family: family, range(of: parameter))
  }

  func address(of host: String, family: IPFamily?, _ range: SourceRange) throws(ScriptFailure) -> IPAddress {
    let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    if let address = IPAddress(bare) { return address }
    guard case .fact(.address(let address)) = try session.ask(.address(ofHost: host, family), range) else {
      throw ScriptFailure(.runtime, .unknown(.host, host, known: session.stage.names(.host), at: range))
    }
    return address
  }

  /// Where an application on a client is to go: by the client's own resolver, or to an address.
  func destination(_ parameter: String, from client: String) throws(ScriptFailure) -> Destination {
    try destination(try text(parameter) ?? "", from: client, range(of: parameter))
  }

  func destination(_ host: String, from client: String, _ range: SourceRange) throws(ScriptFailure) -> Destination {
    let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    if let address = IPAddress(bare) { return .address(address) }
    switch try session.ask(.destination(host, from: client, family), range) {
    case .fact(.address(let address)): return .address(address)
    case .fact(.text(let name)): return .name(name, family)
    default: throw ScriptFailure(.runtime, .unknown(.host, host, known: session.stage.names(.host), at: range))
    }
  }

  /// The family that `--ipv4` or `--ipv6` asks for.
  var family: IPFamily? { command.option("ipv4") != nil ? .v4 : command.option("ipv6") != nil ? .v6 : nil }
}

extension Session {
  /// Applications sit on a node's own stack, and that on the tunnel device alone: what one sees the other does.
  func tap(_ expression: Expression, _ evaluator: Evaluator) throws(ScriptFailure) -> Tap {
    let text = expression.dottedName?.text ?? ""
    let name = text.isEmpty ? try evaluator.text(of: expression) : text
    let names = stage.names(.tap)
    guard let tap = Tap(name), names.isEmpty || names.contains(name) else {
      throw ScriptFailure(.runtime, .unknown(.tap, name, known: names, at: expression.range))
    }
    return tap.face == .app ? Tap(tap.node, .tun) : tap
  }
}
