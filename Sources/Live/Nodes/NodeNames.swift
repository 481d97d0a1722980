import Access
import Base
import Wire

/// What a node asks name servers and its system's resolver, and what came of it.
final class NodeNames {
  enum Answer {
    /// With the packet that it came in, where it came in one.
    case upstream(LookupID, UpstreamAnswer, IPPacket?)
    case system([(LookupID, LookupAnswer)])
  }

  private let poller: Poller
  private let lookups: SystemLookups
  /// By the number that the poller knows them by.
  private var questions: [UInt64: UpstreamQuestion] = [:]
  private var due = DeadlineQueue<UInt64>()
  private var nextNumber = firstQuestion

  private static let bellNumber: UInt64 = 1000
  private static let firstQuestion: UInt64 = 1001
  /// Our own: open sockets at once.
  private static let capacity = 512
  /// Our own, longer than the machines wait: they say sooner that they have given up.
  private static let patience: Duration = .seconds(30)

  init(_ poller: Poller) throws(SystemError) {
    self.poller = poller
    lookups = try SystemLookups()
    try poller.watch(lookups.bell.descriptor, Poller.Token(Self.bellNumber))
  }

  var nextDeadline: Instant? { due.next }

  func resolve(_ lookup: NameLookup) { lookups.begin(lookup) }

  /// - Parameter tell: of the packet that the question leaves in.
  /// - Returns: an answer where there is none to wait for.
  func ask(_ query: UpstreamQuery, at now: Instant, tell: (IPPacket) -> Void) -> UpstreamAnswer? {
    guard questions.count < Self.capacity else { return .failed("too many questions at once") }
    do throws(SystemError) {
      let question = try UpstreamQuestion(query, mark: .nodes)
      if let packet = question.packet(query.message, out: true) { tell(packet) }
      if let answer = question.go() { return answer }
      let number = nextNumber
      nextNumber += 1
      try poller.watch(question.descriptor, Poller.Token(number), for: question.interest)
      questions[number] = question
      due.arm(number, at: now + Self.patience)
      return nil
    } catch {
      return .failed("\(error)")
    }
  }

  func serve(_ ready: Poller.Ready) -> Answer? {
    if ready.token.number == Self.bellNumber { return .system(lookups.takeAnswers()) }
    guard let question = questions[ready.token.number] else { return nil }
    guard let answer = question.go() else {
      poller.change(question.descriptor, ready.token, to: question.interest)
      return nil
    }
    end(ready.token.number)
    guard case .message(let message) = answer else { return .upstream(question.id, answer, nil) }
    return .upstream(question.id, answer, question.packet(message, out: false))
  }

  func takeOverdue(at now: Instant) -> [Answer] {
    var answers: [Answer] = []
    while let number = due.popDue(at: now) {
      guard let question = questions[number] else { continue }
      end(number)
      answers.append(.upstream(question.id, .timedOut, nil))
    }
    return answers
  }

  private func end(_ number: UInt64) {
    if let question = questions[number] { poller.forget(question.descriptor) }
    questions[number] = nil
  }
}
