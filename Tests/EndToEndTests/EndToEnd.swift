import Testing

/// The tests that run the built binary, one after the other: each has processes and servers of its
/// own, and two cores are all there are.
@Suite("End to end", .serialized)
enum EndToEnd {}
