/// Inputs and what is printed for them, exactly.
enum SyntaxGoldens {
  static let all: [Golden] = [
    Golden(
      #"""
      send ip(dst=10.0.0.1
      ping a
      """#,
      #"""
      error[FZ0105]: this `(` is not closed
        --> test.fzs:1:8
        1 | send ip(dst=10.0.0.1
          |        ^ opened here
          = `)` is missing
      """#),
    Golden(
      #"""
      for x in {1} {
        mark
      """#,
      #"""
      error[FZ0105]: this `{` is not closed
        --> test.fzs:1:14
        1 | for x in {1} {
          |              ^ opened here
          = `}` is missing
      """#),
    Golden(
      #"""
      mark
      }
      """#,
      #"""
      error[FZ0106]: this `}` closes nothing
        --> test.fzs:2:1
        2 | }
          | ^ no block is open here
      """#),
    Golden(
      #"""
      check (true))
      """#,
      #"""
      error[FZ0106]: this `)` closes nothing
        --> test.fzs:1:13
        1 | check (true))
          |             ^ no such bracket is open here
      """#),
    Golden(
      #"""
      pnig 10.0.0.1
      """#,
      #"""
      error[FZ0110]: there is no verb `pnig`
        --> test.fzs:1:1
        1 | pnig 10.0.0.1
          | ^^^^ did you mean `ping`?
      """#),
    Golden(
      #"""
      let x 5
      """#,
      #"""
      error[FZ0111]: expected `=` behind the name, found `5`
        --> test.fzs:1:7
        1 | let x 5
          |       ^
      """#),
    Golden(
      #"""
      events | write pcapng x.pcapng | first 1
      """#,
      #"""
      error[FZ0111]: expected nothing behind `write`: all rows are in the file, found `|`
        --> test.fzs:1:32
        1 | events | write pcapng x.pcapng | first 1
          |                                ^
      """#),
    Golden(
      #"""
      events | write pdf x
      """#,
      #"""
      error[FZ0124]: `pdf` is no format
        --> test.fzs:1:16
        1 | events | write pdf x
          |                ^^^ not one of the choices
          = one of: pcapng pcap
      """#),
    Golden(
      #"""
      events | wher true
      """#,
      #"""
      error[FZ0111]: expected a stage of the pipe, found `wher`
        --> test.fzs:1:10
        1 | events | wher true
          |          ^^^^ did you mean `where`?
          = stages: where count sum select sort first last to write
      """#),
    Golden(
      #"""
      for x of {1} { }
      """#,
      #"""
      error[FZ0111]: expected `in` behind `for x`, found `of`
        --> test.fzs:1:7
        1 | for x of {1} { }
          |       ^^
      """#),
    Golden(
      #"""
      check x = 5
      """#,
      #"""
      error[FZ0118]: `=` does not compare
        --> test.fzs:1:9
        1 | check x = 5
          |         ^ write `==` to compare two values
          = `name=value` names a field inside the brackets of a layer; `let name = …` makes a variable
      """#),
    Golden(
      #"""
      check 1 < 2 < 3
      """#,
      #"""
      error[FZ0119]: comparisons do not chain
        --> test.fzs:1:13
        1 | check 1 < 2 < 3
          |             ^ join two comparisons with `and`
          = a range is tested with `in`: `x in 1..64`
      """#),
    Golden(
      #"""
      expect no icmp at client.tun within 2s
      """#,
      #"""
      error[FZ0122]: `expect no …` needs to know how long to look
        --> test.fzs:1:37
        1 | expect no icmp at client.tun within 2s
          |                                     ^^ write `for` instead of `within`
      """#),
    Golden(
      #"""
      expect no icmp at client.tun
      """#,
      #"""
      error[FZ0122]: `expect no …` needs to know how long to look
        --> test.fzs:1:1
        1 | expect no icmp at client.tun
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ add `for 2s`
      """#),
    Golden(
      #"""
      expect icmp at client.tun for 2s
      """#,
      #"""
      error[FZ0122]: `for` belongs to `expect no …`
        --> test.fzs:1:31
        1 | expect icmp at client.tun for 2s
          |                               ^^ write `within` instead of `for`
      """#),
    Golden(
      #"""
      let for = 5
      """#,
      #"""
      error[FZ0123]: `for` cannot name a variable
        --> test.fzs:1:5
        1 | let for = 5
          |     ^^^ this is a word of the language
      """#),
    Golden(
      #"""
      let 5 = 5
      """#,
      #"""
      error[FZ0123]: `5` cannot name a variable
        --> test.fzs:1:5
        1 | let 5 = 5
          |     ^ a name begins with a letter
      """#),
    Golden(
      #"""
      let = 5
      """#,
      #"""
      error[FZ0123]: `=` cannot name a variable
        --> test.fzs:1:5
        1 | let = 5
          |     ^ a name begins with a letter
      """#),
  ]
}
