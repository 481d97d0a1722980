import CLinux
import Glibc

/// Wakes an event loop from another thread (eventfd(2)).
package final class Bell: Sendable {
  package let descriptor: Descriptor

  package init() throws(SystemError) {
    descriptor = try Descriptor(eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), of: .eventfd)
  }

  package func ring() {
    var one: UInt64 = 1
    _ = write(descriptor.number, &one, 8)
  }

  /// Takes back all that was rung.
  package func silence() {
    var count: UInt64 = 0
    _ = read(descriptor.number, &count, 8)
  }
}
