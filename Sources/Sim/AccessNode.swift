import Access
import Base
import HostStack
import Lab
import Wire

/// What clients and gateways want of the world.
extension World {
  mutating func obey(_ outputs: [AccessOutput], of name: String, into trace: inout Trace) {
    for output in outputs {
      switch output {
      case .portal(let wish): obey(wish, of: name, into: &trace)
      case .deliver(let packet, let id) where clients.contains(name):
        enter(host: packet, id, of: name, into: &trace)
      case .deliver(let packet, let id): enter(lan: packet, id, by: name, into: &trace)
      case .datagram(let bytes, let from, let to, let id): send(bytes, from: from, to: to, id, by: name, into: &trace)
      case .interface(let tun):
        if clients.contains(name) {
          drive(hostOfClient: name, .addresses(tun.addresses), into: &trace)
        } else {
          drive(hostOfGateway: name, .addresses(tun.addresses), into: &trace)
        }
      // Neither machine asks for names yet.
      case .resolve, .ask: break
      case .secret(let secret): trace.keep(secret)
      case .event(let event):
        let report = AccessReport(event, names)
        trace.record(.reported(report), at: now, node: name, packet: report.packet)
      }
    }
  }
}
