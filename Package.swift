// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: Swift 6 mode (the tools version's default), warnings are errors.
let house: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func floor(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func tests(of name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: dependencies, swiftSettings: house)
}

let hashTrees = Target.Dependency.product(name: "HashTreeCollections", package: "swift-collections")

let package = Package(
  name: "fzsh",
  products: [
    .executable(name: "fzsh", targets: ["fzsh"]),
    // For the package in fuzz/, which sees only what is public.
    .library(name: "FuzzEntry", targets: ["FuzzEntry"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // Doors to C.
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(
      name: "CEdit", path: "Sources/CLineEdit/Library", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "CWebSockets", pkgConfig: "libwebsockets", providers: [.apt(["libwebsockets-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
    .target(name: "CLineEdit", dependencies: ["CEdit"], path: "Sources/CLineEdit/Door"),
    .target(name: "CLinux"),

    // From the ground up; docs/architecture.md draws it.
    floor("Base"),
    floor("Cipher", ["Base", "CSodium", "CCrypto"]),
    floor("Wire", ["Base", "Cipher"]),
    floor("HostStack", ["Base", "Wire"]),
    floor("WireGuard", ["Base", "Cipher", "Wire"]),
    floor("Traversal", ["Base", "Cipher", "Wire", hashTrees]),
    floor("Portal", ["Base", "Cipher", "Wire"]),
    floor(
      "Access", ["Base", "Cipher", "Wire", "HostStack", "WireGuard", "Traversal", "Portal", hashTrees]),
    floor("Lab", ["Base", "Berkeley", "CYAML", "Wire", "HostStack", "WireGuard", "Traversal", "Portal", "Access"]),
    floor(
      "Sim",
      ["Base", "Cipher", "Wire", "HostStack", "WireGuard", "Traversal", "Portal", "Access", "Lab", hashTrees]),
    floor(
      "Live",
      [
        "Base", "Cipher", "Wire", "HostStack", "WireGuard", "Traversal", "Portal", "Access", "Lab", "CLinux",
        "CSQLite", "CWebSockets",
      ]),
    floor("Replay", ["Base", "Cipher", "Wire", "WireGuard", "Portal", "Access", "Lab"]),
    floor("Berkeley", ["Base", "CPcap"]),
    floor("Script", ["Base"]),
    floor("Report", ["Base", "Wire", "Lab"]),
    floor("Shell", ["Base", "Berkeley", "Wire", "HostStack", "Portal", "Script", "Lab", "Report"]),
    floor("Explore", ["Base", "HostStack", "Portal", "Wire", "Lab", "Report", "Shell"]),
    floor("FuzzEntry", ["Base", "Cipher", "Wire", "WireGuard", "Traversal", "Script", "Lab", "Replay", "Report"]),
    .executableTarget(
      name: "fzsh",
      dependencies: [
        "Access", "Base", "Portal", "Wire", "Script", "Lab", "Sim", "Replay", "Live", "Report", "Shell", "Explore",
        "CLineEdit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: house),
    // What `scripts/bench` measures in one process; in nothing that ships.
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Access", "Base", "Cipher", "HostStack", "Lab", "Portal", "Report", "Script", "Shell", "Sim", "Traversal",
        "Wire",
        "WireGuard",
      ],
      swiftSettings: house),

    // Programs of others that tests talk with.
    .target(name: "Peers", path: "Tests/Peers", swiftSettings: house),

    tests(of: "Base", ["Base"]),
    tests(of: "Cipher", ["Base", "Cipher"]),
    tests(of: "Wire", ["Base", "Cipher", "Wire"]),
    tests(of: "HostStack", ["Base", "Wire", "HostStack"]),
    tests(of: "WireGuard", ["Base", "Cipher", "Wire", "WireGuard"]),
    tests(of: "Traversal", ["Base", "Cipher", "Wire", "Traversal", "Peers"]),
    tests(of: "Portal", ["Base", "Cipher", "Wire", "Portal"]),
    tests(of: "Access", ["Base", "Cipher", "Wire", "HostStack", "WireGuard", "Traversal", "Portal", "Access"]),
    tests(of: "Sim", ["Base", "Berkeley", "Wire", "HostStack", "Portal", "Access", "Lab", "Sim"]),
    tests(of: "Lab", ["Base", "Portal", "Access", "Lab"]),
    tests(
      of: "Live",
      ["Base", "Cipher", "Wire", "WireGuard", "Traversal", "Portal", "Access", "Lab", "Replay", "Live", "Peers"]),
    tests(
      of: "Replay",
      ["Base", "Cipher", "Wire", "WireGuard", "HostStack", "Portal", "Access", "Lab", "Sim", "Replay"]),
    tests(of: "Script", ["Base", "Script"]),
    tests(of: "Report", ["Base", "Wire", "Lab", "Report"]),
    tests(of: "Shell", ["Base", "Wire", "HostStack", "Portal", "Access", "Script", "Lab", "Sim", "Report", "Shell"]),
    tests(of: "Explore", ["Base", "Access", "Lab", "Sim", "Shell", "Explore"]),
    tests(of: "Berkeley", ["Base", "Berkeley"]),
    tests(of: "Oracle", ["Base", "Cipher", "Wire", "Access", "Lab", "Report", "Script", "Sim", "Shell"]),
    tests(of: "House", []),
    tests(of: "Program", ["Base"]),
  ]
)
