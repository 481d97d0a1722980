/// A component's version, and how the portal finds it in a user agent.
package struct AppVersion: Hashable, Sendable {
  package var major: Int
  package var minor: Int
  package var patch: Int

  package init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// `1.4.17`; what follows a `-` or `+` is left aside.
  package init?(_ text: some StringProtocol) {
    let core = text.prefix { $0 != "-" && $0 != "+" }
    let parts = core.split(separator: ".", omittingEmptySubsequences: false).map { UInt16($0) }
    guard parts.count == 3, let major = parts[0], let minor = parts[1], let patch = parts[2] else { return nil }
    self.init(Int(major), Int(minor), Int(patch))
  }

  /// Components whose token in a user agent carries the version.
  package static let components = [
    "relay", "connlib", "headless-client", "gui-client", "apple-client", "android-client", "gateway",
  ]

  /// `Linux/6.1 headless-client/1.5.4 (x86_64; 6.1)`: the version behind the first component that is known.
  package init?(userAgent: some StringProtocol) {
    for word in userAgent.split(separator: " ") {
      let parts = word.split(separator: "/", maxSplits: 1)
      guard parts.count == 2, Self.components.contains(String(parts[0])) else { continue }
      guard let version = AppVersion(parts[1]) else { return nil }
      self = version
      return
    }
    return nil
  }
}

extension AppVersion: Comparable {
  package static func < (a: AppVersion, b: AppVersion) -> Bool {
    (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
  }
}

extension AppVersion: CustomStringConvertible {
  package var description: String { "\(major).\(minor).\(patch)" }

  /// Whether a client X.Y may use a gateway: from X.(Y−1).0 up to, and without, X.(Y+2).0. Unknown versions may.
  package static func areCompatible(client: AppVersion?, gateway: AppVersion?) -> Bool {
    guard let client, let gateway else { return true }
    return gateway >= AppVersion(client.major, client.minor - 1, 0)
      && gateway < AppVersion(client.major, client.minor + 2, 0)
  }
}

extension AppVersion: CodedAsText {
  package static var wireName: String { "version" }
  package init?(wireText: String) { self.init(wireText) }
  package var wireText: String { description }
}
