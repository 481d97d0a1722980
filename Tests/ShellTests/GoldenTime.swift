extension Golden {
  static let time = [
    Golden(
      code: "FZ0460", script: #"goto "later""#,
      text: #"""
        error[FZ0460]: `goto` leads to an event or a time
          --> test.fzs:1:6
          1 | goto "later"
            |      ^^^^^^^ #58, 12.4s, or `end`
        """#),
    Golden(
      code: "FZ0461", script: #"run 1s; undo 2"#,
      text: #"""
        error[FZ0461]: `undo` takes 1 to 1
          --> test.fzs:1:14
          1 | run 1s; undo 2
            |              ^ commands that did something in this world
        """#),
    Golden(
      code: "FZ0462", script: #"fork main"#,
      text: #"""
        error[FZ0462]: there is a world `main`
          --> test.fzs:1:6
          1 | fork main
            |      ^^^^ choose another name
        """#),
    Golden(
      code: "FZ0463", script: #"snapshot before; restore befor"#,
      text: #"""
        error[FZ0463]: unknown world `befor`
          --> test.fzs:1:26
          1 | snapshot before; restore befor
            |                          ^^^^^ did you mean `before`?
            = worlds: main before
        """#),
    Golden(
      code: "FZ0464", script: #"predict 1"#,
      text: #"""
        error[FZ0464]: nothing has been asked
          --> test.fzs:1:1
          1 | predict 1
            | ^^^^^^^^^ `predict on`, then `step`
        """#),
    Golden(
      code: "FZ0465", script: #"edit { ip.ttl = 1 }"#,
      text: #"""
        error[FZ0465]: no breakpoint has stopped the world
          --> test.fzs:1:1
          1 | edit { ip.ttl = 1 }
            | ^^^^^^^^^^^^^^^^^^^ `break PATTERN at TAP` first, then let time pass
        """#),
  ]
}
