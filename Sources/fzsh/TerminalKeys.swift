import CLineEdit
import Glibc

/// Reads one letter for libedit, whose own reader takes an interrupted wait for a broken terminal.
///
/// - Returns: 1 with the letter, 0 at the end of input, -1 with `errno` set.
func readKey(_ editor: OpaquePointer?, _ letter: UnsafeMutablePointer<wchar_t>?) -> Int32 {
  let owner = TerminalEditor.owner(editor)
  var bytes = owner?.takeHeldByte().map { [$0] } ?? []
  if bytes.isEmpty { owner?.showHint() }
  defer { owner?.hideHint() }
  while bytes.first.map({ bytes.count < sequenceLength($0) }) ?? true {
    switch nextByte(editor) {
    // A sequence that is broken off ends there: what breaks it is a key of its own.
    case .byte(let byte) where !bytes.isEmpty && !(0x80...0xbf).contains(byte):
      owner?.hold(byte)
      return give("\u{fffd}", to: letter)
    case .byte(let byte): bytes.append(byte)
    case .endOfInput: return 0
    case .interrupt: bytes = [controlC]
    case .failure: return -1
    }
  }
  return give(String(decoding: bytes, as: UTF8.self).unicodeScalars.first ?? "\u{fffd}", to: letter)
}

private func give(_ scalar: Unicode.Scalar, to letter: UnsafeMutablePointer<wchar_t>?) -> Int32 {
  letter?.pointee = wchar_t(scalar.value)
  return 1
}

private let controlC: UInt8 = 3

/// The bytes of a UTF-8 sequence by its first one (RFC 3629 §3); what cannot begin one stands alone.
private func sequenceLength(_ first: UInt8) -> Int {
  switch first {
  case 0xc2...0xdf: 2
  case 0xe0...0xef: 3
  case 0xf0...0xf4: 4
  default: 1
  }
}

enum Key {
  case byte(UInt8)
  case endOfInput, interrupt, failure
}

func nextByte(_ editor: OpaquePointer?) -> Key {
  while true {
    let isReadable = Signals.waitForInput()
    // Ctrl-C comes before the keys that were typed behind it.
    if Signals.takeInterrupt() { return .interrupt }
    if isReadable { break }
    if Signals.takeResize() { el_resize(editor) }
    if Signals.takeContinuation() {
      // Whoever ran while this process was stopped left the terminal in modes of its own. libedit believes that
      // they are still its own until it is told otherwise.
      line_edit_prepare_tty(editor, 0)
      line_edit_prepare_tty(editor, 1)
      line_edit_refresh(editor)
    }
  }
  var byte: UInt8 = 0
  switch Glibc.read(STDIN_FILENO, &byte, 1) {
  case 1: return .byte(byte)
  case 0: return .endOfInput
  default: return .failure
  }
}
