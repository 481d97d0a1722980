/// Numbers questions to whoever resolves names; none is used again.
struct QuestionNumbers: Sendable {
  private var last: UInt32 = 0

  /// The number that a question would have.
  var next: LookupID { LookupID(last &+ 1) }
  mutating func use() { last &+= 1 }
}
