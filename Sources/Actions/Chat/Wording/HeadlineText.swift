/// A headline in parts, so that what is long gives way and how it stands never does.
struct HeadlineText: Sendable, Hashable {
    /// Who or what.
    var subject: String
    /// How it stands, with what separates it from the subject; short, and never cut.
    var predicate = ""
    /// What may stand behind that, and is the first to give way.
    var addition = ""
    /// Where.
    var places: [String] = []

    /// Of what is longer this much stays.
    private static let additionUnitsMin = 16
    private static let subjectUnitsMin = 24
    private static let placeUnitsMax = 40
    /// Less says nothing.
    private static let placeUnitsMin = 4

    /// The addition, the subject and the places are cut in this order.
    ///
    /// - Parameter start: stands before the subject, and is never cut either.
    func text(after start: String = "", unitsMax: Int = Summary.headlineUnitsMax) -> String {
        var (subject, addition) = (subject, addition)
        var placeUnits = Self.placeUnitsMax
        var line: String { start + subject + predicate + addition + suffix(placeUnits) }
        var excess: Int { line.utf16.count - unitsMax }
        addition = Self.cut(addition, by: excess, unitsMin: Self.additionUnitsMin)
        subject = Self.cut(subject, by: excess, unitsMin: Self.subjectUnitsMin)
        while excess > 0, placeUnits >= Self.placeUnitsMin { placeUnits -= 1 }
        return line.cut(to: unitsMax)
    }

    private static func cut(_ text: String, by excess: Int, unitsMin: Int) -> String {
        text.cut(to: max(unitsMin, text.utf16.count - max(excess, 0)))
    }

    /// Long places give way to short ones.
    private func suffix(_ unitsMax: Int) -> String {
        guard unitsMax >= Self.placeUnitsMin, !places.isEmpty else { return "" }
        return " — " + places.map { $0.cut(to: unitsMax) }.joined(separator: " · ")
    }
}
