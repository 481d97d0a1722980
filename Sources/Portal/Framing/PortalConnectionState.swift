import Base

/// Where a participant's connection to its portal stands, for whoever looks.
package struct PortalConnectionState: Hashable, Sendable {
  package let phase: Phase
  /// Messages that wait for the join.
  package let queued: Int
  /// Heartbeats that nobody has answered yet.
  package let unanswered: Int
  /// What is waited for, and until when.
  package let nextDeadline: Instant?

  package enum Phase: String, Hashable, Sendable {
    /// Not begun, or refused for good.
    case idle
    case connecting, joining
    case connected
    /// Lost; another attempt follows by itself.
    case waiting
  }
}

extension Channel {
  package var state: PortalConnectionState {
    let phase: PortalConnectionState.Phase =
      switch phase {
      case .idle: .idle
      case .connecting: .connecting
      case .joining: .joining
      case .joined: .connected
      case .waiting: .waiting
      }
    return PortalConnectionState(
      phase: phase, queued: queue.count, unanswered: unanswered.count, nextDeadline: timers.next)
  }
}
