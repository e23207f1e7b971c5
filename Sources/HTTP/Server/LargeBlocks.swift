internal import CMicroHTTPD

/// The memory of large requests.
package enum LargeBlocks {
    /// From this size on a block of memory is the system's again when it is freed. The blocks of
    /// usual events are far below it, and asking the system for one costs a few microseconds.
    static let bytesMin: Int32 = 512 * 1024

    /// Has large blocks given back when they are freed, for the whole process. Without this glibc
    /// raises its own limit with the first large body and keeps some 25 MB for each thread that
    /// has read one, for ever (mallopt(3), M_MMAP_THRESHOLD: "the dynamic adjustment … is
    /// disabled").
    package static func giveBack() { hookferry_give_back_blocks_from(bytesMin) }
}
