import Base
import Testing

@testable import Portal

@Suite struct IdentifierTests {
  @Test func `text is read in either case and written in lower case`() throws {
    let id = try #require(ClientID("0A1b2C3d-4e5F-6071-8293-a4B5c6D7e8F9"))
    #expect(id.high == 0x0a1b_2c3d_4e5f_6071)
    #expect(id.low == 0x8293_a4b5_c6d7_e8f9)
    #expect(id.description == "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9")
  }

  @Test(arguments: [
    "", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f90",
    "0a1b2c3d04e5f-6071-8293-a4b5c6d7e8f9", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8g9",
    "0a1b2c3d-4e5f-6071-8293a-4b5c6d7e8f9", "{a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f}",
    "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8é",
  ])
  func `other text is none`(_ text: String) { #expect(ClientID(text) == nil) }

  @Test func `order is the text's order`() {
    var chance = Chance(seed: 7)
    let ids = (0..<50).map { _ in SiteID(drawnFrom: &chance) }
    #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
  }

  @Test func `drawn ones say version 4 and the RFC's variant`() {
    var chance = Chance(seed: 3)
    for _ in 0..<50 {
      let text = Array(ResourceID(drawnFrom: &chance).description)
      #expect(text[14] == "4")
      #expect("89ab".contains(text[19]))
    }
  }
}
