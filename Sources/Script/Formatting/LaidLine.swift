/// One line with its blanks put right, and what it does to the lines behind it.
struct LaidLine {
  enum Bracket {
    case round, square
    /// `{ ping a }`: commands, or fields that are changed.
    case block
    /// `{53, 80}`
    case set
  }

  private(set) var text = ""
  /// What is open at its end.
  private(set) var brackets: [Bracket]
  /// Brackets at its beginning that close what earlier lines have opened.
  private(set) var closesFirst = 0
  private(set) var isContinued = false
  private(set) var opensDump = false
  private var rest: Substring

  /// The line goes on with the command of the one before.
  private let continues: Bool

  /// - Parameter brackets: what is open where the line begins.
  init(_ line: Substring, in brackets: [Bracket], continues: Bool) {
    (self.brackets, self.continues) = (brackets, continues)
    rest = line.drop(while: \.isBlank)
    closesFirst = rest.prefix { "})]".contains($0) }.count
    while let first = rest.first { place(first) }
    removeBlank()
    isContinued = text.hasSuffix("\\")
    opensDump = text.hasSuffix("packet {")
  }

  private mutating func place(_ first: Character) {
    if first.isBlank {
      dropBlanks()
      if let next = rest.first, wantsBlank(before: next) { text += " " }
    } else if first == "\"" {
      take(stringLength)
    } else if startsComment {
      addComment()
    } else if let length = addressLength {
      take(length)
    } else {
      placeSign(first)
    }
  }

  private mutating func placeSign(_ first: Character) {
    switch first {
    case ",":
      removeBlank()
      take(1)
      if !brackets.isEmpty { addBlank() }
    case ";":
      removeBlank()
      take(1)
      addBlank()
    case "=": placeEquals()
    case "!" where rest.dropFirst().first == "=" && brackets.last != .round: surround(2)
    case "|" where text.last == " " || rest.dropFirst().first?.isBlank == true || isPipe: surround(1)
    case "(": open(.round)
    case "[": open(.square)
    case "{": if let length = variableLength { take(length) } else { open(beginsSet ? .set : .block) }
    case ")", "]", "}": close()
    default: take(1)
    }
  }

  /// `dst=a` in a call, `x == y` between values, `let x = y`, `p.ttl = 3`; elsewhere as it is typed.
  private mutating func placeEquals() {
    if rest.dropFirst().first == "=" { return brackets.last == .round ? take(2) : surround(2) }
    if text.last.map({ "!<>".contains($0) }) == true { return take(1) }
    if brackets.last == .round {
      removeBlank()
      take(1)
      dropBlanks()
    } else if isName(behind: "let ") || isName(behind: "") {
      surround(1)
    } else {
      take(1)
    }
  }

  /// `events|count`: a sign between values, and not a letter of a bare word, as in `read a|b` or `flags=S|A`.
  private var isPipe: Bool {
    guard brackets.last != .round, let last = text.last else { return false }
    let command = (text.split { ";{}".contains($0) }.last ?? "").drop(while: \.isBlank)
    let source = command.ranges(of: " = ").last.map { command[$0.upperBound...] } ?? command
    return ")]\"".contains(last) || source.contains(" | ") || !source.isEmpty && !source.contains(where: \.isBlank)
  }

  /// The command that is being laid out is so far this word, and one more.
  private func isName(behind word: String) -> Bool {
    guard !continues || text.contains(where: { ";{}".contains($0) }) else { return false }
    let command = (text.split { ";{}".contains($0) }.last ?? "").drop(while: \.isBlank)
    guard command.hasPrefix(word) else { return false }
    let name = command.dropFirst(word.count)
    return !name.isEmpty && (name.last == " " ? name.dropLast() : name).allSatisfy { !$0.isBlank }
  }
}

// MARK: - Brackets

extension LaidLine {
  private mutating func open(_ bracket: Bracket) {
    if bracket == .block, let last = text.last, !"([{ ".contains(last) { text += " " }
    brackets.append(bracket)
    take(1)
    switch bracket {
    case .block: if rest.first != "}" { addBlank() }
    case .set, .round: dropBlanks()
    case .square: break
    }
  }

  private mutating func close() {
    switch brackets.popLast() {
    case .block: if !text.isEmpty, !"{ ".contains(text.last ?? " ") { text += " " }
    case .set, .round: removeBlank()
    case .square, nil: return take(1)
    }
    take(1)
    if rest.first?.isLetter == true { text += " " }
  }

  /// A brace behind a sign or `in` holds values; behind a word or another bracket commands.
  private var beginsSet: Bool {
    let before = text.last == " " ? text.dropLast() : text[...]
    guard let last = before.last else { return brackets.last.map { $0 != .block } ?? false }
    return "=(,[{<>+-*/".contains(last) || before == "in" || before.hasSuffix(" in")
  }
}

// MARK: - Pieces

extension LaidLine {
  private mutating func take(_ count: Int) {
    text += rest.prefix(count)
    rest = rest.dropFirst(count)
  }

  private mutating func surround(_ count: Int) {
    if text.last != " ", !text.isEmpty { text += " " }
    take(count)
    addBlank()
  }

  /// One blank before what follows, if something does.
  private mutating func addBlank() {
    dropBlanks()
    guard let next = rest.first, wantsBlank(before: next) else { return }
    text += " "
  }

  private mutating func dropBlanks() { rest = rest.drop(while: \.isBlank) }
  private mutating func removeBlank() { while text.last == " " { text.removeLast() } }

  private func wantsBlank(before next: Character) -> Bool {
    guard let last = text.last, last != " " else { return false }
    return last != "(" && next != ")" && next != "," && next != ";"
  }

  /// `http://host/a,b;c`, up to the next blank: what has signs in it that mean nothing there.
  private var addressLength: Int? {
    guard text.last.map({ $0 == " " || "({[".contains($0) }) ?? true else { return nil }
    let word = rest.prefix { !$0.isBlank && $0 != "\"" }
    return word.firstRange(of: "://") == nil ? nil : word.count
  }

  /// `{router}`: the value of a variable in the place of a word.
  private var variableLength: Int? {
    let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || "_.-".contains($0) }
    return !name.isEmpty && rest[name.endIndex...].first == "}" ? name.count + 2 : nil
  }

  /// `#` begins a comment where a word may begin, unless a digit makes it an event.
  private var startsComment: Bool {
    guard rest.first == "#" else { return false }
    let next = rest.dropFirst().first
    guard next.map({ !("0"..."9").contains($0) }) ?? true else { return false }
    return text.last.map { $0.isBlank || ";{}()[],".contains($0) } ?? true
  }

  /// A comment of its own stands as it is; one behind a command two blanks away.
  private mutating func addComment() {
    removeBlank()
    if !text.isEmpty { text += "  " }
    text += rest
    rest = rest.suffix(0)
    while text.last?.isBlank == true { text.removeLast() }
  }

  /// With both quotes; the rest of the line where the second is missing.
  private var stringLength: Int {
    var length = 1
    var isEscaped = false
    for character in rest.dropFirst() {
      length += 1
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        break
      }
    }
    return length
  }
}
