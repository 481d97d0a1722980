import CYAML

/// Reads one YAML document by the events of libyaml, so that nothing grows before its bounds are looked at: no aliases
/// (and so no bombs), no deep nesting, no endless lists.
struct YAMLReader: ~Copyable {
  static let mostBytes = 16 << 20
  static let mostNodes = 1_000_000
  static let mostDepth = 32

  /// libyaml keeps a pointer to its parser inside it: it may not move.
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let places: BytePlaces
  private var open: [OpenNode] = []
  private var nodes = 0
  private var root: YAMLNode?

  private struct OpenNode {
    let isMapping: Bool
    let start: Int
    var children: [YAMLNode] = []
  }

  /// The document; nil if there is none.
  static func read(_ bytes: [UInt8]) throws(LabFileProblem) -> YAMLNode? {
    guard bytes.count <= mostBytes else {
      throw LabFileProblem(.notYAML, "a lab file has at most \(mostBytes >> 20) MiB", at: 0..<0)
    }
    if let first = bytes.firstIndex(of: 0) {
      throw LabFileProblem(.notYAML, "this is no text: it has a zero byte", at: first..<first + 1)
    }
    var reader = YAMLReader(BytePlaces(bytes))
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(LabFileProblem) in try reader.read(buffer) }
    }
    return try result.get()
  }

  private init(_ places: BytePlaces) {
    self.places = places
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  private mutating func read(_ buffer: UnsafeBufferPointer<UInt8>) throws(LabFileProblem) -> YAMLNode? {
    yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
    var documents = 0
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
      defer { yaml_event_delete(&event) }
      if event.type == YAML_DOCUMENT_START_EVENT { documents += 1 }
      guard documents <= 1 else {
        throw LabFileProblem(.notYAML, "a second document begins", at: range(of: event), label: "a lab is one document")
      }
      if event.type == YAML_STREAM_END_EVENT { return root }
      try take(event)
    }
  }

  private mutating func take(_ event: yaml_event_t) throws(LabFileProblem) {
    let place = range(of: event)
    switch event.type {
    case YAML_ALIAS_EVENT: throw Self.alias(at: place)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      if scalar.anchor != nil { throw Self.alias(at: place) }
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      try add(YAMLNode(content: .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE), range: place))
    case YAML_SEQUENCE_START_EVENT:
      if event.data.sequence_start.anchor != nil { throw Self.alias(at: place) }
      try begin(mapping: false, at: place)
    case YAML_MAPPING_START_EVENT:
      if event.data.mapping_start.anchor != nil { throw Self.alias(at: place) }
      try begin(mapping: true, at: place)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: try end(at: place)
    default: break
    }
  }

  private mutating func begin(mapping: Bool, at place: Range<Int>) throws(LabFileProblem) {
    guard open.count < Self.mostDepth else {
      throw LabFileProblem(.notYAML, "nested more than \(Self.mostDepth) deep", at: place)
    }
    open.append(OpenNode(isMapping: mapping, start: place.lowerBound))
  }

  private mutating func end(at place: Range<Int>) throws(LabFileProblem) {
    guard let node = open.popLast() else { return }
    // A block ends where the next thing begins: what counts is the end of its last child.
    let upper = node.children.last.map { max($0.range.upperBound, node.start) } ?? place.upperBound
    guard node.isMapping else { return try add(YAMLNode(content: .sequence(node.children), range: node.start..<upper)) }
    let pairs = stride(from: 0, to: node.children.count - 1, by: 2).map {
      YAMLNode.Pair(key: node.children[$0], value: node.children[$0 + 1])
    }
    try add(YAMLNode(content: .mapping(pairs), range: node.start..<upper))
  }

  private mutating func add(_ node: YAMLNode) throws(LabFileProblem) {
    nodes += 1
    guard nodes <= Self.mostNodes else {
      throw LabFileProblem(.notYAML, "more than \(Self.mostNodes) values", at: node.range)
    }
    if open.isEmpty { root = node } else { open[open.count - 1].children.append(node) }
  }

  private func range(of event: yaml_event_t) -> Range<Int> {
    let start = places.byte(event.start_mark.index)
    return start..<max(start, places.byte(event.end_mark.index))
  }

  private static func alias(at place: Range<Int>) -> LabFileProblem {
    LabFileProblem(
      .notYAML, "`*` and `&` begin an alias or an anchor, which a lab file has none of", at: place,
      label: "put it in quotes", notes: [#"a pattern is written in quotes: "*.example.com""#])
  }

  /// What libyaml says of what it could not read.
  private func problem() -> LabFileProblem {
    let at = places.byte(parser.pointee.problem_mark.index)
    let context = parser.pointee.context.map { String(cString: $0) } ?? ""
    if context.hasSuffix("alias") || context.hasSuffix("anchor") { return Self.alias(at: at..<at + 1) }
    let words = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
    return LabFileProblem(
      .notYAML, "this is no YAML", at: at..<at + 1, label: words, notes: context.isEmpty ? [] : [context])
  }
}

/// From libyaml's places, which count characters, to bytes.
private struct BytePlaces {
  /// The byte at which each character begins; empty where all are bytes.
  private let starts: [Int]
  private let count: Int

  init(_ bytes: [UInt8]) {
    count = bytes.count
    guard bytes.contains(where: { $0 >= 0x80 }) else {
      starts = []
      return
    }
    starts = bytes.indices.filter { bytes[$0] & 0xc0 != 0x80 } + [bytes.count]
  }

  func byte(_ index: Int) -> Int { min(count, starts.isEmpty ? index : starts[min(index, starts.count - 1)]) }
}
