/// How a severity looks: the same on every platform, and never by its colour alone.
extension Severity {
    var emoji: String {
        switch self {
        case .critical, .error: "🔴"
        case .warning: "🟠"
        case .success: "✅"
        case .info: "🔵"
        }
    }

    /// In the notation of style sheets.
    var color: String {
        switch self {
        case .critical: "#B00020"
        case .error: "#D13212"
        case .warning: "#F2A900"
        case .success: "#2EB67D"
        case .info: "#1D9BD1"
        }
    }
}
