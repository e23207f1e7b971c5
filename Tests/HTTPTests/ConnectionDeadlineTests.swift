import Testing

@testable import HTTP

@Suite("Connection deadline")
struct ConnectionDeadlineTests {
    @Test(
        "phase and time fit one word",
        arguments: [
            ConnectionDeadline.Phase.waiting, .receiving, .discarding, .responding, .sending, .idle,
            .expired,
        ])
    func word(phase: ConnectionDeadline.Phase) {
        let deadline = ConnectionDeadline(phase, milliseconds: 1 << 60)
        #expect(ConnectionDeadline(rawValue: deadline.rawValue).phase == phase)
        #expect(deadline.milliseconds == 1 << 60)
    }

    @Test("only a phase that waits for the client can be over")
    func over() {
        for phase in [ConnectionDeadline.Phase.waiting, .receiving, .discarding, .sending, .idle] {
            #expect(!ConnectionDeadline(phase, milliseconds: 10).isOver(at: 9))
            #expect(ConnectionDeadline(phase, milliseconds: 10).isOver(at: 10))
        }
        #expect(!ConnectionDeadline(.responding, milliseconds: 10).isOver(at: 99))
        #expect(!ConnectionDeadline(.expired, milliseconds: 10).isOver(at: 99))
    }
}
