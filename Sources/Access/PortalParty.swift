import Base
import Portal
import Traversal

extension Channel.Input {
  /// What the owner of the socket says.
  init(_ link: PortalLink) {
    self =
      switch link {
      case .opened: .opened
      case .refused(let status): .upgradeRefused(status: status)
      case .distrusted(let reason): .distrusted(reason: reason)
      case .closed(let reason): .closed(reason: reason)
      case .text(let text): .text(text)
      }
  }
}

/// A machine at the node's end of a portal connection.
protocol PortalParty: Machine where Output == AccessOutput {
  associatedtype Incoming: ControlMessage
  associatedtype Outgoing: ControlMessage

  var channel: Channel<Incoming, Outgoing> { get set }

  mutating func obey(_ message: Incoming, at now: Instant, into out: inout Outbox<Output>)
}

extension PortalParty {
  mutating func drive(_ link: PortalLink, at now: Instant, into out: inout Outbox<Output>) {
    drive(Channel<Incoming, Outgoing>.Input(link), at: now, into: &out)
  }

  mutating func drive(_ input: Channel<Incoming, Outgoing>.Input, at now: Instant, into out: inout Outbox<Output>) {
    let outputs = out.nested { channel.handle(input, at: now, into: &$0) }
    follow(outputs, at: now, into: &out)
  }

  mutating func wakeChannel(at now: Instant, into out: inout Outbox<Output>) {
    let outputs = out.nested { channel.wake(at: now, into: &$0) }
    follow(outputs, at: now, into: &out)
  }

  private mutating func follow(
    _ outputs: [Channel<Incoming, Outgoing>.Output], at now: Instant, into out: inout Outbox<Output>
  ) {
    for output in outputs {
      switch output {
      case .open: out.put(.portal(.open))
      case .close: out.put(.portal(.close))
      case .text(let text): out.put(.portal(.text(text)))
      case .received(let message): obey(message, at: now, into: &out)
      case .sent: break
      case .joined: out.put(.event(.channel(.joined)))
      case .ignored(let why): out.put(.event(.channel(.ignored(why))))
      case .lost(let loss, _): out.put(.event(.channel(.lost(loss))))
      case .refused(let reason): out.put(.event(.channel(.refused(reason: reason))))
      }
    }
  }

  /// Reads what can be read: one malformed candidate spoils no other.
  func read(
    _ texts: [String], _ change: CandidateFact.Change, of peer: Participant, into out: inout Outbox<Output>
  ) -> [Candidate] {
    var candidates: [Candidate] = []
    for text in texts {
      do throws(MalformedCandidate) {
        candidates.append(try Candidate(parsing: text))
      } catch {
        out.put(.event(.candidateIgnored(peer, error)))
      }
    }
    if !candidates.isEmpty {
      out.put(.event(.candidates(CandidateFact(change: change, peer: peer, candidates: candidates))))
    }
    return candidates
  }
}
