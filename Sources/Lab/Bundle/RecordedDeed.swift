import Access
import Base
import Portal
import Traversal

/// One thing that a machine wanted, or told.
package enum RecordedDeed: Sendable {
  /// What nodes want alike.
  case access(AccessOutput)
  /// A relay opens an address that it lends, or closes it.
  case open(Endpoint)
  case close(Endpoint)
  case relay(RelayEvent)
  case portal(ControlPlane.Output)
}

/// What a machine wants, as a recording has it.
package protocol RecordedOutput: Sendable {
  /// Nil of what stays between the machine and whoever drives it.
  var deed: RecordedDeed? { get }
}

extension AccessOutput: RecordedOutput {
  package var deed: RecordedDeed? { .access(self) }
}

extension AccessRelay.Output: RecordedOutput {
  package var deed: RecordedDeed? {
    switch self {
    case .portal(let wish): .access(.portal(wish))
    case .datagram(let datagram):
      .access(.datagram(datagram.payload, from: datagram.source, to: datagram.destination, datagram.packet))
    case .channel(let fact): .access(.event(.channel(fact)))
    case .open(let relayed): .open(relayed)
    case .close(let relayed): .close(relayed)
    case .event(let event): .relay(event)
    }
  }
}

extension LabPortal.Output: RecordedOutput {
  package var deed: RecordedDeed? { if case .plane(let output) = self { .portal(output) } else { nil } }
}
