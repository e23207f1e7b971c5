/// Guesses what a misspelled word was meant to be.
enum Spelling {
    private static let mistakesMax = 2

    /// The word nearest to `text`, if it is near.
    static func nearest(to text: String, among words: [String]) -> String? {
        let lowered = Array(text.lowercased().prefix(64))
        let distances = words.map { (word: $0, distance: distance(lowered, Array($0))) }
        guard let best = distances.min(by: { $0.distance < $1.distance }),
            best.distance <= mistakesMax
        else { return nil }
        return best.word
    }

    /// Characters to insert, delete or replace (Levenshtein).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var previous = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = previous[column] + (character == other ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
