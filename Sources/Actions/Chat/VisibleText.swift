extension String {
    /// Whether there is nothing to see. What platforms trim or count as empty differs; this is all
    /// of it.
    var isInvisible: Bool {
        unicodeScalars.allSatisfy {
            $0.properties.isWhitespace || $0.properties.isDefaultIgnorableCodePoint
        }
    }

    /// Itself, or a dash where there is nothing to see: a field that is empty loses the message.
    var orDash: String { isInvisible ? "–" : self }
}
