extension Markup {
    /// A line of parts that are escaped already: the first, and of the others those for which there
    /// is room.
    static func line(_ parts: [String], unitsMax: Int) -> String {
        let separator = " · "
        return parts.dropFirst().reduce(parts.first ?? "") { line, part in
            let units = line.utf16.count + separator.utf16.count + part.utf16.count
            return part.isEmpty || units > unitsMax ? line : line + separator + part
        }
    }
}
