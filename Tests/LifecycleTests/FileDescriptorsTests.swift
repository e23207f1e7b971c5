import Foundation
import Lifecycle
import Testing

@Suite("File descriptors")
struct FileDescriptorsTests {
    @Test("the limit is raised to what is allowed, and never lowered")
    func raised() throws {
        let before = FileDescriptors.max
        FileDescriptors.raise()
        let limits = try String(contentsOfFile: "/proc/self/limits", encoding: .utf8)
        let line = try #require(
            limits.split(separator: "\n").first { $0.hasPrefix("Max open files") })
        let numbers = line.split(separator: " ").compactMap { Int($0) }
        #expect(numbers == [FileDescriptors.max, FileDescriptors.max])
        #expect(FileDescriptors.max >= before)
    }
}
