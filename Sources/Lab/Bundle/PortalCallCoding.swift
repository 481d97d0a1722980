import Base
import Portal

// What a portal is told, in a bundle.

extension [UInt8] {
  mutating func put(_ socket: SocketID) { put(varint: UInt64(socket.number)) }

  mutating func put(_ knock: Knock) {
    put(knock.target)
    put(list: knock.headers) { bytes, header in
      bytes.put(header.name)
      bytes.put(header.value)
    }
    put(optional: knock.remote) { $0.put($1) }
  }

  /// As a control socket has it.
  mutating func put(_ wish: ControlWish, serial: Int) {
    put(count: serial)
    put(bytes: ControlCoding.line(wish).dropLast())
  }
}

extension BundleCursor {
  mutating func socket() throws(BundleProblem) -> SocketID { SocketID(try number32()) }

  mutating func knock() throws(BundleProblem) -> Knock {
    let target = try text()
    let headers = try list { cursor throws(BundleProblem) in (name: try cursor.text(), value: try cursor.text()) }
    return Knock(target, headers: headers, remote: try flag() ? try address() : nil)
  }

  mutating func wish() throws(BundleProblem) -> RecordedCall {
    let (serial, start) = (try number32(), at)
    let line = try blob()
    do throws(ControlRefusal) {
      return .wished(try ControlCoding.message(ControlWish.self, line), serial: Int(serial))
    } catch {
      throw BundleProblem(start, "no wish: \(error.error.reason)")
    }
  }
}

extension LabError {
  fileprivate var reason: String {
    switch self {
    case .invalid(_, let reason), .notSupported(_, let reason): reason
    case .unknown(_, let name, _): name
    }
  }
}
