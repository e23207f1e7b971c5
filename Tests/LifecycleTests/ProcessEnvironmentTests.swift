import Glibc
import Lifecycle
import Testing

@Suite("Process environment")
struct ProcessEnvironmentTests {
    @Test("has what getenv(3) has, also a value with an equals sign")
    func current() throws {
        let name = "HOOKFERRY_TEST_\(getpid())"
        #expect(ProcessEnvironment.current[name] == nil)
        try #require(unsafe setenv(name, "a=b=", 1) == 0)
        defer { unsafe unsetenv(name) }
        #expect(ProcessEnvironment.current[name] == "a=b=")
        #expect(ProcessEnvironment.current["PATH"]?.isEmpty == false)
    }
}
