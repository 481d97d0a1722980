import Base
import Synchronization

/// What other threads ask of a running node.
package final class NodeControl<Machine: Base.Machine>: Sendable {
  private struct State {
    var inputs: [Machine.Input] = []
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

  /// The machine is told on the node's thread, between two turns of its loop.
  package func handle(_ input: Machine.Input) {
    state.withLock { $0.inputs.append(input) }
    bell.ring()
  }

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

  func takeInputs() -> (inputs: [Machine.Input], isStopping: Bool) {
    bell.silence()
    return state.withLock { state in
      defer { state.inputs.removeAll() }
      return (state.inputs, state.isStopping)
    }
  }
}
