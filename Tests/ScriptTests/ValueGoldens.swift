/// Inputs and what is printed for them, exactly.
enum ValueGoldens {
  static let all: [Golden] = [
    Golden(
      #"""
      let client2 = 1; check clinet.status == 1
      """#,
      #"""
      error[FZ0201]: nothing is called `clinet`
        --> test.fzs:1:24
        1 | let client2 = 1; check clinet.status == 1
          |                        ^^^^^^ did you mean `client`?
      """#),
    Golden(
      #"""
      check true == online
      """#,
      #"""
      error[FZ0201]: nothing is called `online`
        --> test.fzs:1:15
        1 | check true == online
          |               ^^^^^^ if this is text, write `"online"`
          = known here: client gateway events messages
      """#),
    Golden(
      #"""
      coutn({1})
      """#,
      #"""
      error[FZ0202]: there is no function or layer `coutn`
        --> test.fzs:1:1
        1 | coutn({1})
          | ^^^^^ did you mean `count`?
      """#),
    Golden(
      #"""
      check "a" - 1 == 2
      """#,
      #"""
      error[FZ0203]: `-` has no meaning between a string and an integer
        --> test.fzs:1:7
        1 | check "a" - 1 == 2
          |       ^^^^^^^ "a" and 1
      """#),
    Golden(
      #"""
      check 5s < 5
      """#,
      #"""
      error[FZ0204]: a duration and a bare number do not go together with `<`
        --> test.fzs:1:7
        1 | check 5s < 5
          |       ^^^^^^ write `5s` or `5ms`
      """#),
    Golden(
      #"""
      let x = 5% + 1
      """#,
      #"""
      error[FZ0204]: a share and a bare number do not go together with `+`
        --> test.fzs:1:9
        1 | let x = 5% + 1
          |         ^^^^^^ write `1%`
      """#),
    Golden(
      #"""
      let x = 9223372036854775807 + 1
      """#,
      #"""
      error[FZ0205]: the result does not fit into 64 bits
        --> test.fzs:1:9
        1 | let x = 9223372036854775807 + 1
          |         ^^^^^^^^^^^^^^^^^^^^^^^ out of range
      """#),
    Golden(
      #"""
      let x = -9223372036854775807 - 2
      """#,
      #"""
      error[FZ0205]: the result does not fit into 64 bits
        --> test.fzs:1:9
        1 | let x = -9223372036854775807 - 2
          |         ^^^^^^^^^^^^^^^^^^^^^^^^ out of range
      """#),
    Golden(
      #"""
      let x = 10 / 0
      """#,
      #"""
      error[FZ0206]: division by zero
        --> test.fzs:1:9
        1 | let x = 10 / 0
          |         ^^^^^^ the right side is zero
      """#),
    Golden(
      #"""
      p3.lenght
      """#,
      #"""
      error[FZ0207]: a packet has no field `lenght`
        --> test.fzs:1:4
        1 | p3.lenght
          |    ^^^^^^ did you mean `length`?
          = fields: length
      """#),
    Golden(
      #"""
      let l = [1, 2]
      l[2]
      """#,
      #"""
      error[FZ0208]: there is no element 2 of 2 in a list
        --> test.fzs:2:3
        2 | l[2]
          |   ^ elements are counted from 0
      """#),
    Golden(
      #"""
      if 5 { mark }
      """#,
      #"""
      error[FZ0209]: an integer is neither true nor false
        --> test.fzs:1:4
        1 | if 5 { mark }
          |    ^ compare it with something: `== 5`
      """#),
    Golden(
      #"""
      fn f(a) { a }
      f()
      """#,
      #"""
      error[FZ0210]: `f` takes 1 argument, not 0
        --> test.fzs:2:1
        2 | f()
          | ^^^ f(a)
      """#),
    Golden(
      #"""
      fn f(port) { port }
      f(prot=1)
      """#,
      #"""
      error[FZ0210]: `f` has no parameter `prot`
        --> test.fzs:2:3
        2 | f(prot=1)
          |   ^^^^ did you mean `port`?
          = parameters: port
      """#),
    Golden(
      #"""
      repeat 1000001 { }
      """#,
      #"""
      error[FZ0211]: the loop turned 1000000 times without coming to an end
        --> test.fzs:1:16
        1 | repeat 1000001 { }
          |                ^^^
      """#),
    Golden(
      #"""
      fn f() { f() }
      f()
      """#,
      #"""
      error[FZ0212]: calls nest more than 200 levels deep
        --> test.fzs:1:10
        1 | fn f() { f() }
          |          ^^^ `f` calls itself without an end
      """#),
    Golden(
      #"""
      for x in 5 { mark }
      """#,
      #"""
      error[FZ0213]: there is nothing to go through in an integer
        --> test.fzs:1:10
        1 | for x in 5 { mark }
          |          ^ a set, list, range, table or record
      """#),
    Golden(
      #"""
      repeat -1 { mark }
      """#,
      #"""
      error[FZ0214]: -1 is not a count
        --> test.fzs:1:8
        1 | repeat -1 { mark }
          |        ^^ a whole number from 0 on
      """#),
    Golden(
      #"""
      x = 5
      """#,
      #"""
      error[FZ0216]: there is no variable `x` to change
        --> test.fzs:1:1
        1 | x = 5
          | ^ make it with `let x = …`
      """#),
    Golden(
      #"""
      let l = [1]; l[0] = 2
      """#,
      #"""
      error[FZ0216]: an element cannot be assigned to
        --> test.fzs:1:14
        1 | let l = [1]; l[0] = 2
          |              ^^^^ a variable or a field of one can
      """#),
    Golden(
      #"""
      events | sort kidn
      """#,
      #"""
      error[FZ0217]: the table has no column `kidn`
        --> test.fzs:1:15
        1 | events | sort kidn
          |               ^^^^ did you mean `kind`?
          = columns: n kind reason
      """#),
    Golden(
      #"""
      heavy | sort n
      """#,
      #"""
      error[FZ0225]: more than 1024 MiB of rows would have to be held
        --> test.fzs:1:14
        1 | heavy | sort n
          |              ^ all of them are needed here
          = `where`, `select`, `first N`, `count` and `write` let rows pass one by one
      """#),
    Golden(
      #"""
      stream 3 | select n, evn
      """#,
      #"""
      error[FZ0217]: the table has no column `evn`
        --> test.fzs:1:22
        1 | stream 3 | select n, evn
          |                      ^^^
          = columns: n kind
      """#),
    Golden(
      #"""
      show p99
      """#,
      #"""
      error[FZ0219]: there is no packet `p99`
        --> test.fzs:1:6
        1 | show p99
          |      ^^^ `packets` lists them
      """#),
    Golden(
      #"""
      use "test.fzs"
      """#,
      #"""
      error[FZ0220]: `test.fzs` uses itself
        --> test.fzs:1:5
        1 | use "test.fzs"
          |     ^^^^^^^^^^ test.fzs → test.fzs
      """#),
    Golden(
      #"""
      let x = 4
      check x == 5
      """#,
      #"""
      error[FZ0501]: `x == 5` does not hold
        --> test.fzs:2:7
        2 | check x == 5
          |       ^^^^^^ the left side is 4
      """#),
  ]
}
