import CLineEdit
import Glibc
import Report

/// Lines edited at a terminal by libedit: emacs keys, history, completion.
final class TerminalEditor: LineEditor {
  let editor: OpaquePointer
  private let history: HistoryFile?
  let output: Output
  unowned let aid: any TypingAid
  /// libedit asks for the prompt again and again and keeps none of it.
  private var promptText: UnsafeMutablePointer<CChar>?
  private(set) var promptWidth = 0
  /// The lines of an unfinished command, before the one that is edited.
  private(set) var before = ""
  private var wasInterrupted = false
  /// Read with the letter before it, and not of it.
  private var heldByte: UInt8?
  /// Why what came from the terminal was not taken.
  var refusal: String?
  let showsHints: Bool
  /// Text stands behind the cursor that is no part of the line.
  var hasHint = false

  /// nil where libedit cannot work with the terminal.
  init?(output: Output, aid: any TypingAid, history: HistoryFile?, showsHints: Bool) {
    // Without a locale every byte beyond ASCII would count as a letter of its own.
    if setlocale(LC_CTYPE, "") == nil || !Self.localeIsUTF8 { setlocale(LC_CTYPE, "C.UTF-8") }
    guard let editor = line_edit_open("fzsh") else { return nil }
    self.editor = editor
    self.output = output
    self.aid = aid
    self.history = history
    self.showsHints = showsHints
    line_edit_set_owner(editor, Unmanaged.passUnretained(self).toOpaque())
    line_edit_set_prompt(editor) { editor in TerminalEditor.owner(editor)?.promptText }
    line_edit_set_reader(editor, readKey)
    if let history { line_edit_set_history(editor, history.entries) }
    bindKeys()
  }

  func hold(_ byte: UInt8) { heldByte = byte }

  func takeHeldByte() -> UInt8? {
    defer { heldByte = nil }
    return heldByte
  }

  deinit {
    el_end(editor)
    free(promptText)
    TerminalModes.restore()
  }

  private static var localeIsUTF8: Bool { nl_langinfo(Int32(CODESET)).map { String(cString: $0) } == "UTF-8" }

  static func owner(_ editor: OpaquePointer?) -> TerminalEditor? {
    line_edit_owner(editor).map { Unmanaged<TerminalEditor>.fromOpaque($0).takeUnretainedValue() }
  }

  private func bindKeys() {
    line_edit_set_keymap(editor, "emacs")
    line_edit_add_command(editor, "fzsh-complete", "Complete what stands before the cursor") { editor, _ in
      TerminalEditor.owner(editor)?.complete() ?? UInt8(CC_ERROR)
    }
    line_edit_add_command(editor, "fzsh-interrupt", "Give up the command") { editor, _ in
      TerminalEditor.owner(editor)?.interrupt() ?? UInt8(CC_EOF)
    }
    line_edit_add_command(editor, "fzsh-paste", "Insert what is pasted, as it is") { editor, _ in
      TerminalEditor.owner(editor)?.paste() ?? UInt8(CC_ERROR)
    }
    // Ctrl-C as a key like any other: a signal in the middle of libedit's work would leave its state half done.
    line_edit_set_tty(editor, "intr=")
    for (key, command) in Self.keys { line_edit_bind(editor, key, command) }
  }

  /// Where libedit's emacs keys differ from what shells have taught people, and keys that it does not know.
  private static let keys = [
    ("\t", "fzsh-complete"), ("^C", "fzsh-interrupt"), ("^R", "em-inc-search-prev"), ("^W", "ed-delete-prev-word"),
    ("\\e[H", "ed-move-to-beg"), ("\\e[1~", "ed-move-to-beg"), ("\\e[F", "ed-move-to-end"),
    ("\\e[4~", "ed-move-to-end"), ("\\e[3~", "ed-delete-next-char"), ("\\e[1;5C", "em-next-word"),
    ("\\e[1;5D", "ed-prev-word"), ("\\e[200~", "fzsh-paste"),
  ]

  func read(prompt: String, continuation: String) -> Reading {
    let reading = gather(prompt, continuation, aid) { prompt, before in
      self.before = before
      return line(prompt)
    }
    if case .command(let text) = reading { history?.enter(text) }
    return reading
  }

  private func line(_ prompt: String) -> Reading {
    free(promptText)
    let marked = Self.markingEscapes(prompt)
    promptText = strdup(marked)
    promptWidth = marked.split(separator: "\u{1}", omittingEmptySubsequences: false).enumerated()
      .reduce(0) { $1.offset % 2 == 0 ? $0 + String($1.element).displayWidth : $0 }
    output.flush()
    wasInterrupted = false
    // libedit writes the prompt first. Whoever answers it at once would do so in the modes of whole lines, where Ctrl-D
    // means something else.
    line_edit_prepare_tty(editor, 1)
    TerminalModes.bracketPastes(true)
    defer { TerminalModes.bracketPastes(false) }
    var count: Int32 = 0
    let line = el_gets(editor, &count)
    if let refusal { output.write(refusal + "\n") }
    refusal = nil
    if wasInterrupted { return .interrupt }
    guard let line, count > 0 else {
      output.write("\n")
      return .endOfFile
    }
    let text = String(cString: line)
    return .command(text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }

  /// libedit has to know which parts of a prompt take no room: they stand between bytes of value 1.
  private static func markingEscapes(_ prompt: String) -> String {
    var marked = ""
    var inside = false
    for scalar in prompt.unicodeScalars {
      if scalar == "\u{1b}" {
        marked += "\u{1}"
        inside = true
      }
      marked.unicodeScalars.append(scalar)
      if inside, scalar == "m" {
        marked += "\u{1}"
        inside = false
      }
    }
    return marked
  }

  /// Ends the line as the return key does, which alone leaves the cursor below a line of several rows.
  func interrupt() -> UInt8 {
    wasInterrupted = true
    if let line = el_line(editor)?.pointee { el_cursor(editor, Int32(scalars(line.cursor, line.lastchar))) }
    el_insertstr(editor, "^C")
    el_push(editor, "\n")
    return UInt8(CC_REFRESH)
  }

  private func complete() -> UInt8 {
    guard let line = el_line(editor)?.pointee else { return UInt8(CC_ERROR) }
    let left = text(line.buffer, line.cursor)
    let whole = before + left + text(line.cursor, line.lastchar)
    let typed = before + left
    let candidates = aid.complete(whole, at: typed.utf8.count).filter { $0.replacing.upperBound == typed.utf8.count }
    let completing = Completing(candidates, typed: typed)
    if let edit = completing.edit {
      // A candidate may not reach back into an earlier line: that one can no longer be edited.
      guard edit.erasing <= left.unicodeScalars.count else { return UInt8(CC_ERROR) }
      el_deletestr(editor, Int32(edit.erasing))
      el_insertstr(editor, edit.inserting)
      return UInt8(CC_REFRESH)
    }
    guard let list = completing.list ?? expected(typed) else { return UInt8(CC_REFRESH_BEEP) }
    // Erases the rows of the line below the cursor (ECMA-48 §8.3.39, ED). libedit will then clear as many rows as it
    // believes to be above the cursor, so that many have to be empty.
    let rows = (promptWidth + left.displayWidth) / TerminalModes.columns
    output.write("\n\u{1b}[J" + list + String(repeating: "\n", count: rows))
    output.flush()
    return UInt8(CC_REDISPLAY)
  }

  func text(_ start: UnsafePointer<CChar>?, _ end: UnsafePointer<CChar>?) -> String {
    guard let start, let end else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: start, count: end - start), as: UTF8.self)
  }

  /// Where there is nothing to choose from, what is wanted is told.
  private func expected(_ typed: String) -> String? { aid.hint(typed).map { "  \($0)\n" } }

  private func scalars(_ start: UnsafePointer<CChar>?, _ end: UnsafePointer<CChar>?) -> Int {
    text(start, end).unicodeScalars.count
  }
}
