import Base

extension Bundle {
  /// - Throws: for what is no bundle, or a damaged one. A tail that is cut off is no damage: a node may be killed.
  package static func read(_ bytes: [UInt8]) throws(BundleProblem) -> Bundle {
    var reader = BundleReader(bytes)
    let kind = try reader.head()
    while let entry = try reader.next() { try reader.take(entry, kind) }
    return try reader.bundle(kind)
  }
}

/// A bundle as far as it has been read.
private struct BundleReader {
  private let bytes: [UInt8]
  private var at = BundleFormat.headLength
  private var now = Instant.zero
  private var base: UInt32 = 1
  private var wanted = OutputCheck()
  private var origin: BundleOrigin?
  private var recording: Recording?
  private var trace = AnonymousTrace()
  private var end: Bundle.End?
  private var cut: Int?

  /// Our own, in nanoseconds: a hundred years leave room for every deadline.
  private static let longest: Int64 = 100 * 365 * 86_400 * 1_000_000_000

  struct Entry {
    let tag: BundleFormat.Tag
    let start: Int
    var cursor: BundleCursor
  }

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func head() throws(BundleProblem) -> BundleFormat.Kind {
    guard bytes.starts(with: BundleFormat.magic) else { throw BundleProblem(0, "this is no bundle of a node") }
    guard bytes.count >= BundleFormat.headLength else { throw BundleProblem(bytes.count, "the file ends in its head") }
    let (version, kind) = (bytes[BundleFormat.magic.count], bytes[BundleFormat.magic.count + 1])
    guard version == BundleFormat.version else {
      throw BundleProblem(
        BundleFormat.magic.count, "a bundle of version \(version); this program reads version \(BundleFormat.version)")
    }
    guard let kind = BundleFormat.Kind(rawValue: kind) else {
      throw BundleProblem(BundleFormat.magic.count + 1, "there is no kind \(kind) of bundles")
    }
    return kind
  }

  /// The next whole entry; nil at the end, and where the rest was never written.
  mutating func next() throws(BundleProblem) -> Entry? {
    guard at < bytes.count, cut == nil else { return nil }
    let start = at
    guard start + 4 <= bytes.count, !isUnwritten(start) else { return stop(start) }
    let length = (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    guard (1...BundleFormat.longestBody).contains(length) else {
      throw BundleProblem(start, "an entry of \(length) bytes")
    }
    guard start + 8 + length <= bytes.count else { return stop(start) }
    let body = start + 4..<start + 4 + length
    var tail = BundleCursor(bytes, body.upperBound..<body.upperBound + 4)
    let checksum = bytes.withUnsafeBytes { CRC32.of(UnsafeRawBufferPointer(rebasing: $0[body])) }
    guard try tail.fixed32() == checksum else {
      throw BundleProblem(start, "an entry is damaged: its checksum is wrong")
    }
    var cursor = BundleCursor(bytes, body)
    let tag = try cursor.byte()
    guard let tag = BundleFormat.Tag(rawValue: tag) else {
      throw BundleProblem(body.lowerBound, "there is no tag \(tag)")
    }
    let elapsed = try cursor.varint()
    guard elapsed <= UInt64(Self.longest - now.nanoseconds) else {
      throw BundleProblem(start, "a time beyond all times")
    }
    now = now + .nanoseconds(Int64(elapsed))
    at = body.upperBound + 4
    return Entry(tag: tag, start: start, cursor: cursor)
  }

  /// Where the power failed, a file may have room that nothing was written to.
  private func isUnwritten(_ start: Int) -> Bool { bytes[start] == 0 && bytes[start...].allSatisfy { $0 == 0 } }

  private mutating func stop(_ start: Int) -> Entry? {
    cut = start
    return nil
  }

  mutating func take(_ entry: Entry, _ kind: BundleFormat.Kind) throws(BundleProblem) {
    guard end == nil else { throw BundleProblem(entry.start, "an entry behind the end") }
    guard (origin == nil) == (entry.tag == .birth) else {
      throw BundleProblem(entry.start, origin == nil ? "the first entry is no birth" : "a second birth")
    }
    var cursor = entry.cursor
    switch (entry.tag, kind) {
    case (.birth, .recording):
      let birth = try cursor.birth()
      (origin, recording) = (birth.origin, Recording(birth: birth))
    case (.birth, .anonymous): origin = try cursor.origin()
    case (.call, .recording): try takeCall(&cursor)
    case (.note, .recording):
      let note = Recording.Note(
        at: now, wanted: try count(&cursor), kind: try cursor.text(), fields: try cursor.fields())
      recording?.notes.append(note)
    case (.check, .recording): try takeCheck(&cursor)
    case (.step, .anonymous): trace.steps.append(.init(at: now, last: trace.records.count))
    case (.record, .anonymous): try takeRecord(&cursor, entry.start)
    case (.state, .anonymous): trace.state = try cursor.state()
    case (.end, _): end = Bundle.End(at: now, reason: try cursor.text())
    default: throw BundleProblem(entry.start, "an entry of another kind of bundle")
    }
    try cursor.finish()
  }

  private mutating func takeCall(_ cursor: inout BundleCursor) throws(BundleProblem) {
    let (number, overflow) = Int64(base).addingReportingOverflow(try cursor.signed())
    guard !overflow, let next = UInt32(exactly: number) else {
      throw cursor.problem("a packet's number is out of range")
    }
    base = next
    let call = Recording.Call(at: now, nextPacket: next, what: try cursor.call(base: next))
    recording?.calls.append(call)
  }

  private func count(_ cursor: inout BundleCursor) throws(BundleProblem) -> Int {
    let value = try cursor.varint()
    guard let count = Int(exactly: value), count < 1 << 48 else { throw cursor.problem("\(value) is too much") }
    return count
  }

  private mutating func takeCheck(_ cursor: inout BundleCursor) throws(BundleProblem) {
    var counts: [Int] = []
    for before in [wanted.datagrams, wanted.packets, wanted.messages, wanted.others] {
      let sum = before + (try count(&cursor))
      guard sum < 1 << 48 else { throw cursor.problem("\(sum) is too much") }
      counts.append(sum)
    }
    wanted = OutputCheck(
      datagrams: counts[0], packets: counts[1], messages: counts[2], others: counts[3],
      checksum: try cursor.fixed32())
    let calls = recording?.calls.count ?? 0
    recording?.checks.append(Recording.Check(calls: calls, wanted: wanted))
  }

  private mutating func takeRecord(_ cursor: inout BundleCursor, _ start: Int) throws(BundleProblem) {
    guard let origin, !trace.steps.isEmpty else { throw BundleProblem(start, "an event outside of all steps") }
    trace.records.append(try cursor.record(trace.records.count + 1, at: now, of: origin.name))
    trace.steps[trace.steps.count - 1].last = trace.records.count
  }

  func bundle(_ kind: BundleFormat.Kind) throws(BundleProblem) -> Bundle {
    guard let origin else { throw BundleProblem(at, "the file ends before the node is born") }
    let contents: Bundle.Contents = recording.map { .recording($0) } ?? .anonymous(trace)
    return Bundle(origin: origin, contents: contents, end: end, cut: cut, length: bytes.count)
  }
}
