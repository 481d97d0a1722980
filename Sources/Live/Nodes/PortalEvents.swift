import Access
import Synchronization

/// What other threads have to tell a node's loop of its portal connection: the half of a transport that every kind has.
///
/// Each attempt has a number: what still comes from a socket that was dropped is not listened to.
package final class PortalEvents: Sendable {
  private struct State {
    var attempt = 0
    var isLive = false
    var waiting: [PortalLink] = []
  }

  private let state = Mutex(State())
  private let bell: Bell

  package init() throws(SystemError) { bell = try Bell() }

  package var signal: Descriptor { bell.descriptor }

  /// A new socket begins: its number, for `post`.
  package func begin() -> Int {
    state.withLock { state in
      state.attempt += 1
      state.isLive = true
      state.waiting.removeAll()
      return state.attempt
    }
  }

  /// The socket is nothing to the node any more.
  package func end() {
    state.withLock { state in
      state.isLive = false
      state.waiting.removeAll()
    }
  }

  /// From any thread. After `.closed` and `.refused` nothing more is taken of this attempt.
  package func post(_ event: PortalLink, of attempt: Int) {
    let isNews = state.withLock { state in
      guard state.isLive, state.attempt == attempt else { return false }
      if event.isLast { state.isLive = false }
      state.waiting.append(event)
      return true
    }
    if isNews { bell.ring() }
  }

  package func takeAll() -> [PortalLink] {
    bell.silence()
    return state.withLock { state in
      defer { state.waiting.removeAll() }
      return state.waiting
    }
  }
}

extension PortalLink {
  fileprivate var isLast: Bool {
    switch self {
    case .closed, .refused, .distrusted: true
    case .opened, .text: false
    }
  }
}
