import Base
import CLinux
import Glibc

/// Waits for many descriptors at once (epoll(7), level-triggered: what is not read stays ready).
package final class Poller {
  /// What a descriptor is to whoever waits for it.
  package struct Token: Hashable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) { self.number = number }
  }

  package struct Interest: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let read = Interest(rawValue: EPOLLIN.rawValue)
    package static let write = Interest(rawValue: EPOLLOUT.rawValue)
  }

  package struct Ready: Sendable {
    package let token: Token
    /// An error or an end counts as readable: the next read tells.
    package let canRead: Bool
    package let canWrite: Bool
  }

  private let descriptor: Descriptor
  /// More that are ready at once are told the next time.
  private var events = [epoll_event](repeating: epoll_event(), count: 64)

  package init() throws(SystemError) {
    descriptor = try Descriptor(epoll_create1(Int32(EPOLL_CLOEXEC)), of: .epoll)
  }

  package func watch(_ watched: Descriptor, _ token: Token, for interest: Interest = .read) throws(SystemError) {
    guard control(EPOLL_CTL_ADD, watched, token, interest) == 0 else { throw SystemError(.epoll) }
  }

  package func change(_ watched: Descriptor, _ token: Token, to interest: Interest) {
    _ = control(EPOLL_CTL_MOD, watched, token, interest)
  }

  package func forget(_ watched: Descriptor) { _ = control(EPOLL_CTL_DEL, watched, Token(0), []) }

  private func control(_ operation: Int32, _ watched: Descriptor, _ token: Token, _ interest: Interest) -> Int32 {
    var event = epoll_event()
    event.events = interest.rawValue
    event.data.u64 = token.number
    return epoll_ctl(descriptor.number, operation, watched.number, &event)
  }

  /// - Parameter span: nil waits for as long as it takes.
  package func wait(for span: Duration?) throws(SystemError) -> [Ready] {
    let count = epoll_wait(descriptor.number, &events, Int32(events.count), Self.milliseconds(span))
    guard count >= 0 else {
      if errno == EINTR { return [] }
      throw SystemError(.epoll)
    }
    return events[..<Int(count)].map { event in
      Ready(
        token: Token(event.data.u64), canRead: event.events & ~EPOLLOUT.rawValue != 0,
        canWrite: event.events & EPOLLOUT.rawValue != 0)
    }
  }

  /// Rounded up: who wakes too early has to wait again.
  private static func milliseconds(_ span: Duration?) -> Int32 {
    guard let span else { return -1 }
    let milliseconds = max(0, span.nanoseconds / 1_000_000 + (span.nanoseconds % 1_000_000 > 0 ? 1 : 0))
    return Int32(clamping: milliseconds)
  }
}
