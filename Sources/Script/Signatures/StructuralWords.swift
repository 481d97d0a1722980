/// The words of the language itself, described like verbs so that `help for` works.
package enum StructuralWords {
  package static let all: [VerbSignature] = []
}
