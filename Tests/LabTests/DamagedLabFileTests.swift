import Base
import Testing

@testable import Lab

/// Lab files that something has happened to: an answer for each, and no end of the process.
@Suite struct DamagedLabFileTests {
  @Test func `a damaged lab file is read, or says where it is wrong`() throws {
    let whole = Array(try DocumentedLabTests.example().utf8)
    var chance = Chance(seed: 7)
    for round in 0..<400 {
      var bytes = whole
      for _ in 0...chance.below(4) { damage(&bytes, &chance) }
      do throws(LabFileProblems) {
        let lab = try LabFile.read(bytes)
        let again = try? LabFile.read(Array(LabText.text(lab).utf8))
        #expect(again == lab, "round \(round)")
      } catch {
        #expect(!error.problems.isEmpty && error.problems.count <= LabFileReader.mostProblems + 1)
        for problem in error.problems {
          #expect(0 <= problem.range.lowerBound && problem.range.upperBound <= bytes.count + 1, "\(problem.message)")
        }
      }
    }
  }

  private func damage(_ bytes: inout [UInt8], _ chance: inout Chance) {
    let at = Int(chance.below(UInt32(max(bytes.count, 1))))
    guard at < bytes.count else { return }
    let end = min(bytes.count, at + Int(chance.below(40)))
    switch chance.below(5) {
    case 0: bytes.removeSubrange(at..<end)
    case 1: bytes.insert(contentsOf: bytes[at..<end], at: at)
    case 2: bytes[at] = UInt8(truncatingIfNeeded: chance.nextUInt32())
    case 3: bytes.insert(contentsOf: Array("[{&*:-\n \t\"'|>%@`".utf8).shuffledOnce(&chance), at: at)
    default: bytes.removeSubrange(at...)
    }
  }
}

extension [UInt8] {
  fileprivate func shuffledOnce(_ chance: inout Chance) -> ArraySlice<UInt8> {
    let start = Int(chance.below(UInt32(count)))
    return self[start..<Swift.min(count, start + 3)]
  }
}
