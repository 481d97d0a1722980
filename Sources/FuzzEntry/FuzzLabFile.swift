import Lab

/// Reads `bytes` as a lab file; what reads is written and read again.
///
/// Traps on a broken promise: a problem beyond the file, too many of them, or a lab that its own file does not give.
public func fuzzLabFile(_ bytes: UnsafeRawBufferPointer) {
  let bytes = [UInt8](bytes)
  do throws(LabFileProblems) {
    let lab = try LabFile.read(bytes)
    let again = try LabFile.read(Array(LabText.text(lab).utf8))
    precondition(again == lab)
  } catch {
    precondition(!error.problems.isEmpty && error.problems.count <= 101)
    for problem in error.problems {
      precondition(0 <= problem.range.lowerBound && problem.range.upperBound <= max(bytes.count, 1) + 1)
    }
  }
}
