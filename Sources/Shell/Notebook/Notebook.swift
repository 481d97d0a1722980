/// What a session keeps for the person at its prompt: the lines that were typed, the results that were shown, and the
/// lesson that is being taken.
struct Notebook {
  var lines = TypedLines()
  var results = Results()
  var lesson: LessonInProgress?
}
