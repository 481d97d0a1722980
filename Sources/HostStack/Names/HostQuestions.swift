import Base
import Wire

/// Questions to name servers: asked, asked again elsewhere, answered.
extension Host {
  mutating func ask(
    _ key: QuestionKey, _ asked: DNSQuestion, _ policy: QuestionPolicy, over transport: DNSTransport = .udp,
    _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    questions[key] = Question(asked, policy, over: transport)
    beginAttempt(key, cause, at: now, into: &out)
  }

  /// Asks the next server, or gives up. Attempts are few, so that those which fail at once may begin the next.
  private mutating func beginAttempt(
    _ key: QuestionKey, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard var question = questions[key] else { return }
    guard let server = question.server else { return conclude(key, .exhausted, cause, at: now, into: &out) }
    question.id = UInt16(truncatingIfNeeded: chance.nextUInt32())
    question.began = now
    question.deadline = now + question.policy.patience
    question.stream = DNSStream()
    question.flow = nil
    questions[key] = question
    guard let local = source(for: server.address) else {
      return attemptFailed(key, .noRoute, cause, at: now, into: &out)
    }
    do throws(AppFailure) {
      switch question.transport {
      case .udp: try sendQuery(key, question, from: local, to: server, into: &out)
      case .tcp:
        let flow = try openConnection(.question(key), from: local, to: server)
        questions.update(key) { $0.flow = flow }
        drive(flow, .none, at: now, into: &out)
      }
    } catch {
      attemptFailed(key, .exhausted, cause, at: now, into: &out)
    }
  }

  private mutating func sendQuery(
    _ key: QuestionKey, _ question: Question, from local: IPAddress, to server: Endpoint,
    into out: inout Outbox<Output>
  ) throws(AppFailure) {
    let flow = try freeFlow(from: local, to: server, besides: datagrams.keys)
    datagrams[flow] = .question(key)
    questions.update(key) { $0.flow = flow }
    // One question and an OPT record always fit.
    guard let bytes = try? question.query.encoded() else { return }
    emit(
      .udp(from: flow.local, to: server, bytes), as: .sent(.query(question.asked, .udp)), of: key.app, into: &out)
  }

  /// The connection over which a question goes is there.
  mutating func connected(_ key: QuestionKey, _ flow: Flow, _ cause: PacketID, into out: inout Outbox<Output>) {
    guard let question = questions[key], question.flow == flow, let bytes = try? question.query.framed() else { return }
    report(.sent(.query(question.asked, .tcp)), key.app, cause, into: &out)
    connections.update(flow) { $0.tcp.write(bytes) }
  }

  mutating func hearAnswer(
    _ bytes: ArraySlice<UInt8>, _ key: QuestionKey, _ flow: Flow, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    let messages = questions.update(key) { $0.flow == flow ? $0.stream.receive(bytes) : [] } ?? []
    for message in messages {
      if let reason = receiveAnswer(message, key, cause, at: now, into: &out) {
        report(.dropped(reason), key.app, cause, into: &out)
      }
    }
  }

  /// Looks at what came from the server that was asked. Gives the reason if it was discarded: the answer may still come.
  mutating func receiveAnswer(
    _ bytes: [UInt8], _ key: QuestionKey, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) -> DropReason? {
    guard let question = questions[key] else { return .noSuchUDPPort }
    guard let message = try? DNSMessage(bytes) else { return .dnsMalformed }
    guard question.isAnswered(by: message) else { return .dnsAnswersNoQuestion }
    report(.received(.answer(message.rcode, records: message.answers.count)), key.app, cause, into: &out)
    if message.header.tc, question.transport == .udp, !question.policy.ignoresTruncation {
      askOverTCP(key, cause, at: now, into: &out)
    } else if question.isFailure(message.rcode) {
      attemptFailed(key, .code(message.rcode), cause, at: now, into: &out)
    } else {
      conclude(key, .answered(message, size: bytes.count), cause, at: now, into: &out)
    }
    return nil
  }

  /// RFC 7766 §5: the same server, and from then on all others, over TCP.
  private mutating func askOverTCP(
    _ key: QuestionKey, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    leave(key, cause, at: now, into: &out)
    questions.update(key) {
      $0.transport = .tcp
      $0.wasTruncated = true
    }
    beginAttempt(key, cause, at: now, into: &out)
  }

  /// One attempt has come to nothing; the next server is asked.
  mutating func attemptFailed(
    _ key: QuestionKey, _ reason: QueryFailure.Reason, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    guard let question = questions[key], let server = question.server else { return }
    let failure = QueryFailure(server: server, transport: question.transport, reason: reason)
    report(.queryFailed(failure), key.app, cause, into: &out)
    leave(key, cause, at: now, into: &out)
    questions.update(key) { $0.failures.append(failure) }
    beginAttempt(key, cause, at: now, into: &out)
  }

  mutating func endImpatientAttempts(at now: Instant, into out: inout Outbox<Output>) {
    for (key, question) in questions where question.deadline <= now {
      attemptFailed(key, .timedOut, .none, at: now, into: &out)
    }
  }

  private mutating func conclude(
    _ key: QuestionKey, _ end: QuestionEnd, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let question = questions[key] else { return }
    abandon(key, cause, at: now, into: &out)
    if case .dig? = apps[key.app]?.request {
      dug(key.app, question, end, cause, at: now, into: &out)
    } else {
      lookedUp(key.app, question, end, cause, at: now, into: &out)
    }
  }

  /// Forgets a question, whatever became of it.
  mutating func abandon(_ key: QuestionKey, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    leave(key, cause, at: now, into: &out)
    questions[key] = nil
  }

  /// Gives up the socket of the attempt that is under way.
  private mutating func leave(_ key: QuestionKey, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    guard let flow = questions.update(key, { $0.flow }) ?? nil else { return }
    questions.update(key) { $0.flow = nil }
    if case .question(key)? = datagrams[flow] { datagrams[flow] = nil }
    guard connections.update(flow, { $0.role == .question(key) }) == true else { return }
    let established = connections.update(flow) { $0.tcp.state.isSynchronized } ?? false
    release(flow, of: key.app, hangsUp: established ? nil : .aborted, cause, at: now, into: &out)
  }
}
