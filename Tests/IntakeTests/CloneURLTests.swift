import Testing

@testable import Intake

@Suite("Addresses of repositories")
struct CloneURLTests {
    @Test(
        "name owner and repository",
        arguments: [
            "https://github.com/acme/api", "https://github.com/acme/api.git",
            "https://user:token@github.com/acme/api.git", "https://github.com/acme/api/",
            "https://git.acme.example:8443/acme/api.git?x=/y#z/w", "git@github.com:acme/api.git",
            "git@github.com:/acme/api.git", "ssh://git@git.acme.example:7999/acme/api.git",
            "https://git.acme.example/scm/acme/api.git", "https://api.github.com/repos/acme/api",
            "https://dev.azure.com/org/acme/_git/api", "https://o@dev.azure.com/o/acme/_git/api",
            "https://org.visualstudio.com/DefaultCollection/acme/_git/api",
        ])
    func names(url: String) {
        #expect(CloneURL.repository(url) == "acme/api")
    }

    @Test("a group's groups belong to the name")
    func groups() {
        let url = "git@gitlab.com:acme/platform/api.git"
        #expect(CloneURL.repository(url) == "acme/platform/api")
    }

    @Test(
        "or nothing",
        arguments: [
            "", "api", "acme/api", "/srv/git/api.git", "file:///srv/git/api.git", "C:\\git\\api",
            "C:/git/api", "https://github.com", "https://github.com/", "https://github.com/api",
            "://", ":", "@:", "git@github.com:api", "https://h/_git/api", "https://h/acme/_git",
        ])
    func nothing(url: String) {
        #expect(CloneURL.repository(url) == nil)
    }
}
