// swift-tools-version: 6.2
import PackageDescription

// Apart from the main package: these programs get their `main` from libFuzzer and do not link in a plain build.
// `scripts/fuzz` builds and runs them.
let package = Package(
  name: "fzsh-fuzz",
  dependencies: [.package(name: "fzsh", path: "..")],
  targets: [
    "FuzzCapture", "FuzzPackets", "FuzzScript", "FuzzWireGuard", "FuzzDNS", "FuzzSTUN", "FuzzLayers", "FuzzFragments",
    "FuzzHexdump", "FuzzTraversal", "FuzzLabFile", "FuzzControl", "FuzzBundle",
  ].map {
    .executableTarget(name: $0, dependencies: [.product(name: "FuzzEntry", package: "fzsh")])
  }
)
