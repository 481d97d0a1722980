@main struct Fzsh {
  static func main() {}
}
