/// Reads `bytes` as the text of a scenario.
public func fuzzScript(_ bytes: UnsafeRawBufferPointer) {}
