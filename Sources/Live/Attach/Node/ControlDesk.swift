import Base
import Lab
import Synchronization
import Wire

/// Between a node's own thread and that of its control socket: wishes go one way, answers and events the other.
package final class ControlDesk: Sendable {
  /// What was asked, and where the answer goes.
  package struct Asked: Sendable {
    package let wish: ControlWish
    package let origin: ControlOrigin
    package let answer: @Sendable (ControlAnswer) -> Void
  }

  private let waiting = Mutex<[Asked]>([])
  package let journal: ControlJournal
  let claims = ControlClaims()
  /// Rung when something was asked.
  let bell: Bell

  package init() throws(SystemError) {
    journal = try ControlJournal()
    bell = try Bell()
  }

  func put(_ asked: Asked) {
    waiting.withLock { $0.append(asked) }
    bell.ring()
  }

  package func takeAll() -> [Asked] {
    bell.silence()
    return waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}

/// Which connection asked, under which number. Nobody: connection 0.
package struct ControlOrigin: Hashable, Sendable {
  package let connection: UInt64
  package let request: UInt32

  package static let nobody = ControlOrigin(connection: 0, request: 0)
}

extension ControlAnswer {
  /// What came of a wish; that it is refused is an answer, too.
  init(_ fulfil: () throws(LabError) -> ControlAnswer) {
    do throws(LabError) { self = try fulfil() } catch { self = .refused(ControlRefusal(error)) }
  }
}

extension IPPacket {
  /// The datagram of a packet that somebody sends at the wire.
  var crossing: (payload: [UInt8], from: Endpoint, to: Endpoint) {
    get throws(LabError) {
      guard case .udp(let udp) = transport else {
        throw .invalid(what: "\(proto) on the wire", reason: "only UDP crosses it")
      }
      return (Array(bytes[udp.payload]), Endpoint(source, udp.sourcePort), Endpoint(destination, udp.destinationPort))
    }
  }
}
