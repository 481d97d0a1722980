import Portal
import Testing

@Suite struct FrameEditTests {
  private let frame =
    #"{"event":"x","payload":{"a":1,"b":{"c":"old","d":[1.5,null,true]},"e":[]},"ref":3,"topic":"client"}"#

  @Test(arguments: [
    ("a", FrameEdit.Value.number(2), #""a":2,"b""#), ("b.c", .text("n\"ew"), #""c":"n\"ew","d":[1.5,null,true]"#),
    ("e", .text("/"), #""e":"/"},"ref":3"#),
  ])
  func `one field is set, and all else stays`(_ field: String, _ value: FrameEdit.Value, _ part: String) {
    let edited = FrameEdit.text(frame, setting: field, to: value)
    #expect(edited?.contains(part) == true, "\(edited ?? "nil")")
  }

  @Test(arguments: ["z", "b.z", "a.c", "", "e.0"]) func `what is not there cannot be set`(_ field: String) {
    #expect(FrameEdit.text(frame, setting: field, to: .number(1)) == nil)
  }

  @Test(arguments: ["", "[]", "{", "{\"payload\":null}"]) func `what is no frame has no fields`(_ text: String) {
    #expect(FrameEdit.text(text, setting: "a", to: .number(1)) == nil)
  }
}
