import Access
import Glibc
import Live
import Portal

/// Whether a node has no reason to go on, and what an operator is told of its portal; on the node's own thread.
final class NodeEnding {
  var stop: () -> Void = {}
  private(set) var refusal: Complaint?
  private let role: String
  private let portal: String
  /// What was said last of a portal that does not let it in. Each attempt is in the log; words about it are said once.
  private var said: ChannelLoss?

  /// - Parameter portal: its address, as it was given.
  init(_ role: String, _ portal: String) { (self.role, self.portal) = (role, portal) }

  /// Whom the portal does not want, it will not want in a minute, either.
  func notice(_ event: LiveEvent) {
    switch event {
    case .access(.channel(let fact)), .portal(let fact): notice(fact)
    default: break
    }
  }

  private func notice(_ fact: ChannelFact) {
    switch fact {
    case .refused(let reason):
      refusal = Complaint(.environment, sentence(reason))
      stop()
    case .lost(let loss): warn(of: loss)
    case .joined: said = nil
    case .ignored: break
    }
  }

  private func warn(of loss: ChannelLoss) {
    guard said != loss else { return }
    said = loss
    _ = Output.writeAll(
      Array("warning: no connection to \(portal): \(words(loss)); it is tried again\n".utf8), to: STDERR_FILENO)
  }

  /// Why it ends, and what to do about it.
  private func sentence(_ reason: String) -> String {
    let refused = "the portal refuses this \(role): \(reason)"
    return switch reason {
    case "HTTP 401", "token_expired":
      refused
        + "; it knows no such token of a \(role), or not any more: give another one (FIREZONE_TOKEN, FIREZONE_TOKEN_PATH)"
    case "replaced": refused + "; another \(role) has come with the same id: give each its own (--id, FIREZONE_ID)"
    case ChannelConstants.maxRetries: "\(portal) has not let this \(role) in for too long: \(reason)"
    case let reason where reason.hasPrefix("the certificate"):
      "\(portal): \(reason); an authority that the system does not have is given as --authority FILE"
    default: refused
    }
  }

  private func words(_ loss: ChannelLoss) -> String {
    switch loss {
    case .socket(let reason): reason
    case .joinTimeout: "it does not answer the join"
    case .heartbeatsUnanswered: "it does not answer heartbeats"
    case .closedByPortal: "it closed the channel"
    case .connectTimeout: "it does not answer"
    case .upgradeRefused(403): "it answers 403: the account is disabled"
    case .upgradeRefused(404): "it answers 404: look at the path in --api or FIREZONE_API_URL"
    case .upgradeRefused(422): "it answers 422: it does not take this node's name, id or address"
    case .upgradeRefused(let status): "it answers \(status)"
    }
  }
}
