/// Guesses what a misspelled word was meant to be, in a pattern or anywhere in a configuration.
package enum Spelling {
    /// Longer words are compared by their beginning.
    private static let charactersMax = 64

    /// "did you mean `word`?", when one is near.
    package static func hint(for text: String, among words: some Sequence<String>) -> String? {
        nearest(to: text, among: words).map { "did you mean `\($0)`?" }
    }

    /// The word nearest to `text`, if at most `mistakesMax` characters differ; every third one
    /// where no number is given.
    package static func nearest(
        to text: String, among words: some Sequence<String>, mistakesMax: Int? = nil
    ) -> String? {
        let given = Array(text.lowercased().prefix(charactersMax))
        let distances = words.sorted().map { word in
            (word: word, distance: distance(given, Array(word.lowercased().prefix(charactersMax))))
        }
        guard let best = distances.min(by: { $0.distance < $1.distance }),
            best.distance <= mistakesMax ?? max(1, given.count / 3)
        else { return nil }
        return best.word
    }

    /// Characters to insert, delete, replace, or swap with their neighbour (optimal string
    /// alignment).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replaced, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    best = min(best, before[column - 1] + 1)
                }
                current.append(best)
            }
            (before, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
