import Glibc
import Live

/// SIGTERM and SIGINT end a portal; on SIGHUP it reads its lab again.
enum PortalSignals {
  /// To be called before any other thread begins: threads inherit what is blocked. Both are called on a thread of its own,
  /// one after the other.
  static func watch(
    end: @escaping @Sendable () -> Void, reload: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let watched = signals
    try LoopThread.detach {
      var (watched, number) = (watched, Int32(0))
      while sigwait(&watched, &number) == 0 { if number == SIGHUP { reload() } else { end() } }
    }
  }
}
