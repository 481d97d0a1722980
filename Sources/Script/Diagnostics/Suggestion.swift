/// What was probably meant: the candidate at the smallest Damerau-Levenshtein distance, if it is near enough.
package enum Suggestion {
  /// - Returns: nil when nothing is within a third of the word's length (at least 1).
  package static func nearest(to word: String, in candidates: some Sequence<String>) -> String? { nil }
}
