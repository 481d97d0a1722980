import Base
import Glibc

/// What a loop of WebSockets is to do.
package struct WebSocketSettings: Sendable {
  /// Where it listens; nil for a loop that only connects.
  package var listen: Listen?
  /// Certificates of authorities that servers are held against besides the system's, as a PEM file.
  package var authorities: String?
  /// What one message may have. The original has no bound; ours is one that no list of resources reaches.
  package var largestMessage = 16 << 20
  /// What may wait for a peer that does not read, before it is given up.
  package var largestBacklog = 32 << 20

  package init(listen: Listen? = nil) { self.listen = listen }

  package struct Listen: Sendable {
    /// An address of this machine; nil for all of them.
    package var address: IPAddress?
    package var port: UInt16
    /// PEM files; without them the server speaks `ws://`.
    package var identity: (certificate: String, key: String)?

    package init(_ address: IPAddress?, port: UInt16) {
      self.address = address
      self.port = port
    }
  }
}

/// Why there is no loop.
package struct WebSocketProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
}

extension WebSocketSettings {
  /// What the system says against listening. To be asked first: the library would wait for an address to come.
  var obstacle: WebSocketProblem? {
    guard let listen, let reason = listen.refusal else { return nil }
    return WebSocketProblem(description: "cannot listen at \(listen.place): \(reason)")
  }

  /// Why the library would not begin: it says no more than that it would not.
  var problem: WebSocketProblem {
    for file in [listen?.identity?.certificate, listen?.identity?.key, authorities].compactMap(\.self)
    where access(file, R_OK) != 0 {
      return WebSocketProblem(description: "\(file): \(String(cString: strerror(errno)))")
    }
    guard let listen else { return WebSocketProblem(description: "the WebSocket library does not start") }
    let files = listen.identity.map { "\($0.certificate) and \($0.key) are no certificate and its key, as PEM files" }
    return obstacle ?? WebSocketProblem(description: files ?? "cannot listen at \(listen.place)")
  }
}

extension WebSocketSettings.Listen {
  fileprivate var place: String { address.map { "\($0) port \(port)" } ?? "port \(port)" }

  /// What the system says against a socket there.
  fileprivate var refusal: String? {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address?.description ?? "::", "\(port)", &hints, &found) == 0, let place = found?.pointee
    else { return "no such address" }
    defer { freeaddrinfo(found) }
    let descriptor = socket(place.ai_family, place.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { Glibc.close(descriptor) }
    var reuse: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    let stands = bind(descriptor, place.ai_addr, place.ai_addrlen) == 0 && Glibc.listen(descriptor, 1) == 0
    return stands ? nil : Self.words(errno)
  }

  private static func words(_ code: Int32) -> String {
    let advice =
      switch code {
      case EADDRINUSE: "; another process has it: choose another --port"
      case EADDRNOTAVAIL: "; no interface has this address"
      case EACCES: "; ports below 1024 are root's: choose another --port"
      default: ""
      }
    return String(cString: strerror(code)) + advice
  }
}
