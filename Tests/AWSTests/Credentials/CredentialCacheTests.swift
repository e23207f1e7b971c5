import Lifecycle
import Telemetry
import Testing

@testable import AWS

/// What is advised when, in seconds before the end of an hour's session.
@Suite("When temporary credentials are renewed")
struct CredentialCacheTests {
    static let start = HandClock.start

    static func after(_ seconds: Int64) -> Timestamp { start.adding(milliseconds: seconds * 1_000) }

    static func session(_ key: String = "A", until seconds: Int64) -> Credentials {
        Credentials(
            accessKeyId: key, secretAccessKey: Secret("s"), expiration: after(seconds))
    }

    static func cache(until seconds: Int64, keepsExpired: Bool = false) -> CredentialCache {
        var cache = CredentialCache(keepsExpired: keepsExpired)
        _ = cache.record(.success(session(until: seconds)), at: start, now: start, random: 0)
        return cache
    }

    static func advice(_ cache: CredentialCache, at seconds: Int64) -> String {
        switch cache.advice(at: after(seconds), now: after(seconds)) {
        case .use(let credentials): "use \(credentials.accessKeyId)"
        case .useAndRefresh(let credentials): "use \(credentials.accessKeyId), refresh"
        case .refresh: "refresh"
        case .fail(let error): "fail \(error.code)"
        }
    }

    static let outage = CredentialError(.unavailable, "p", "Down.")

    @Test(
        "15 minutes before the end somebody renews, from 10 minutes on everybody waits",
        arguments: [
            (0, "use A"), (2_699, "use A"), (2_700, "use A, refresh"), (2_999, "use A, refresh"),
            (3_000, "refresh"), (3_599, "refresh"), (3_600, "refresh"), (9_999, "refresh"),
        ])
    func windows(seconds: Int64, advice: String) {
        #expect(Self.advice(Self.cache(until: 3_600), at: seconds) == advice)
    }

    @Test(
        "a session of 15 minutes has windows of its size, a long one the same as an hour's",
        arguments: [
            (900, 674, "use A"), (900, 675, "use A, refresh"), (900, 750, "refresh"),
            (43_200, 42_299, "use A"), (43_200, 42_300, "use A, refresh"),
            (43_200, 42_600, "refresh"),
        ])
    func shortSessions(life: Int64, seconds: Int64, advice: String) {
        #expect(Self.advice(Self.cache(until: life), at: seconds) == advice)
    }

    @Test("a failed refresh keeps what is good, and the next try comes a second later")
    func outageWhileGood() throws {
        for second: Int64 in [2_800, 3_100, 3_500] {
            var cache = Self.cache(until: 3_600)
            let now = Self.after(second)
            let answer = cache.record(.failure(Self.outage), at: now, now: now, random: 0)
            #expect(try answer.get().accessKeyId == "A")
            #expect(Self.advice(cache, at: second) == "use A")
            #expect(
                Self.advice(cache, at: second + 1)
                    == (second < 3_000 ? "use A, refresh" : "refresh"))
        }
    }

    @Test("beyond the end the error is told, for a second")
    func outageBeyondTheEnd() {
        var cache = Self.cache(until: 3_600)
        let now = Self.after(3_600)
        let answer = cache.record(.failure(Self.outage), at: now, now: now, random: 0)
        #expect(answer == .failure(Self.outage))
        #expect(Self.advice(cache, at: 3_600) == "fail unavailable")
        #expect(Self.advice(cache, at: 3_601) == "refresh")
    }

    @Test("an outage from the start, and recovery")
    func recovery() {
        var cache = CredentialCache(keepsExpired: false)
        #expect(Self.advice(cache, at: 0) == "refresh")
        for second in 0..<5 as Range<Int64> {
            let now = Self.after(second)
            _ = cache.record(.failure(Self.outage), at: now, now: now, random: 0)
            #expect(Self.advice(cache, at: second) == "fail unavailable")
        }
        let now = Self.after(6)
        _ = cache.record(.success(Self.session(until: 3_606)), at: now, now: now, random: 0)
        #expect(Self.advice(cache, at: 6) == "use A")
    }

    @Test("credentials that come back expired are no credentials, unless they are kept")
    func expiredFromTheStart() {
        for keeps in [false, true] {
            var cache = CredentialCache(keepsExpired: keeps)
            let answer = cache.record(
                .success(Self.session(until: 0)), at: Self.start, now: Self.start, random: 0)
            #expect((try? answer.get().accessKeyId) == (keeps ? "A" : nil))
            #expect(Self.advice(cache, at: 0) == (keeps ? "use A" : "fail expired"))
        }
    }

    @Test(
        "static stability: expired credentials are kept, the next try is 2 to 10 minutes away",
        arguments: [(0, 120), (0.5, 360), (1, 600)] as [(Double, Int64)])
    func staticStability(random: Double, pause: Int64) throws {
        var cache = Self.cache(until: 3_600, keepsExpired: true)
        #expect(Self.advice(cache, at: 5_000) == "refresh")
        let now = Self.after(5_000)
        let answer = cache.record(.failure(Self.outage), at: now, now: now, random: random)
        #expect(try answer.get().accessKeyId == "A")
        #expect(Self.advice(cache, at: 5_000 + pause - 1) == "use A")
        #expect(Self.advice(cache, at: 5_000 + pause) == "refresh")
        let later = Self.after(5_000 + pause)
        _ = cache.record(
            .success(Self.session("B", until: 20_000)), at: later, now: later, random: 0)
        #expect(Self.advice(cache, at: 5_000 + pause) == "use B")
    }

    @Test("a clock that is set back ends a pause")
    func clockSetBack() {
        var cache = CredentialCache(keepsExpired: false)
        let now = Self.after(10_000)
        _ = cache.record(.failure(Self.outage), at: now, now: now, random: 0)
        #expect(Self.advice(cache, at: 10_000) == "fail unavailable")
        #expect(Self.advice(cache, at: 0) == "refresh")
    }

    @Test("credentials without an end are not held")
    func withoutEnd() {
        var cache = CredentialCache(keepsExpired: false)
        let keys = Credentials(accessKeyId: "A", secretAccessKey: Secret("s"))
        let answer = cache.record(.success(keys), at: Self.start, now: Self.start, random: 0)
        #expect(answer == .success(keys))
        #expect(Self.advice(cache, at: 0) == "refresh")
    }

    @Test("times at the end of all time do not overflow")
    func extremes() {
        let end = Timestamp(milliseconds: .max)
        var cache = CredentialCache(keepsExpired: true)
        let forever = Credentials(accessKeyId: "A", secretAccessKey: Secret("s"), expiration: end)
        _ = cache.record(.success(forever), at: Self.start, now: end, random: 9)
        _ = cache.record(.failure(Self.outage), at: end, now: end, random: -9)
        #expect(cache.advice(at: end, now: end) != .fail(Self.outage))
    }
}
