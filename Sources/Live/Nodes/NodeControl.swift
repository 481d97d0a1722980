import Base
import Synchronization

/// What other threads ask of a running node.
package final class NodeControl<Machine: Base.Machine>: Sendable {
  /// Done on the node's thread, between two turns of its loop.
  package typealias Deed = @Sendable (inout Machine, Instant, inout Outbox<Machine.Output>) -> Void

  private struct State {
    var deeds: [Deed] = []
    var isStopping = false
    var isRoaming = false
  }

  private let state = Mutex(State())
  let bell: Bell
  /// Where the shell asks, if it may.
  let desk: ControlDesk?

  package init(desk: ControlDesk? = nil) throws(SystemError) {
    bell = try Bell()
    self.desk = desk
  }

  package func perform(_ deed: @escaping Deed) {
    state.withLock { $0.deeds.append(deed) }
    bell.ring()
  }

  package func handle(_ input: Machine.Input) { perform { $0.handle(input, at: $1, into: &$2) } }

  /// Says goodbye and ends.
  package func stop() {
    state.withLock { $0.isStopping = true }
    bell.ring()
  }

  /// A client begins again, as on another network.
  package func roam() {
    state.withLock { $0.isRoaming = true }
    bell.ring()
  }

  func takeRoaming() -> Bool {
    state.withLock { state in
      defer { state.isRoaming = false }
      return state.isRoaming
    }
  }

  func takeDeeds() -> (deeds: [Deed], isStopping: Bool) {
    bell.silence()
    return state.withLock { state in
      defer { state.deeds.removeAll() }
      return (state.deeds, state.isStopping)
    }
  }
}
