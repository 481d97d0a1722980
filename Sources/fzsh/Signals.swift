import Glibc
import Synchronization

/// What signals say, as flags that others look at. Handlers do nothing but what signal-safety(7) allows.
enum Signals {
  /// SIGINTs since the running command began.
  private static let interrupts = Atomic<Int>(0)
  /// Whoever interrupts twice does not want to wait, and has no session to lose.
  private static let mayEnd = Atomic<Bool>(false)
  private static let resized = Atomic<Bool>(false)
  private static let continued = Atomic<Bool>(false)

  static var isInterrupted: Bool { interrupts.load(ordering: .relaxed) > 0 }

  /// An interrupt that came before, while the program starts or behind the return key, counts.
  ///
  /// - Parameter atPrompt: Ctrl-C ends the command and never the session.
  static func commandBegins(atPrompt: Bool = false) { mayEnd.store(!atPrompt, ordering: .relaxed) }

  static func commandEnds() {
    mayEnd.store(false, ordering: .relaxed)
    interrupts.store(0, ordering: .relaxed)
  }

  /// Whether it happened since this was last asked.
  static func takeInterrupt() -> Bool { interrupts.exchange(0, ordering: .relaxed) > 0 }
  static func takeResize() -> Bool { resized.exchange(false, ordering: .relaxed) }
  static func takeContinuation() -> Bool { continued.exchange(false, ordering: .relaxed) }

  static func install() {
    signal(SIGPIPE, SIG_IGN)
    handle(SIGINT) { _ in
      let earlier = Signals.interrupts.add(1, ordering: .relaxed).oldValue
      guard earlier > 0, Signals.mayEnd.load(ordering: .relaxed) else { return }
      TerminalModes.restore()
      _exit(ExitStatus.interrupted.rawValue)
    }
    handle(SIGWINCH) { _ in Signals.resized.store(true, ordering: .relaxed) }
    handle(SIGCONT) { _ in Signals.continued.store(true, ordering: .relaxed) }
    for deadly in [SIGTERM, SIGHUP, SIGQUIT] {
      handle(deadly) { number in
        TerminalModes.restore()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// Without `SA_RESTART`: a read that waits for a key has to learn of it.
  private static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigaction(number, &action, nil)
  }

  /// Waits until standard input can be read. False when a signal came first.
  ///
  /// The signals are let through only while waiting: between a look at their flags and a plain `read` they would be
  /// missed, and the read would wait for a key that nobody presses.
  static func waitForInput() -> Bool {
    var (noticed, before) = (sigset_t(), sigset_t())
    sigemptyset(&noticed)
    for number in [SIGINT, SIGWINCH, SIGCONT] { sigaddset(&noticed, number) }
    pthread_sigmask(SIG_BLOCK, &noticed, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let pending =
      isInterrupted || resized.load(ordering: .relaxed) || continued.load(ordering: .relaxed)
    guard !pending else { return false }
    var input = fd_set()
    input.__fds_bits.0 = 1 << Int(STDIN_FILENO)
    return pselect(STDIN_FILENO + 1, &input, nil, nil, nil, &before) > 0
  }
}
