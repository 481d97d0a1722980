/// A value of the host's own: a packet, a message, a node.
///
/// A class, so that a value that holds one is as small as the others, and handing it on copies nothing.
package protocol HostValue: AnyObject, Sendable {
  /// Shown in errors: `packet`, `message`, `node`.
  var typeName: String { get }
  /// Shown when the value is printed.
  var description: String { get }
  /// Names that `member` answers, for suggestions.
  var memberNames: [String] { get }
  func member(_ name: String) -> Value?
  /// What to write instead of a member that the value lacks.
  func advice(for name: String) -> String?
  /// What a word stands for where a member is compared with it: `S` of `tcp.flags`; nil for what is no such word.
  func word(_ name: String, of member: String) -> Value?
  /// `value[index]`
  func element(_ index: Value) -> Value?
  func equals(_ other: any HostValue) -> Bool
  /// `value has name` for a bare name or a string.
  func has(_ name: String) -> Bool
  /// Bytes that holding the value costs, where they are many.
  var weight: Int { get }
}

extension HostValue {
  package var memberNames: [String] { [] }
  package func element(_ index: Value) -> Value? { nil }
  package func word(_ name: String, of member: String) -> Value? { nil }
  package func advice(for name: String) -> String? { nil }
  package var weight: Int { 0 }
  package func has(_ name: String) -> Bool { member(name) != nil }
}
