/// All ways to go on at `cursor` (a byte offset) of a line.
package func complete(_ line: String, cursor: Int, host: any ScriptHost) -> [Completion] { [] }

/// What the verb of the line wants next, for a hint behind the cursor: `from CLIENT`.
package func expectedArgument(_ line: String, host: any ScriptHost) -> String? { nil }
