import Glibc

/// An open file of the kernel's; closed when nobody has it any more.
package final class Descriptor: Sendable {
  package let number: Int32

  /// Takes it over.
  package init(owning number: Int32) { self.number = number }

  /// - Parameter number: what a system call answered; negative where it failed.
  package convenience init(_ number: Int32, of call: SystemError.Call) throws(SystemError) {
    guard number >= 0 else { throw SystemError(call) }
    self.init(owning: number)
  }

  deinit { close(number) }
}
