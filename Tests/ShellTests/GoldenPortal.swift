extension Golden {
  /// Objects that an operator of the portal names.
  static let portalObjects = [
    Golden(
      code: "FZ0422", script: #"resource set "MyCorp Network" in nowhere"#,
      text: #"""
        error[FZ0422]: unknown site `nowhere`
          --> test.fzs:1:34
          1 | resource set "MyCorp Network" in nowhere
            |                                  ^^^^^^^
            = sites: Internet mycro-aws-gws
        """#),
    Golden(
      code: "FZ0423", script: #"policy delete "MyCorp Network" of Everybody"#,
      text: #"""
        error[FZ0423]: unknown group `Everybody`
          --> test.fzs:1:35
          1 | policy delete "MyCorp Network" of Everybody
            |                                   ^^^^^^^^^ did you mean `Everyone`?
            = groups: Everyone
        """#),
    Golden(
      code: "FZ0424", script: #"compat no-client-filter on"#,
      text: #"""
        error[FZ0424]: unknown quirk `no-client-filter`
          --> test.fzs:1:8
          1 | compat no-client-filter on
            |        ^^^^^^^^^^^^^^^^ did you mean `no-client-filters`?
            = quirks: reauthorize-without-pause no-client-filters trust-any-prohibited crash-on-other-gateway route-foreign-sources log-refusals offline-tears-down retry-by-traffic-only forget-gateways-on-roam specific-hides-broad unknown-vanishes twin-lost route-unassigned-sentinels check-every-pair busy-with-one-pair keep-allocations forget-dead-relays lose-candidates-while-away prohibited-for-unresolved keep-first-expiry init-ignores-unlisted internet-opens-all unlimited-errors nat-ignores-inbound nat-wipes-all drop-foreign-protocols answer-errors reauthorize-in-portal row-per-request wait-for-silent-gateway answer-old-channel-only expire-by-the-minute unordered-preference version-by-string same-place-one-relay evict-without-word relay-credentials-change join-flushes-leaves candidates-for-anyone heartbeat-after-silence unanswered-heartbeats keep-queue-on-connect backoff-ends-on-open connect-without-limit any-client-error-is-fatal impatient-servants
        """#),
    Golden(
      code: "FZ0426", script: #"let d = 7; wait d"#,
      text: #"""
        error[FZ0426]: this is no application in the background
          --> test.fzs:1:17
          1 | let d = 7; wait d
            |                 ^ `curl URL in background as d; wait d`
        """#),
    Golden(
      code: "FZ0425", script: #"actor disable alicia"#,
      text: #"""
        error[FZ0425]: unknown actor `alicia`
          --> test.fzs:1:15
          1 | actor disable alicia
            |               ^^^^^^
            = actors: client
        """#),
  ]
}
