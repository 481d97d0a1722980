import Base

// The shortest case that still comes upon the same thing, as far as it is found.
extension Exploration {
  /// Leaves out ever smaller parts of a case for as long as the finding stays (delta debugging), then the lab's links.
  ///
  /// - Parameter reruns: how many shorter cases are tried at most.
  package func shrunk(_ found: Case, reruns: Int = 60) -> Case {
    guard let finding = found.finding else { return found }
    var (best, left) = (found, reruns)
    var size = max(1, best.deeds.count / 2)
    while size >= 1, left > 0 {
      var (start, isShorter) = (0, false)
      while start < best.deeds.count, left > 0 {
        var deeds = best.deeds
        deeds.removeSubrange(start..<min(start + size, deeds.count))
        left -= 1
        if let shorter = rerun(best, deeds), shorter.finding?.kind == finding.kind {
          (best, isShorter) = (shorter, true)
        } else {
          start += size
        }
      }
      if size == 1, !isShorter { break }
      size = max(1, size / 2)
    }
    return best
  }

  /// The same lab and other deeds; what a deed stood upon may be missing.
  func rerun(_ old: Case, _ deeds: [Deed]) -> Case? {
    guard let run = try? begin(old.lab, seed: old.seed, lenient: !old.isRefusal) else { return nil }
    for deed in deeds { run.perform(deed) }
    return Case(
      seed: old.seed, lab: old.lab, deeds: deeds, journal: run.journal, finding: run.finding, coverage: run.coverage)
  }
}

extension Case {
  fileprivate var isRefusal: Bool { if case .refusedLine = finding { true } else { false } }
}
