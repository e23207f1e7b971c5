import Lifecycle
import Testing

@Suite("Limit of open files")
struct OpenFileLimitTests {
    @Test("it is raised as far as the system lets it, and never lowered")
    func raised() {
        let now = OpenFileLimit.raise(to: 64)
        #expect(now == 64, "so much there is everywhere")
        let most = OpenFileLimit.raise(to: .max)
        #expect(most >= 64)
        #expect(OpenFileLimit.raise(to: .max) == most)
        #expect(OpenFileLimit.raise(to: most) == most)
    }
}
