import Access
import Base
import Lab
import Portal
import Wire
import WireGuard

/// A node in the middle of its recording. A copy is a snapshot.
struct ReplayedNode<Machine: RecordedMachine>: Sendable {
  private var boxed: Boxed<Machine>
  /// How many inputs, notes and checks lie behind.
  private(set) var calls = 0
  private(set) var notes = 0
  private(set) var checks = 0
  private(set) var wanted = OutputCheck()
  /// At the last check: what the recorded machine had wanted, and what this one.
  private var checked = (calls: 0, expected: OutputCheck(), found: OutputCheck())
  private(set) var book = NameBook()
  private(set) var secrets = ReplayedSecrets()

  init(_ machine: Machine) { boxed = Boxed(machine) }

  var machine: Machine { boxed.value }

  /// Does the next thing that the recorded machine was told.
  ///
  /// - Returns: where it turned out to be another one, at its next check.
  mutating func step(_ recording: Recording, into trace: inout [TraceRecord]) -> Divergence? {
    let call = recording.calls[calls]
    calls += 1
    var teller = StepTeller(recording.birth.origin, at: call.at, from: trace.count)
    var out = Outbox<Machine.Output>(nextPacket: call.nextPacket)
    tell(call, &out)
    var deeds = out.outputs.compactMap(\.deed)
    if case .sent(let wire) = call.what {
      deeds.append(.access(.datagram(wire.bytes, from: wire.from, to: wire.to, wire.id, ecn: wire.ecn)))
    }
    if call.what.namesThings { learn() }
    teller.tell(call.what, Machine.self, book, into: &trace)
    let limit = calls < recording.calls.count ? recording.calls[calls].at : .distantFuture
    tellNotes(recording, limit, &teller, into: &trace)
    for deed in deeds {
      wanted.note(deed)
      secrets.note(deed)
      teller.tell(deed, Machine.self, book, into: &trace)
      tellNotes(recording, limit, &teller, into: &trace)
    }
    return check(recording)
  }

  private mutating func tell(_ call: Recording.Call, _ out: inout Outbox<Machine.Output>) {
    switch call.what {
    case .wake: boxed.update { $0.wake(at: call.at, into: &out) }
    default:
      guard let input = Machine.Input(call.what) else { return }
      boxed.update { $0.handle(input, at: call.at, into: &out) }
    }
  }

  /// Names come from the portal; whoever had one keeps it in what was told.
  private mutating func learn() {
    let news = boxed.value.book
    for (id, name) in news.resources { book.resources[id] = name }
    for (id, name) in news.sites { book.sites[id] = name }
    for (id, name) in news.clients { book.clients[id] = name }
    for (id, name) in news.gateways { book.gateways[id] = name }
    for (id, name) in news.relays { book.relays[id] = name }
  }

  /// What the system did about what the machine has wanted so far.
  private mutating func tellNotes(
    _ recording: Recording, _ limit: Instant, _ teller: inout StepTeller, into trace: inout [TraceRecord]
  ) {
    while notes < recording.notes.count, recording.notes[notes].wanted <= wanted.count {
      let note = recording.notes[notes]
      notes += 1
      let report = ToldReport(kind: note.kind, fields: note.fields, isUpkeep: false)
      teller.tell(report, at: min(note.at, limit), into: &trace)
    }
  }

  private mutating func check(_ recording: Recording) -> Divergence? {
    var divergence: Divergence?
    while checks < recording.checks.count, recording.checks[checks].calls <= calls {
      let check = recording.checks[checks]
      checks += 1
      if check.wanted != wanted, divergence == nil {
        divergence = Divergence(
          inputs: min(checked.calls + 1, calls)...calls, kind: recording.calls[calls - 1].what.kind,
          expected: check.wanted.words(since: checked.expected), found: wanted.words(since: checked.found),
          program: recording.birth.origin.program)
      }
      checked = (calls, check.wanted, wanted)
    }
    return divergence
  }
}

/// What opens the messages of the sessions so far; no event tells of it.
struct ReplayedSecrets: Sendable {
  private(set) var keyLog: [String] = []
  private(set) var keys = KeyRing()

  mutating func note(_ deed: RecordedDeed) {
    guard case .access(.secret(let secret)) = deed else { return }
    switch secret {
    case .handshake(let secret): keyLog += secret.keyLog
    case .session(let session):
      // One node's keys open what it sent, too.
      keys.add(session)
      keys.add(session.ofOtherEnd)
    }
  }
}

extension RecordedCall {
  /// Whether a machine may know somebody by name after it who was unknown before.
  fileprivate var namesThings: Bool {
    switch self {
    case .portal, .start, .knocked, .wished, .described: true
    default: false
    }
  }
}
