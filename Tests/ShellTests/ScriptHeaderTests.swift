import Testing

@testable import Shell

@Suite struct ScriptHeaderTests {
  @Test func `a header names faults and values`() {
    let header = ScriptHeader(
      "# Says something.\r\n# Fails with: compat a,b\n# Runs with: host = 10.0.0.1, ::1\n# Runs with: n=1,2\n\n# Fails with: compat c\n"
    )
    #expect(header.faults == ["a", "b"])
    #expect(header.variants.count == 4)
    #expect(header.variants[1] == [.init(name: "host", value: "10.0.0.1"), .init(name: "n", value: "2")])
  }

  @Test(arguments: [
    "", "ping 10.0.0.1\n# Runs with: a = 1", "# Runs with: nothing", "# Runs with: = 4", "# Runs with: a =",
  ])
  func `a script without such lines is run as it is, once`(_ text: String) {
    #expect(ScriptHeader(text).variants == [[]])
  }
}
