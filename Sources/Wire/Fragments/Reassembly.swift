import Base

/// How much of unfinished datagrams is kept, and for how long.
package struct ReassemblyLimits: Hashable, Sendable {
  /// From the first fragment that came (RFC 8200 §4.5: 60 s; RFC 1122 §3.3.2: 60 to 120 s).
  package var timeout: Duration
  /// Datagrams under way at once; one more pushes the oldest out.
  package var datagrams: Int
  /// Bytes of all of them together.
  package var bytes: Int

  package init(timeout: Duration = .seconds(60), datagrams: Int = 64, bytes: Int = 1 << 20) {
    self.timeout = timeout
    self.datagrams = datagrams
    self.bytes = bytes
  }
}

/// What became of a packet.
package enum ReassemblyOutcome: Hashable, Sendable {
  /// It is whole as it is.
  case notFragment
  /// More fragments are needed.
  case waiting
  /// The bytes of the datagram that it completed.
  case whole([UInt8])
  /// It repeats what was there, byte for byte.
  case duplicate
  /// It, and the datagram that it belongs to, are given up.
  case discarded(ReassemblyFault)
}

/// Why a datagram is given up.
package enum ReassemblyFault: Hashable, Sendable {
  case notIP
  case malformed
  /// Bytes that were already there, and not the same fragment again. RFC 5722 §4 asks for this in IPv6; IPv4 is
  /// treated alike, as Linux does: RFC 791 would take the later bytes, which serves attackers alone.
  case overlap(Range<Int>)
  /// A fragment other than the last whose data is no multiple of eight bytes (RFC 8200 §4.5).
  case uneven(length: Int)
  /// The datagram would have more bytes than its length can state.
  case tooLong(Int)
  /// The datagram ends in two places.
  case secondEnd(Int, first: Int)
  /// A fragment of a datagram that was given up before.
  case givenUp
  case timedOut
  /// Others took its place.
  case pushedOut
}

/// A datagram that will not be whole.
package struct ReassemblyFailure: Hashable, Sendable {
  package let key: DatagramKey
  package let fault: ReassemblyFault
  /// What is missing; the last hole ends at `Int.max` where the end is not known.
  package let holes: [Range<Int>]
  /// The first fragment, if it came: what a "reassembly time exceeded" quotes (RFC 1122 §3.3.2, RFC 8200 §4.5).
  package let first: [UInt8]?
}

/// Puts datagrams of both families together again, from fragments in any order. No clock: moments are handed in.
package struct Reassembly: Sendable {
  package let limits: ReassemblyLimits
  private var datagrams = SortedTable<DatagramKey, PartialDatagram>()

  package init(limits: ReassemblyLimits = ReassemblyLimits()) { self.limits = limits }

  /// What the packet completes. Datagrams that must give way to it are told to `failed`.
  package mutating func add(_ bytes: [UInt8], at now: Instant, failed: inout [ReassemblyFailure]) -> ReassemblyOutcome {
    let fragment: Fragment
    do throws(FragmentError) {
      guard let found = try Fragment(bytes) else { return .notFragment }
      fragment = found
    } catch { return .discarded(error == .notIP ? .notIP : .malformed) }
    var datagram = datagrams[fragment.key] ?? PartialDatagram(deadline: now + limits.timeout)
    let outcome = datagram.add(fragment, bytes)
    if case .whole = outcome {
      datagrams[fragment.key] = nil
      return outcome
    }
    datagrams[fragment.key] = datagram
    makeRoom(for: fragment.key, &failed)
    return outcome
  }

  /// Datagrams whose time is over, in the order of their keys.
  package mutating func expire(at now: Instant) -> [ReassemblyFailure] {
    let late = datagrams.filter { $0.value.deadline <= now }
    for (key, _) in late { datagrams[key] = nil }
    return late.compactMap { $0.value.failure($0.key, .timedOut) }
  }

  /// When `expire` has something to do.
  package var nextDeadline: Instant? { datagrams.values.map(\.deadline).min() }

  /// What is under way, as it would fail now.
  package var unfinished: [ReassemblyFailure] { datagrams.compactMap { $0.value.failure($0.key, .timedOut) } }

  private mutating func makeRoom(for key: DatagramKey, _ failed: inout [ReassemblyFailure]) {
    while datagrams.count > limits.datagrams || datagrams.values.reduce(0, { $0 + $1.size }) > limits.bytes {
      let others = datagrams.filter { $0.key != key }
      guard let oldest = others.min(by: { $0.value.deadline < $1.value.deadline }) else { break }
      datagrams[oldest.key] = nil
      if let failure = oldest.value.failure(oldest.key, .pushedOut) { failed.append(failure) }
    }
  }
}
