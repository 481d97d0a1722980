/// The user name fragment and password of one ICE agent (RFC 8839 §5.4).
package struct ICECredentials: Hashable, Sendable, Codable {
  package var username: String
  package var password: String

  package init(username: String, password: String) {
    self.username = username
    self.password = password
  }
}
