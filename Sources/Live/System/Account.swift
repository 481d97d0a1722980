import CLinux
import Glibc

/// A user of the system, whom a process may become.
package struct Account: Hashable, Sendable {
  package let name: String
  package let user: UInt32
  package let group: UInt32

  /// Nil where the system knows nobody of this name.
  package init?(named name: String) {
    guard let entry = getpwnam(name)?.pointee else { return nil }
    (self.name, user, group) = (name, entry.pw_uid, entry.pw_gid)
  }

  /// From now on the process is this user, may change networks (CAP_NET_ADMIN) and nothing else that users may not, and
  /// gets no more by whatever it starts. Threads that begin later are the same.
  package func become() throws(SystemError) {
    guard cl_become(user, group) == 0 else { throw SystemError(.account(name)) }
  }
}
