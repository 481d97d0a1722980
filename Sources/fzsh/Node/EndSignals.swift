import Glibc
import Live

/// SIGTERM, SIGINT and SIGHUP of a node: an orderly end, instead of the prompt's ways; SIGHUP may be something else.
enum EndSignals {
  /// To be called before any other thread begins: threads inherit what is blocked.
  ///
  /// - Parameters:
  ///   - hangup: called at SIGHUP in the place of `action`.
  ///   - action: called at each, on a thread of its own.
  static func watch(
    hangup: (@Sendable () -> Void)? = nil, _ action: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let watched = signals
    try LoopThread.detach {
      var (watched, number) = (watched, Int32(0))
      while sigwait(&watched, &number) == 0 { number == SIGHUP ? (hangup ?? action)() : action() }
    }
  }
}
