/// FZ02xx: names, values and types in expressions; and FZ0501, the `check` that does not hold.
extension DiagnosticCode {
  package static let unknownName = DiagnosticCode(
    "FZ0201", "nothing has this name",
    explanation: """
      A bare name is a variable, a field of what is being matched, a packet such as `p3`, or a path in the \
      state tree, in this order. Text is quoted.
      """, example: "check status == online    write: check client.life == \"running\"")
  package static let unknownFunction = DiagnosticCode(
    "FZ0202", "no function or layer has this name",
    explanation: """
      A name with brackets is a function declared with `fn`, a function of the language, or a layer of a \
      packet.
      """,
    example: "coutn(events)       write: count(events)")
  package static let wrongType = DiagnosticCode(
    "FZ0203", "the types do not fit",
    explanation: """
      The operation has no meaning for values of these types.
      """, example: "\"a\" - 1             write: 2 - 1")
  package static let unitsDiffer = DiagnosticCode(
    "FZ0204", "a value with a unit meets one without",
    explanation: """
      Durations and shares carry their unit, and are compared with and added to their like only.
      """, example: "check 5s < 5        write: check 5s < 6s")
  package static let overflow = DiagnosticCode(
    "FZ0205", "a number outgrew 64 bits",
    explanation: """
      Integers, sizes and durations (in nanoseconds) are computed in 64 bits, and never wrap silently.
      """, example: "9223372036854775807 + 1   write: 9223372036854775807")
  package static let divisionByZero = DiagnosticCode(
    "FZ0206", "division by zero",
    explanation: """
      The right side of `/` is zero.
      """, example: "10 / 0              write: 10 / 2")
  package static let unknownMember = DiagnosticCode(
    "FZ0207", "the value has no such field",
    explanation: """
      The value before the dot has no field of this name; the note lists those that it has.
      """, example: "let q = ip(); q.ip.dts   write: let q = ip(); q.ip.dst")
  package static let badIndex = DiagnosticCode(
    "FZ0208", "no such element",
    explanation: """
      Lists and sets are indexed from 0, records and states by name, bytes by position.
      """, example: "let l = [1, 2]; l[2]   write: let l = [1, 2]; l[1]")
  package static let notACondition = DiagnosticCode(
    "FZ0209", "neither true nor false",
    explanation: """
      `if`, `check`, `where`, `and`, `or` and `not` need a truth value; other values are compared with \
      something.
      """, example: "if 5 { mark }       write: if 5 == 5 { mark }")
  package static let wrongArguments = DiagnosticCode(
    "FZ0210", "the wrong arguments for a function",
    explanation: """
      The function takes another number of arguments, or none of this name.
      """, example: "fn f(a) { a }; f()   write: fn f(a) { a }; f(1)")
  package static let tooManySteps = DiagnosticCode(
    "FZ0211", "the script does not end",
    explanation: """
      A loop may turn 1,000,000 times and a script run 10,000,000 statements; this one was stopped there.
      """, example: "repeat 2000000 { mark }   write: repeat 2000 { mark }")
  package static let callsTooDeep = DiagnosticCode(
    "FZ0212", "functions call each other too deeply",
    explanation: """
      Calls may nest 200 levels deep. A function that calls itself needs an end.
      """, example: "fn f() { f() }; f()   write: fn f() { 5 }; f()")
  package static let notIterable = DiagnosticCode(
    "FZ0213", "nothing to go through",
    explanation: """
      `for` goes through sets, lists, ranges, tables and records.
      """, example: "for x in 5 { mark }   write: for x in 1..5 { mark }")
  package static let badCount = DiagnosticCode(
    "FZ0214", "not a count",
    explanation: """
      `repeat`, `first`, `last` and counts of commands take a whole number that is not negative.
      """, example: "repeat -1 { mark }   write: repeat 1 { mark }")
  package static let notOne = DiagnosticCode(
    "FZ0215", "one value is needed",
    explanation: """
      `as NAME` takes exactly one result; `as NAME[]` takes them all, as a list.
      """,
    example:
      "fragment udp(dst=172.20.0.100)/rand(bytes=3000) to 1280 as p   write: fragment udp(dst=172.20.0.100)/rand(bytes=3000) to 1280 as ps[]"
  )
  package static let notAssignable = DiagnosticCode(
    "FZ0216", "this cannot be assigned to",
    explanation: """
      A variable, or a field of a packet or record held in a variable, stands left of `=`.
      """, example: "let l = [1]; l[0] = 2   write: let l = [1]; l = [2]")
  package static let unknownColumn = DiagnosticCode(
    "FZ0217", "the table has no such column",
    explanation: """
      The stage names a column that the table before it does not have; the note lists its columns.
      """, example: "events | sort tme   write: events | sort time")
  package static let interrupted = DiagnosticCode(
    "FZ0218", "interrupted",
    explanation: """
      The script was stopped from outside; `finally` blocks have run.
      """,
    example: "Ctrl-C")
  package static let noSuchNumber = DiagnosticCode(
    "FZ0219", "no packet or event has this number",
    explanation: """
      Packets and events are numbered from 1 as they come into being; going back in time removes the later \
      ones.
      """,
    example: "show p9999          see: packets")
  package static let useCycle = DiagnosticCode(
    "FZ0220", "a file uses itself",
    explanation: """
      `use` runs another file; a file that is being run cannot be used again from within.
      """,
    example: "a.fzs: use \"b.fzs\"    b.fzs: use \"a.fzs\"")
  package static let tooManyRows = DiagnosticCode(
    "FZ0225", "more rows than can be held",
    explanation: """
      A capture may be larger than memory: its rows pass one by one. Whatever needs all of them at once (`sort`, `last`, \
      `let`, the groups of `count by`) holds at most 1,000,000 rows and 1 GiB of packets.
      """,
    example: "read big.pcapng | sort length   write: read big.pcapng | where length > 1400 | sort length")
  package static let checkFailed = DiagnosticCode(
    "FZ0501", "a check does not hold",
    explanation: """
      `check EXPR` looks at this moment only. Where the world needs time to get there, `expect EXPR within \
      D` runs it on.
      """, example: "check 1 == 2        write: check 1 == 1")

  static let valued: [DiagnosticCode] = [
    .unknownName, .unknownFunction, .wrongType, .unitsDiffer, .overflow, .divisionByZero, .unknownMember, .badIndex,
    .notACondition, .wrongArguments, .tooManySteps, .callsTooDeep, .notIterable, .badCount, .notOne, .notAssignable,
    .unknownColumn, .interrupted, .noSuchNumber, .useCycle, .tooManyRows, .checkFailed,
  ]
}
