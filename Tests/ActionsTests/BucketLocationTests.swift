import Testing

@testable import Actions

@Suite("Locations in a bucket")
struct BucketLocationTests {
    @Test("a location that fits stands as it is; without a bucket there is none")
    func fits() {
        #expect(BucketLocation.text("b", key: "k/x.json.gz") == "s3://b/k/x.json.gz")
        #expect(BucketLocation.text("b", key: nil) == "s3://b/")
        #expect(BucketLocation.text(nil, key: "k") == nil)
    }

    @Test("of a longer one the bucket and the whole file name stay")
    func long() {
        let folders = String(repeating: "folder/", count: 60)
        let location = BucketLocation.fitted("s3://bucket/\(folders)file.json.gz")
        #expect(location.hasPrefix("s3://bucket/folder/"))
        #expect(location.hasSuffix("folder/…/file.json.gz"))
        #expect((290...Summary.factValueUnitsMax).contains(location.utf16.count))
    }

    @Test("a name that leaves no room for its bucket is cut")
    func longName() {
        let name = String(repeating: "x", count: 400)
        let location = BucketLocation.fitted("s3://bucket/\(name)")
        #expect(location.hasPrefix("s3://bucket/xxx") && location.hasSuffix("x…"))
        #expect(location.utf16.count == Summary.factValueUnitsMax)
    }
}
