import Wire

/// A user name fragment and the password that goes with it (RFC 8445 §5.3).
package struct AgentCredentials: Hashable, Sendable {
  package var fragment: String
  package var password: String

  package init(fragment: String, password: String) {
    self.fragment = fragment
    self.password = password
  }

  var key: STUNKey { .shortTerm(password: password) }
}

extension AgentCredentials: CustomStringConvertible, CustomReflectable {
  package var description: String { "(ICE credentials of \(fragment))" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
