/// What a session keeps for the person at its prompt: the lines that were typed, the results that were shown, the
/// lesson that is being taken, and what was foretold.
struct Notebook {
  var lines = TypedLines()
  var results = Results()
  var lesson: LessonInProgress?
  var prediction = Prediction()
  /// Up to which event it was said who came and went among live nodes.
  var nodesTold = 0
}
