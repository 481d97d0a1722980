import Base
import HashTreeCollections
import Wire

/// Answers to requests that changed something, for when the request comes again (RFC 8489 §6.3.1).
///
/// Bounded: the oldest goes first. Complexity: logarithmic.
struct AnswerCache: Sendable {
  private struct Question: Hashable, Sendable {
    let tuple: FiveTuple
    let transaction: STUNTransactionID
  }

  private struct Kept: Sendable {
    let answer: [UInt8]
    let until: Instant
    /// Its place in the order of arrival.
    let number: UInt64
  }

  private var answers: TreeDictionary<Question, Kept> = [:]
  private var questions: TreeDictionary<UInt64, Question> = [:]
  private var oldest: UInt64 = 0
  private var newest: UInt64 = 0

  var count: Int { answers.count }

  func answer(to transaction: STUNTransactionID, of tuple: FiveTuple, at now: Instant) -> [UInt8]? {
    guard let kept = answers[Question(tuple: tuple, transaction: transaction)], now < kept.until else { return nil }
    return kept.answer
  }

  mutating func keep(_ answer: [UInt8], to transaction: STUNTransactionID, of tuple: FiveTuple, at now: Instant) {
    let question = Question(tuple: tuple, transaction: transaction)
    answers[question] = Kept(answer: answer, until: now + RelayConstants.answerLifetime, number: newest)
    questions[newest] = question
    newest += 1
    while oldest < newest, newest - oldest > RelayConstants.greatestAnswerCount || isOver(oldest, at: now) {
      forget(oldest)
      oldest += 1
    }
  }

  private func isOver(_ number: UInt64, at now: Instant) -> Bool {
    guard let question = questions[number], let kept = answers[question] else { return true }
    return kept.number != number || kept.until <= now
  }

  private mutating func forget(_ number: UInt64) {
    guard let question = questions.removeValue(forKey: number) else { return }
    if answers[question]?.number == number { answers[question] = nil }
  }
}
