/// The door for a fuzzer: any bytes, a program with its diagnostics, never a crash or a hang.
package func parseUntrusted(_ bytes: [UInt8], signatures: SignatureTable) -> Program {
  Parser.parse(Source(id: SourceID(number: 0), name: "fuzz", bytes: bytes), signatures: signatures)
}
