/// Why a filter cannot be compiled, and where.
package struct BerkeleyFault: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    /// The filter's grammar has no place for this word.
    case syntax(String)
    /// The filter ends too early.
    case unfinished
    /// A name, which libpcap would look up in the machine's files or in the DNS.
    case name(String)
    /// Longer than a filter may be here, in bytes.
    case tooLong(Int)
    /// In libpcap's own words.
    case refused(String)
  }

  package let problem: Problem
  /// Bytes of the filter's UTF-8; empty at its end where something is missing.
  package let range: Range<Int>

  init(_ problem: Problem, _ range: Range<Int>) {
    self.problem = problem
    self.range = range
  }
}

extension BerkeleyFault: CustomStringConvertible {
  package var description: String {
    switch problem {
    case .syntax(let word): "`\(word)` cannot stand here"
    case .unfinished: "the filter ends too early"
    case .name(let name): "`\(name)` is a name, and names are not looked up"
    case .tooLong(let count): "a filter of \(count) bytes, and \(FilterWords.greatestLength) are the most"
    case .refused(let words): words
    }
  }
}
