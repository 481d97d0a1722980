import Lab
import Script
import Wire

/// What can be said of a pattern without running: what it is made of, and whether a tap sees anything of the kind.
extension Session {
  /// Parts that are written out as calls, and are neither layers nor messages nor filters.
  func checkParts(of expression: Expression) -> [Diagnostic] {
    expression.leaves.compactMap { leaf in
      guard case .call(let call) = leaf.kind, !isLayer(call.name.text), messageCall(leaf) == nil,
        Self.berkeleyCall(leaf) == nil
      else { return nil }
      return noPattern(leaf)
    }
  }

  /// The same as for a compiled pattern.
  func objection(to expression: Expression, at tap: Tap, _ range: SourceRange) -> Diagnostic? {
    let leaves = expression.leaves
    let messages = leaves.contains { messageCall($0) != nil }
    let packets = leaves.contains { Self.berkeleyCall($0) != nil || isPattern($0, nil) }
    return objection(packets: packets, messages: messages, at: tap, range)
  }

  /// Why nothing of the kind is ever seen at a tap.
  func objection(to pattern: Pattern, at tap: Tap, _ range: SourceRange) -> Diagnostic? {
    objection(packets: pattern.looksAtPackets, messages: pattern.looksAtMessages, at: tap, range)
  }

  private func objection(packets: Bool, messages: Bool, at tap: Tap, _ range: SourceRange) -> Diagnostic? {
    switch tap.face {
    case .ws where packets:
      return Diagnostic(.wrongTap, "no packets are seen at \(tap)", at: range, label: "portal messages pass there")
    case .app, .tun, .wire, .lan, .net:
      guard messages else { return nil }
      return Diagnostic(
        .wrongTap, "no messages are seen at \(tap)", at: range, label: "portal messages pass portal.ws")
    case .ws: return nil
    }
  }
}

extension Expression {
  /// The parts that `and`, `or` and `not` join.
  var leaves: [Expression] {
    switch kind {
    case .binary(.and, let left, let right), .binary(.or, let left, let right): left.leaves + right.leaves
    case .unary(.not, let operand): operand.leaves
    default: [self]
    }
  }
}
