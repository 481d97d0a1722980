import Base

/// Addresses that nobody told us and that are worth a try: behind a NAT that keeps ports, a peer's socket has the address
/// of the NAT and its own port.
enum GuessedCandidates {
  /// At a time, as Firezone's clients have it.
  private static let greatestCount = 2

  /// The IPv4 addresses of reflexive candidates with the ports of host candidates, where nobody has them yet.
  static func of(_ remote: [Candidate]) -> [Candidate] {
    var guesses: [Candidate] = []
    for reflexive in remote where reflexive.kind == .serverReflexive {
      for host in remote where host.kind == .host {
        guard case .v4 = reflexive.endpoint.address, host.endpoint.address.family == .v4 else { continue }
        var guess = reflexive
        guess.endpoint.port = host.endpoint.port
        guard !(remote + guesses).contains(where: { $0.endpoint == guess.endpoint }) else { continue }
        guesses.append(guess)
        if guesses.count == greatestCount { return guesses }
      }
    }
    return guesses
  }
}
