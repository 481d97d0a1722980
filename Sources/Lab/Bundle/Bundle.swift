import Base

/// What a bundle holds.
package struct Bundle: Sendable {
  package let origin: BundleOrigin
  package let contents: Contents
  /// Why the recording ended; nil where the node was killed, or goes on.
  package let end: End?
  /// Where a cut-off entry begins: what is before it is whole.
  package let cut: Int?
  /// Of the file, in bytes.
  package let length: Int

  package enum Contents: Sendable {
    case recording(Recording)
    case anonymous(AnonymousTrace)
  }

  package struct End: Hashable, Sendable {
    package let at: Instant
    package let reason: String
  }
}

/// The inputs of a node, and what is known of its outputs.
package struct Recording: Sendable {
  package struct Call: Sendable {
    package let at: Instant
    /// The number that the next packet which the machine makes gets.
    package let nextPacket: UInt32
    package let what: RecordedCall
  }

  /// What the system did when the machine had wanted so much.
  package struct Note: Sendable {
    package let at: Instant
    package let wanted: Int
    package let kind: String
    package let fields: [Field]
  }

  /// How much the machine had wanted when it had been told so much.
  package struct Check: Sendable {
    package let calls: Int
    package let wanted: OutputCheck
  }

  package let birth: BundleBirth
  package internal(set) var calls: [Call] = []
  package internal(set) var notes: [Note] = []
  package internal(set) var checks: [Check] = []

  package var length: Instant { calls.last?.at ?? .zero }
}

/// What became of a node, without its secrets: its events in steps, and its state at the end.
package struct AnonymousTrace: Sendable {
  package internal(set) var records: [TraceRecord] = []
  /// The number of the last event of each step, and when the step was.
  package internal(set) var steps: [Step] = []
  package internal(set) var state: State?

  package struct Step: Sendable {
    package let at: Instant
    package internal(set) var last: EventNumber

    package init(at: Instant, last: EventNumber) { (self.at, self.last) = (at, last) }
  }
}
