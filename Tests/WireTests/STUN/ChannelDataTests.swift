import Testing

@testable import Wire

@Suite struct ChannelDataTests {
  private func rejection(_ bytes: [UInt8]) -> ChannelDataRejection? {
    do throws(ChannelDataRejection) { _ = try ChannelData(bytes) } catch { return error }
    return nil
  }

  @Test func `a payload is framed, and padded where a stream asks for it`() throws {
    let number = ChannelNumber(rawValue: 0x4001)
    #expect(ChannelData.message(number, [1, 2, 3, 4, 5]) == [0x40, 1, 0, 5, 1, 2, 3, 4, 5])
    #expect(ChannelData.message(number, [1, 2, 3, 4, 5], padded: true) == [0x40, 1, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0])
    #expect(ChannelData.message(number, []) == [0x40, 1, 0, 0])
    #expect(ChannelData.message(number, [UInt8](repeating: 0, count: 65_536)[...]) == nil)
  }

  @Test func `what is read is where it lies`() throws {
    let data = try ChannelData([9, 0x4f, 0xff, 0, 2, 7, 8, 0], in: 1..<8)
    #expect(data.number == ChannelNumber(rawValue: 0x4fff) && data.payload == 5..<7 && data.trailing == 1)
  }

  @Test func `every truncation is refused`() {
    let whole: [UInt8] = [0x40, 0, 0, 3, 1, 2, 3]
    for count in 0..<4 { #expect(rejection(Array(whole[..<count])) == .tooShort(has: count)) }
    for count in 4..<7 { #expect(rejection(Array(whole[..<count])) == .overrun(says: 3, has: count - 4)) }
    #expect(rejection(whole) == nil)
  }

  @Test(arguments: [
    (UInt16(0x3fff), false, false), (0x4000, true, false), (0x4fff, true, false), (0x5000, false, true),
    (0x7fff, false, true), (0x8000, false, false),
  ])
  func `numbers of both RFCs are told apart`(number: UInt16, assignable: Bool, former: Bool) {
    #expect(ChannelNumber(rawValue: number).isAssignable == assignable)
    #expect(ChannelNumber(rawValue: number).isFormer == former)
    let bytes: [UInt8] = [UInt8(number >> 8), UInt8(number & 255), 0, 0]
    #expect(rejection(bytes) == (assignable || former ? nil : .notChannel(number)))
  }
}
