import Base
import Wire

/// Names that applications were opened with, and what dig asks for.
extension Host {
  mutating func lookUp(
    _ id: AppID, _ name: String, _ family: IPFamily?, at now: Instant, into out: inout Outbox<Output>
  ) {
    // What is not a name is unknown to getaddrinfo as well.
    guard let candidates = try? resolver.candidates(name) else {
      return fail(id, .name(.notKnown), .none, at: now, into: &out)
    }
    apps.update(id) { $0.lookup = Lookup(name, family, candidates) }
    askNextCandidate(id, .none, at: now, into: &out)
  }

  private mutating func askNextCandidate(
    _ id: AppID, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let name = apps.update(id, { $0.lookup?.next() }) ?? nil else { return }
    for family in apps[id]?.lookup?.families ?? [] {
      ask(
        QuestionKey(app: id, family: family), DNSQuestion(name, family == .v4 ? .a : .aaaa), .resolver(resolver),
        cause, at: now, into: &out)
    }
  }

  mutating func lookedUp(
    _ id: AppID, _ question: Question, _ end: QuestionEnd, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    guard let step = apps.update(id, { $0.lookup?.hear(end, of: question) }) ?? nil else { return }
    switch step {
    case .wait: break
    case .askNext: askNextCandidate(id, cause, at: now, into: &out)
    case .failed(let failure): fail(id, .name(failure), cause, at: now, into: &out)
    case .done(let addresses):
      let sorted = AddressOrder.sorted(addresses) { source(for: $0) }
      report(.resolved(apps[id]?.lookup?.name ?? "", sorted), id, cause, into: &out)
      begin(id, sorted, cause, at: now, into: &out)
    }
  }

  mutating func dig(_ id: AppID, _ dig: Dig, at now: Instant, into out: inout Outbox<Output>) {
    do throws(DomainNameError) {
      let candidates = try resolver.digCandidates(dig)
      apps.update(id) { $0.digs = candidates[...] }
      digNext(id, dig, .none, at: now, into: &out)
    } catch {
      fail(id, AppFailure(errno: nil, cause: .badName(error)), .none, at: now, into: &out)
    }
  }

  private mutating func digNext(
    _ id: AppID, _ dig: Dig, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let name = apps.update(id, { $0.digs.popFirst() }) ?? nil else { return }
    ask(
      QuestionKey(app: id, family: .v4), DNSQuestion(name, dig.type), .dig(dig, resolver), over: dig.transport, cause,
      at: now, into: &out)
  }

  mutating func dug(
    _ id: AppID, _ question: Question, _ end: QuestionEnd, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    guard let app = apps[id], case .dig(let dig) = app.request else { return }
    guard case .answered(let message, let size) = end, let server = question.server else {
      return fail(
        id, AppFailure(errno: question.errno, cause: .noServers(question.failures)), cause, at: now, into: &out)
    }
    if message.rcode != .noError, !app.digs.isEmpty { return digNext(id, dig, cause, at: now, into: &out) }
    let answer = DigAnswer(
      message: message, server: server, transport: question.transport, size: size, queryTime: now - question.began,
      wasTruncated: question.wasTruncated, failures: question.failures)
    self.end(id, .answered(answer), cause, at: now, into: &out)
  }
}

extension Question {
  /// What the last system call said.
  fileprivate var errno: Errno? {
    switch failures.last?.reason {
    case .timedOut?: .etimedout
    case .reported(let errno, _, _, _)?, .reset(let errno, _)?: errno
    case .noRoute?: .enetunreach
    default: nil
    }
  }
}
