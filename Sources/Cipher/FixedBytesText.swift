import Base

extension FixedBytes {
  /// Lower-case hexadecimal digits.
  package var description: String { withBytes { Hex.text($0) } }
}
