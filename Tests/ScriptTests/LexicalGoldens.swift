/// Inputs and what is printed for them, exactly.
enum LexicalGoldens {
  static let all: [Golden] = [
    Golden(
      #"""
      check 1 == 1 && true
      """#,
      #"""
      error[FZ0101]: `&&` has no meaning here
        --> test.fzs:1:14
        1 | check 1 == 1 && true
          |              ^^ write `and`
      """#),
    Golden(
      #"""
      check “a” == 1
      """#,
      #"""
      error[FZ0101]: `“` has no meaning here
        --> test.fzs:1:7
        1 | check “a” == 1
          |       ^ strings stand in straight double quotes: `"…"`
      """#),
    Golden(
      #"""
      ping 300.1.2.3
      """#,
      #"""
      error[FZ0102]: `300` is too large for an IPv4 address
        --> test.fzs:1:6
        1 | ping 300.1.2.3
          |      ^^^ each of the four numbers is 0-255
      """#),
    Golden(
      #"""
      send ip(dst=1.2.3)
      """#,
      #"""
      error[FZ0102]: an IPv4 address has four numbers, this one has 3
        --> test.fzs:1:13
        1 | send ip(dst=1.2.3)
          |             ^^^^^ four numbers from 0 to 255, as in `172.20.0.100`
      """#),
    Golden(
      #"""
      send ip(dst=172:20:::1)
      """#,
      #"""
      error[FZ0102]: `172:20:::1` is no IPv6 address
        --> test.fzs:1:13
        1 | send ip(dst=172:20:::1)
          |             ^^^^^^^^^^ groups of at most four hexadecimal digits, `::` at most once
      """#),
    Golden(
      #"""
      send ip(dst=10.0.010.1)
      """#,
      #"""
      error[FZ0102]: a number of an IPv4 address has no leading zeros
        --> test.fzs:1:18
        1 | send ip(dst=10.0.010.1)
          |                  ^^^ write `10`; other tools read `010` as octal
      """#),
    Golden(
      #"""
      ping "httpbin
      """#,
      #"""
      error[FZ0103]: this string is not closed
        --> test.fzs:1:6
        1 | ping "httpbin
          |      ^ opened here
          = a string ends on the line on which it began; a line break in it is `\n`
      """#),
    Golden(
      #"""
      let x = "a{b"
      """#,
      #"""
      error[FZ0103]: this `{` in a string is not closed
        --> test.fzs:1:11
        1 | let x = "a{b"
          |           ^ opened here
          = `{name}` inserts a value; a brace itself is `\{`
      """#),
    Golden(
      #"""
      let n = 10.0.0.0/33
      """#,
      #"""
      error[FZ0107]: `/33` is too long for a prefix
        --> test.fzs:1:18
        1 | let n = 10.0.0.0/33
          |                  ^^ the length of an IPv4 prefix is 0-32
      """#),
    Golden(
      #"""
      let n = 10.0.0.1:70000
      """#,
      #"""
      error[FZ0107]: `70000` is too large for a port
        --> test.fzs:1:18
        1 | let n = 10.0.0.1:70000
          |                  ^^^^^ a port is 0-65535
      """#),
    Golden(
      #"""
      let n = 0xfg
      """#,
      #"""
      error[FZ0108]: `0xfg` is no hexadecimal number
        --> test.fzs:1:9
        1 | let n = 0xfg
          |         ^^^^ `0x` and the digits 0-9 and a-f
      """#),
    Golden(
      #"""
      let n = 99999999999999999999
      """#,
      #"""
      error[FZ0108]: `99999999999999999999` is too large
        --> test.fzs:1:9
        1 | let n = 99999999999999999999
          |         ^^^^^^^^^^^^^^^^^^^^ the largest integer is 9223372036854775807
          = bits are written in hexadecimal, up to 64 of them: 0xffffffffffffffff
      """#),
    Golden(
      #"""
      run 5sec
      """#,
      #"""
      error[FZ0109]: `sec` is no unit
        --> test.fzs:1:6
        1 | run 5sec
          |      ^^^ did you mean `s`?
          = durations: ns us ms s m h
          = sizes: B kB KiB MB MiB GB GiB
          = shares: %
      """#),
    Golden(
      #"""
      let s = "C:\dir"
      """#,
      #"""
      error[FZ0112]: `\d` is no escape
        --> test.fzs:1:12
        1 | let s = "C:\dir"
          |            ^^ a backslash itself is `\\`
          = escapes: \n \t \r \0 \\ \" \{ \} \u{1F600}
          = bytes are written `x"de ad"`
      """#),
    Golden(
      #"""
      let b = x"de a"
      """#,
      #"""
      error[FZ0113]: `x"…"` holds pairs of hexadecimal digits
        --> test.fzs:1:9
        1 | let b = x"de a"
          |         ^^^^^^^ an odd number of digits
      """#),
    Golden(
      #"""
      let b = x"dg"
      """#,
      #"""
      error[FZ0113]: `x"…"` holds pairs of hexadecimal digits
        --> test.fzs:1:12
        1 | let b = x"dg"
          |            ^ not a hexadecimal digit
      """#),
    Golden(
      """
      packet {
        0x0000:  4500 0z54
      }
      mark
      """,
      """
      error[FZ0113]: a hexdump holds pairs of hexadecimal digits
        --> test.fzs:2:18
        2 |   0x0000:  4500 0z54
          |                  ^ not a hexadecimal digit
          = read as xxd, hexdump -C, tcpdump -x and Wireshark print bytes, or digits alone
      """),
    Golden(
      """
      packet {
        0000   45 00 00 54
        0010   00 00
      }
      """,
      """
      error[FZ0113]: this row begins at byte 16, and 4 bytes stand before it
        --> test.fzs:3:3
        3 |   0010   00 00
          |   ^^^^ a row before it is missing or cut
          = read as xxd, hexdump -C, tcpdump -x and Wireshark print bytes, or digits alone
      """),
    Golden(
      "let r = 10.0.0.9..10.0.0.1",
      """
      error[FZ0203]: a range of addresses goes from the smaller to the larger one
        --> test.fzs:1:9
        1 | let r = 10.0.0.9..10.0.0.1
          |         ^^^^^^^^^^^^^^^^^^ write `10.0.0.1..10.0.0.9`
      """),
  ]
}
