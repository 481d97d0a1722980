import Base
import Report
import Testing

@Suite struct TableTests {
  private let table = Table(
    columns: ["name", "count", "since"],
    rows: [
      [.text("MyCorp Network"), .number(7), .duration(.milliseconds(1500))],
      [.text("日本"), .number(1000)],
      [.text("a,\"b\"\r\n"), .none, .duration(.zero)],
    ])

  @Test func `text is aligned by what a terminal shows`() {
    #expect(
      Table(columns: table.columns, rows: Array(table.rows.prefix(2))).rendered(as: .text) == """
        name            count  since
        MyCorp Network      7  1.5s
        日本             1000  -

        """)
  }

  @Test func `control characters in a cell break no table`() {
    #expect(table.rendered(as: .text).utf8.filter { $0 == 0x0a }.count == 4)
  }

  @Test func `json is an array of objects`() {
    #expect(
      table.rendered(as: .json) == """
        [
          {"name":"MyCorp Network","count":7,"since":1500000000},
          {"name":"日本","count":1000,"since":null},
          {"name":"a,\\"b\\"\\r\\n","count":null,"since":0}
        ]

        """)
    #expect(Table(columns: ["a"], rows: []).rendered(as: .json) == "[]\n")
  }

  @Test func `ndjson is an object a line`() {
    #expect(
      Table(columns: ["a"], rows: [[.flag(true)], []]).rendered(as: .ndjson) == "{\"a\":true}\n{\"a\":null}\n")
  }

  @Test func `csv quotes what would be read otherwise`() {
    #expect(
      table.rendered(as: .csv)
        == "name,count,since\r\nMyCorp Network,7,1.5s\r\n日本,1000,\r\n\"a,\"\"b\"\"\r\n\",,0s\r\n")
  }

  @Test func `an empty table still has its header`() {
    let empty = Table(columns: ["a", "b"], rows: [])
    #expect(empty.rendered(as: .text) == "a  b\n")
    #expect(empty.rendered(as: .csv) == "a,b\r\n")
    #expect(empty.rendered(as: .ndjson) == "")
  }
}
