/// Why a value is none that its operator takes; the compiler adds the place.
struct OperandMistake: Error {
    let message: String
    let hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
