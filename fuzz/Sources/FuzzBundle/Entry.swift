import FuzzEntry

@c(LLVMFuzzerTestOneInput)
public func oneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  fuzzBundle(UnsafeRawBufferPointer(start: start, count: count))
  return 0
}
