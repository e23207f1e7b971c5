import Foundation

/// A wall clock that a test sets while a process runs. The monotonic clock goes on, as when an
/// operator or NTP sets the time; libfaketime would spoil timers on that one too (timerfd).
package final class ShiftedClock: Sendable {
    private let directory: TemporaryDirectory

    /// Whether there is a C compiler.
    package static let isThere =
        SystemTool.isRequired || (try? SystemTool.run("cc", ["--version"]))?.exitCode == 0

    package init() throws {
        directory = try TemporaryDirectory()
        let source = try directory.write(Self.source, to: "shift.c")
        let run = try SystemTool.run(
            "cc", ["-shared", "-fPIC", "-O1", "-o", "\(directory.path)/shift.so", source, "-ldl"])
        guard run.exitCode == 0 else { throw POSIXError(.ENOEXEC) }
        try Data(count: 8).write(to: URL(filePath: file))
    }

    private var file: String { "\(directory.path)/shift" }

    /// For the process whose clock it is.
    package var environment: [String: String] {
        ["LD_PRELOAD": "\(directory.path)/shift.so", "CLOCK_SHIFT": file]
    }

    /// Sets the clock to that much before or after the right time.
    package func set(seconds: Int64) throws {
        // In place: the process has mapped the file.
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        try handle.write(
            contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: seconds >> ($0 * 8)) })
        try handle.close()
    }

    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <fcntl.h>
        #include <semaphore.h>
        #include <stdint.h>
        #include <stdlib.h>
        #include <sys/mman.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>

        static const volatile int64_t *shift;

        __attribute__((constructor)) static void start(void)
        {
            int file = open(getenv("CLOCK_SHIFT"), O_RDONLY);
            shift = mmap(0, sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
            close(file);
        }

        int clock_gettime(clockid_t clock, struct timespec *time)
        {
            static int (*real)(clockid_t, struct timespec *);
            if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
            int result = real(clock, time);
            int is_wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
            if (shift && is_wall) time->tv_sec += *shift;
            return result;
        }

        int gettimeofday(struct timeval *time, void *zone)
        {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            time->tv_sec = now.tv_sec;
            time->tv_usec = now.tv_nsec / 1000;
            return 0;
        }

        time_t time(time_t *place)
        {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            if (place) *place = now.tv_sec;
            return now.tv_sec;
        }

        int sem_timedwait(sem_t *semaphore, const struct timespec *until)
        {
            static int (*real)(sem_t *, const struct timespec *);
            if (!real) real = dlsym(RTLD_NEXT, "sem_timedwait");
            struct timespec real_until = *until;
            if (shift) real_until.tv_sec -= *shift;
            return real(semaphore, &real_until);
        }
        """
}
