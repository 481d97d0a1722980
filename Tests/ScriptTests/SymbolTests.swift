import Testing

@testable import Script

@Suite struct SymbolTests {
  @Test(arguments: Symbol.allCases) func `every symbol is read as itself`(symbol: Symbol) {
    for end in ["", " ", "a", "1"] {
      var sources = SourceMap()
      // Digits behind a colon, and a bracket with them, may be an address.
      guard symbol != .colon || end.isEmpty || end == " " else { continue }
      let token = Lexer(sources.add(name: "a", text: symbol.rawValue + end)).token(at: 0, skippingNewlines: false)
      #expect(token.isSymbol(symbol), "\(symbol.rawValue)\(end)")
      #expect(token.range.upper == symbol.rawValue.utf8.count)
    }
  }

  @Test(arguments: ["!", "&&", "||", "&", "$", "~", "^"]) func `what is none is none`(text: String) {
    var sources = SourceMap()
    let token = Lexer(sources.add(name: "a", text: "\(text) a")).token(at: 0, skippingNewlines: false)
    #expect(token.fault != nil || token.isSymbol(.pipe))
  }
}
