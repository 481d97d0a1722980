extension Golden {
  static let rules = [
    Golden(
      code: "FZ0330", script: #"packets where icmp or bpf "tcp port and udp""#,
      text: #"""
        error[FZ0330]: libpcap cannot read this filter
          --> test.fzs:1:37
          1 | packets where icmp or bpf "tcp port and udp"
            |                                     ^^^ `and` cannot stand here
        """#),
    Golden(
      code: "FZ0330", script: #"on bpf "port 99999" at client.tun : drop"#,
      text: #"""
        error[FZ0330]: libpcap refuses this filter
          --> test.fzs:1:14
          1 | on bpf "port 99999" at client.tun : drop
            |              ^^^^^ illegal port number 99999 > 65535
        """#),
    Golden(
      code: "FZ0331", script: #"expect bpf "icmp and host example.org" at client.tun"#,
      text: #"""
        error[FZ0331]: `example.org` is a name, and names are not looked up
          --> test.fzs:1:27
          1 | expect bpf "icmp and host example.org" at client.tun
            |                           ^^^^^^^^^^^ write an address or a number
            = a filter means the same everywhere: nothing is asked of the DNS or of this machine's files
        """#),
    Golden(
      code: "FZ0430", script: #"on icmp at client.tun : drop; delete rule 9"#,
      text: #"""
        error[FZ0430]: unknown rule `9`
          --> test.fzs:1:43
          1 | on icmp at client.tun : drop; delete rule 9
            |                                           ^
            = rules: 1
        """#),
    Golden(
      code: "FZ0431", script: #"release 9"#,
      text: #"""
        error[FZ0431]: nothing is held under the number 9
          --> test.fzs:1:9
          1 | release 9
            |         ^
            = nothing is held
        """#),
    Golden(
      code: "FZ0432", script: #"on icmp at client.tun : corrupt"#,
      text: #"""
        error[FZ0432]: `corrupt` must say how many bytes
          --> test.fzs:1:25
          1 | on icmp at client.tun : corrupt
            |                         ^^^^^^^ write: corrupt 3 bytes
        """#),
    Golden(
      code: "FZ0433", script: #"on create_flow at client.tun : hold"#,
      text: #"""
        error[FZ0433]: no messages are seen at client.tun
          --> test.fzs:1:19
          1 | on create_flow at client.tun : hold
            |                   ^^^^^^^^^^ portal messages pass portal.ws
        """#),
  ]
}
