import Base

/// The connections that an application tries until one is made.
///
/// netcat goes through the addresses one by one. curl has a list for each family (RFC 8305, simplified): the family of
/// the first address begins, the other one joins 200 ms later or when the first has no address left; within a list the
/// next address is tried when the one before has failed. What is left out: the 50 ms for which RFC 8305 §3 waits for the
/// AAAA answer (getaddrinfo waits for both), and giving up on an address that stays silent for half of the patience.
struct Attempts: Sendable {
  private var lists: [ArraySlice<IPAddress>] = []
  private var leader = IPFamily.v4
  /// Handshakes under way, or the one connection that was made.
  var open: [Flow] = []
  private(set) var failed: [AddressFailure] = []
  /// When the second list joins.
  var joins: Instant?
  private var hasJoined = false

  /// curl's `--happy-eyeballs-timeout-ms`.
  static let head: Duration = .milliseconds(200)

  init() {}

  init(_ addresses: [IPAddress], racing: Bool) {
    leader = addresses.first?.family ?? .v4
    lists =
      racing
      ? [addresses.filter { $0.family == leader }[...], addresses.filter { $0.family != leader }[...]]
      : [addresses[...]]
  }

  var isSpent: Bool { lists.allSatisfy(\.isEmpty) }
  var canJoin: Bool { !hasJoined && lists.count > 1 && !lists[1].isEmpty }

  /// To which list an address belongs.
  func list(of address: IPAddress) -> Int { lists.count < 2 || address.family == leader ? 0 : 1 }

  mutating func next(in list: Int) -> IPAddress? { lists.indices.contains(list) ? lists[list].popFirst() : nil }

  mutating func join() {
    joins = nil
    hasJoined = true
  }

  mutating func fail(_ address: IPAddress, _ failure: AppFailure) {
    failed.append(AddressFailure(address: address, failure: failure))
  }
}

/// An address to which no connection could be made, and why.
package struct AddressFailure: Hashable, Sendable {
  package var address: IPAddress
  package var failure: AppFailure
}
