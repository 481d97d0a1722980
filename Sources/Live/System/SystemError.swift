import Glibc

/// A call that the kernel refused.
package struct SystemError: Error, Hashable, Sendable {
  package let call: Call
  /// errno(3).
  package let code: Int32

  /// What was attempted, in the words of an error message.
  package enum Call: Hashable, Sendable {
    case epoll, eventfd, random
    case socket
    case bind(String)
    case option(String)
    case connect(String)
    case tun(String)
    case link(String)
    case thread
    case caretaker
    case namespace(String)
    case file(String)
    case program(String)
    case account(String)
    /// A socket for the shell.
    case control(String)
    case folder(String)
    case recording(String)
  }

  /// - Parameter code: at once after the call, before anything else overwrites it.
  package init(_ call: Call, code: Int32 = errno) {
    self.call = call
    self.code = code
  }
}

extension SystemError: CustomStringConvertible {
  package var description: String { "\(call.words): \(explanation)" }

  /// The reason, and what to do where that is known.
  package var explanation: String { "\(reason)\(advice.map { "; \($0)" } ?? "")" }

  /// In the kernel's words.
  package var reason: String { String(cString: strerror(code)) }

  /// What to do, where that is known.
  private var advice: String? {
    switch (call, code) {
    case (.tun, ENOENT): "load the module tun, or give the container the device /dev/net/tun"
    case (.tun, EPERM), (.tun, EACCES), (.link, EPERM), (.option, EPERM): "it takes CAP_NET_ADMIN: run as root"
    case (.tun, EINVAL): "its name has 1 to 15 characters, none of them / or white space, and is no other device's"
    case (.tun, EBUSY): "another process has a tunnel device of this name"
    case (.bind, EADDRINUSE): "another process has this port"
    case (.bind, EADDRNOTAVAIL): "no interface has this address"
    case (.file, EACCES), (.file, EROFS): "run as root, or choose another --dns-control"
    case (.program, ENOENT): "install systemd-resolved, or choose another --dns-control"
    case (.control, EADDRINUSE): "another node has it, or a file is in its place"
    case (.control, ENAMETOOLONG): "a path of a socket has at most 107 bytes: give a shorter --control, or --name"
    case (.control, ENOENT), (.folder, ENOENT): "make the folder, or choose another --control"
    case (.folder, EPERM): "it is not yours alone: choose a folder that no other user can write to"
    case (.connect, ECONNREFUSED): "the node that made it is gone: start it again"
    case (.connect, EACCES): "it is another user's: be that user, or root"
    case (.recording, EEXIST): "no recording takes another file's place: name another, or take it away"
    case (_, EMFILE): "raise the limit of open files (ulimit -n)"
    default: nil
    }
  }
}

extension SystemError.Call {
  fileprivate var words: String {
    switch self {
    case .epoll: "cannot wait for descriptors"
    case .eventfd: "cannot make an event descriptor"
    case .random: "cannot draw random bytes"
    case .socket: "cannot open a socket"
    case .bind(let address): "cannot bind \(address)"
    case .connect(let address): "cannot connect to \(address)"
    case .option(let name): "cannot set \(name)"
    case .tun(let name): "cannot open the tunnel device \(name)"
    case .link(let what): "cannot \(what)"
    case .namespace(let name): "cannot enter the network namespace \(name)"
    case .thread: "cannot start a thread"
    case .caretaker: "cannot start a process"
    case .file(let path): "cannot change \(path)"
    case .program(let command): "`\(command)` failed"
    case .account(let name): "cannot become \(name)"
    case .control(let path): "cannot make the control socket \(path)"
    case .folder(let path): "cannot use the folder \(path)"
    case .recording(let path): "cannot record into \(path)"
    }
  }
}
