import Base

/// The two ends of a conversation, seen from this host.
struct Flow: Hashable, Comparable, Sendable {
  let local: Endpoint
  let remote: Endpoint

  static func < (a: Flow, b: Flow) -> Bool { (a.local, a.remote) < (b.local, b.remote) }
}
