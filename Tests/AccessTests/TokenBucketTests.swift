import Base
import Testing

@testable import Access

@Suite struct TokenBucketTests {
  @Test func `what is left is what may pass at once`() {
    for used in 0...6 {
      var bucket = TokenBucket(burst: 5, every: .milliseconds(10))
      for _ in 0..<used { _ = bucket.take(at: .zero) }
      for wait in [0, 1, 9, 10, 11, 25, 50, 1000] {
        let now = Instant.zero + .milliseconds(wait)
        var copy = bucket
        var passed = 0
        while copy.take(at: now) { passed += 1 }
        #expect(bucket.left(at: now) == passed, "\(used) used, after \(wait) ms")
      }
    }
  }
}
