import CLinux
import Glibc

/// A network of its own within one kernel (network_namespaces(7)), as `ip netns` names them.
package enum NetworkNamespace {
  /// The calling thread's sockets and devices are made there from now on.
  package static func enter(named name: String) throws(SystemError) {
    let path = "/run/netns/\(name)"
    let descriptor = try Descriptor(open(path, O_RDONLY | O_CLOEXEC), of: .namespace(name))
    guard cl_enter_network(descriptor.number) == 0 else { throw SystemError(.namespace(name)) }
  }
}
