import Lab
import Testing

@testable import Shell

@Suite struct LabFileVerbTests {
  private static let small = """
    lab: small
    portal: {addresses: [203.0.113.10]}
    clients: {a: {addresses: [203.0.113.30]}, b: {addresses: [203.0.113.31]}}
    sites:
      s: {gateways: {g: {addresses: [203.0.113.41]}, h: {addresses: [203.0.113.42]}}, hosts: {host: {addresses: [10.0.0.1]}}}
    resources: {net: {address: 10.0.0.0/8, site: s}}

    """

  private func stand(_ text: String) throws -> Stand {
    let stand = try Stand()
    stand.disk.files["lab.yaml"] = Array(text.utf8)
    return stand
  }

  @Test func `a file is loaded, shown and loaded again`() throws {
    let stand = try stand(Self.small)
    #expect(stand.run("lab load lab.yaml; ping host from a; ping host from b; require invariants") == 0)
    stand.said.text = ""
    #expect(stand.run("lab show") == 0)
    let shown = stand.said.text
    stand.disk.files["again.yaml"] = Array(shown.utf8)
    stand.said.text = ""
    #expect(stand.run("lab load again.yaml") == 0)
    stand.said.text = ""
    #expect(stand.run("lab show") == 0)
    #expect(stand.said.text == shown)
    #expect(stand.run("lab show > third.yaml; lab load third.yaml") == 0, "\(stand.said.complaints)")
    #expect(stand.disk.text("third.yaml") == shown)
  }

  @Test(arguments: [
    ("compare main", "main and main are the same up to #126\n"), ("run 1s", ""), ("predict", "0 of 0 right\n"),
    ("last change to client.kind", "client.kind is client, and has been so since the lab began\n"),
  ]) func `what a command without a result says goes into the file`(_ line: String, _ text: String) throws {
    let stand = try Stand()
    #expect(stand.run("\(line) > out/said") == 0, "\(stand.said.complaints)")
    #expect(stand.disk.text("out/said") == text)
    stand.run("worlds > out/said")
    #expect(stand.disk.text("out/said").hasPrefix("world "))
  }

  @Test func `a script may speak of the nodes of a lab that it loads`() throws {
    let stand = try stand(Self.small)
    #expect(
      stand.run("lab load lab.yaml; check count(a.relays) == 0; let life = a.life; check life == \"running\"") == 0)
    #expect(stand.run("check c.life == \"running\"") == 2)
  }

  @Test func `with several clients the one that is meant must be named`() throws {
    let stand = try stand(Self.small)
    stand.run("lab load lab.yaml")
    #expect(stand.run("ping host") == 2)
    #expect(stand.said.complaints.contains("clients: a b"))
  }

  @Test func `a lab that is not built in is an error that lists those that are`() throws {
    let stand = try Stand()
    #expect(stand.run("let name = \"mycrop\"; lab \"{name}\"") == 2)
    #expect(stand.said.complaints.contains("error[FZ0448]: there is no lab `mycrop`"))
    #expect(stand.said.complaints.contains("= labs: mycorp"))
  }

  @Test func `a mistake stands at its place in the file`() throws {
    let stand = try stand("lab: x\nportal: {adresses: [203.0.113.10]}\n")
    #expect(stand.run("lab load lab.yaml") == 2)
    #expect(
      stand.said.complaints.contains(
        """
        error[FZ0441]: `portal` has no `adresses`
          --> lab.yaml:2:10
          2 | portal: {adresses: [203.0.113.10]}
            |          ^^^^^^^^ did you mean `addresses`?
            = `portal` has: addresses latency loss
        """))
  }

  @Test(arguments: [
    ("FZ0440", "resources: {r: {address: *.x, site: s}}"), ("FZ0441", "clints: {}"), ("FZ0442", "clients: [a]"),
    ("FZ0443", "clients: {c: {latency: 5ms}}"), ("FZ0444", "clients: {c: {addresses: [1.2.3]}}"),
    ("FZ0445", "resources: {r: {address: 10.0.0.0/8, site: s}}"),
    ("FZ0446", "clients: {c: {addresses: [203.0.113.10]}}"), ("FZ0447", "clients: {c: {addresses: [127.0.0.1]}}"),
  ])
  func `each kind of mistake has its code`(code: String, line: String) throws {
    let stand = try stand("lab: x\nportal: {addresses: [203.0.113.10]}\n\(line)\n")
    #expect(stand.run("lab load lab.yaml") == 2)
    #expect(stand.said.complaints.contains("error[\(code)]"), "\(stand.said.complaints)")
  }
}
