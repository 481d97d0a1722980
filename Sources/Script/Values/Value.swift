import Base

/// What an expression evaluates to; what is large is indirect, so that the others are small. Units are part of the type: a duration is never a bare number.
package enum Value: Sendable {
  case none
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case bytes([UInt8])
  case duration(Duration)
  /// `5%` is 50,000: parts per million, so that printing and arithmetic are exact.
  case percent(partsPerMillion: Int64)
  /// `64KiB`, in bytes.
  case byteCount(Int64)
  case address(IPAddress)
  case prefix(IPPrefix)
  case endpoint(Endpoint)
  /// `10.0.0.1..10.0.0.9`, both ends included.
  indirect case addresses(AddressRange)
  /// `1..64`, both ends included.
  case range(ClosedRange<Int64>)
  /// `{53, 80}`: in the order written, without duplicates.
  case set([Value])
  case list([Value])
  case record(Record)
  case table(Table)
  /// `#57`
  case event(UInt64)
  /// `p3`: a packet by number. Its content is the host's (`ScriptHost.packet`).
  case packet(UInt64)
  case function(FunctionReference)
  case host(any HostValue)
}

/// A function declared with `fn`, by its number in the evaluator that declared it.
package struct FunctionReference: Hashable, Sendable {
  package let name: String
  package let number: Int
}
