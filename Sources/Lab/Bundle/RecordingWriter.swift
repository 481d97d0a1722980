import Base

/// Writes what a machine is told into a bundle, and checks of what it wanted.
///
/// It costs an append for each; where the bytes go, its owner decides.
package struct RecordingWriter: Sendable {
  package private(set) var entries = EntryWriter(.recording)
  private var base: UInt32 = 1
  private var wanted = OutputCheck()
  private var checked = OutputCheck()
  private var isOver = false

  package init(_ birth: BundleBirth, at now: Instant = .zero) {
    entries.append(.birth, at: now) { $0.put(birth) }
  }

  /// The machine is about to be told.
  ///
  /// - Parameter nextPacket: the number that the next packet which it makes will get.
  package mutating func note(_ call: RecordedCall, at now: Instant, nextPacket: UInt32) {
    guard !isOver else { return }
    let distance = Int64(nextPacket) - Int64(base)
    base = nextPacket
    entries.append(.call, at: now) { bytes in
      bytes.put(signed: distance)
      bytes.put(call, base: nextPacket)
    }
  }

  /// Somebody is about to do what the machine wants.
  package mutating func note(_ deed: RecordedDeed) { wanted.note(deed) }

  /// An event that is no event of the machine.
  package mutating func note(_ event: any Described, at now: Instant) {
    guard !isOver else { return }
    let count = wanted.count
    entries.append(.note, at: now) { bytes in
      bytes.put(count: count)
      bytes.put(event.kind)
      bytes.put(event.fields)
    }
  }

  /// All that the machine wanted has been done.
  package mutating func check(at now: Instant) {
    guard wanted != checked, !isOver else { return }
    let (wanted, checked) = (wanted, checked)
    entries.append(.check, at: now) { bytes in
      bytes.put(count: wanted.datagrams - checked.datagrams)
      bytes.put(count: wanted.packets - checked.packets)
      bytes.put(count: wanted.messages - checked.messages)
      bytes.put(count: wanted.others - checked.others)
      bytes.put(fixed: wanted.checksum)
    }
    self.checked = wanted
  }

  package mutating func end(_ reason: String, at now: Instant) {
    guard !isOver else { return }
    isOver = true
    entries.append(.end, at: now) { $0.put(reason) }
  }

  package mutating func take(_ body: ([UInt8]) -> Void) { entries.take(body) }
}
