import Traversal

extension Candidate {
  /// Reads what can be read: one malformed candidate spoils no other.
  static func read(_ texts: [String]) -> (candidates: [Candidate], malformed: [MalformedCandidate]) {
    var result: (candidates: [Candidate], malformed: [MalformedCandidate]) = ([], [])
    for text in texts {
      do throws(MalformedCandidate) {
        result.candidates.append(try Candidate(parsing: text))
      } catch {
        result.malformed.append(error)
      }
    }
    return result
  }
}
