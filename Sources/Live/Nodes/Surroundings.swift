import Access
import Base

/// What a node looks at in the system around it: its name servers, and which way datagrams leave.
final class Surroundings {
  enum Change {
    /// The system would use these name servers.
    case servers([Endpoint])
    /// The node is on another network.
    case network
    /// What stands in the way of applications that ask for names.
    case namesFailed(SystemError)
  }

  let names: any SystemNames
  let roads: Roads
  private var nextLook = Instant.zero
  /// It has no sockets: the system had no descriptors for them. It tries again with every look.
  var isCutOff = false

  /// The data plane's document: how often name servers are looked at.
  private static let interval: Duration = .seconds(5)

  init(_ control: NameControl, interface: String) throws(SystemError) {
    names = try control.open(interface: interface)
    roads = try Roads()
  }

  var nextDeadline: Instant { Instant.earlier(nextLook, roads.due) ?? nextLook }

  func look(at now: Instant) -> [Change] {
    var changes: [Change] = []
    if roads.haveChanged(at: now) { changes.append(.network) }
    guard nextLook <= now else { return changes }
    nextLook = now + Self.interval
    if isCutOff, changes.isEmpty { changes.append(.network) }
    do throws(SystemError) {
      if try names.look() { changes.append(.servers(names.servers)) }
    } catch {
      changes.append(.namesFailed(error))
    }
    return changes
  }
}
