import CLinux
import Glibc

/// Signals as something to read (signalfd(2)): they interrupt nothing, and the loop sees them in order.
package final class SignalDescriptor {
  package let descriptor: Descriptor

  /// Blocks them in this thread, and in those that it begins.
  package init(_ signals: [Int32]) throws(SystemError) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    descriptor = try Descriptor(
      signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK)), of: .signals)
  }

  /// The next that came, if one did.
  package func next() -> Int32? {
    var info = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    return read(descriptor.number, &info, size) == size ? Int32(info.ssi_signo) : nil
  }
}
