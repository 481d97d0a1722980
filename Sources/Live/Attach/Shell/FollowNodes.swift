import Base
import Lab

extension AttachedWorld {
  /// Nodes that begin while somebody is attached, in the folders that were named.
  func lookForNewcomers() {
    for path in folders.newcomers(besides: nodes.map(\.path), at: now) {
      do throws(AttachProblem) {
        let node = try AttachedNode(path, within: Self.newcomersPatience) {
          Self.name(of: $0, besides: nodes.map(\.name))
        }
        record(.reported(NodeReport.started), node: node.name, cause: 0)
        add(node)
      } catch {
        // One that begins does not listen at once; one that has ended may begin again.
        if !error.isLeftOver { folders.passOver(path) }
      }
    }
  }

  /// Our own: a node says who it is at once.
  private static var newcomersPatience: Duration { .milliseconds(500) }

  // MARK: Messages on their way

  /// Our own: whoever has not heard of it by then has no connection that works.
  private static var patience: Duration { .seconds(1) }

  /// Does something of which the portal tells nodes, and waits until those that are attached have heard of it: what they
  /// say of themselves afterwards follows from it.
  func settling<Answer>(_ deed: () throws(LabError) -> Answer) throws(LabError) -> Answer {
    drain()
    let before = trace.count
    let answer = try deed()
    let limit = now + Self.patience
    drain()
    while hasMessagesOnTheirWay(after: before), now < limit {
      _ = try? poller.wait(for: limit - now)
      drain()
    }
    return answer
  }

  /// Of what was sent behind an event.
  private func hasMessagesOnTheirWay(after event: EventNumber) -> Bool {
    let present = nodes.filter { !$0.isGone }.map(\.name)
    return trace[min(event, trace.count)...].contains { record in
      guard case .portalSent(let message) = record.what, present.contains(message.to), present.contains(message.from)
      else { return false }
      return crossings.isOnItsWay(message, record.n)
    }
  }
}
