import Lifecycle

/// What a figure should be.
enum Aim {
    case atMost(Double)
    case atLeast(Double)

    func isMet(by figure: Double) -> Bool {
        switch self {
        case .atMost(let bound): figure <= bound
        case .atLeast(let bound): figure >= bound
        }
    }

    var text: String {
        switch self {
        case .atMost(let bound): "at most \(Table.text(bound))"
        case .atLeast(let bound): "at least \(Table.text(bound))"
        }
    }
}

/// Figures for people, one a line: name, figure, unit, and whether the aim is met.
struct Table {
    let title: String
    private var rows: [Row] = []

    private struct Row {
        let name: String
        let figure: Double
        let unit: String
        let aim: Aim?
    }

    init(_ title: String) { self.title = title }

    mutating func add(_ name: String, _ figure: Double, _ unit: String, aim: Aim? = nil) {
        rows.append(Row(name: name, figure: figure, unit: unit, aim: aim))
    }

    func write() { StandardStreams.writeOutput(text) }

    private var text: String {
        let nameWidth = rows.map(\.name.count).max() ?? 0
        let figureWidth = rows.map { Self.text($0.figure).count }.max() ?? 0
        let lines = rows.map { row in
            let name = row.name + padding(nameWidth - row.name.count)
            let figure = Self.text(row.figure)
            let verdict = row.aim.map { aim in
                "   aim: \(aim.text) – \(aim.isMet(by: row.figure) ? "met" : "MISSED")"
            }
            return "  \(name)  \(padding(figureWidth - figure.count))\(figure) \(row.unit)"
                + (verdict ?? "")
        }
        return "\(title)\n" + lines.joined(separator: "\n") + "\n\n"
    }

    /// Three digits that count, thousands apart.
    static func text(_ figure: Double) -> String {
        let decimals = figure < 1 ? 3 : figure < 10 ? 2 : figure < 100 ? 1 : 0
        let power = [1, 10, 100, 1_000][decimals]
        let scaled = Int((figure * Double(power)).rounded())
        let whole = grouped(scaled / power)
        guard decimals > 0 else { return whole }
        let fraction = String(scaled % power)
        return "\(whole).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
    }

    private static func grouped(_ number: Int) -> String {
        guard number >= 1_000 else { return String(number) }
        let rest = String(number % 1_000)
        return "\(grouped(number / 1_000)),\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }

    private func padding(_ count: Int) -> String { String(repeating: " ", count: count) }
}
