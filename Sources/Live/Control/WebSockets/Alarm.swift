import CWebSockets

/// The loop's one timer.
final class Alarm {
  weak var loop: WebSocketLoop?
  /// The library's node; it must not move.
  private let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)

  private struct Node {
    var entry = lws_sorted_usec_list_t()
    var alarm: UnsafeMutableRawPointer?
  }

  init() {
    node.initialize(to: Node())
    node.pointee.alarm = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit { node.deallocate() }

  /// - Parameter microseconds: from now on; nil for never.
  func set(_ context: OpaquePointer?, microseconds: Int64?) {
    let entry = UnsafeMutableRawPointer(node).assumingMemoryBound(to: lws_sorted_usec_list_t.self)
    guard let microseconds else { return lws_sul_cancel(entry) }
    lws_sul_schedule(
      context, 0, entry,
      { entry in
        guard let entry else { return }
        let node = UnsafeMutableRawPointer(entry).assumingMemoryBound(to: Node.self)
        guard let alarm = node.pointee.alarm else { return }
        Unmanaged<Alarm>.fromOpaque(alarm).takeUnretainedValue().loop?.user?.woke()
      }, microseconds)
  }
}
