/// Where an object lies in a bucket.
enum BucketLocation {
    /// Nil without a bucket.
    static func text(_ bucket: String?, key: String?) -> String? {
        bucket.map { fitted("s3://\($0)/\(key ?? "")") }
    }

    /// As much as a fact holds. The middle is cut: people look for the bucket and the file.
    static func fitted(_ location: String) -> String {
        let unitsMax = Summary.factValueUnitsMax
        guard location.utf16.count > unitsMax, let slash = location.lastIndex(of: "/") else {
            return location
        }
        let file = location[slash...]
        let room = unitsMax - file.utf16.count
        guard room >= unitsMax / 4 else { return location.cut(to: unitsMax) }
        let start = location.cut(to: room)
        return (start.lastIndex(of: "/").map { "\(start[...$0])…" } ?? start) + file
    }
}
