/// What holds values of the environment or of the shared files, which may be secrets: printed,
/// reflected or dumped, it shows the name of its type and nothing else.
protocol Undisclosed: CustomStringConvertible, CustomReflectable {}

extension Undisclosed {
    package var description: String { "\(Self.self)" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
