-- Posts one signed message after the other; both servers of a run get the same ones.
local lines = {}
local at = 0

function init(args)
   for line in io.lines(os.getenv("BENCH_POOL")) do lines[#lines + 1] = line end
   wrk.method = "POST"
   wrk.headers["Content-Type"] = "text/plain; charset=UTF-8"
   wrk.headers["x-amz-sns-message-type"] = "Notification"
end

function request()
   at = at + 1
   if at > #lines then at = 1 end
   return wrk.format(nil, nil, nil, lines[at])
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format("BENCH %d %d %d %d %d\n", summary.requests, summary.duration,
      errors.connect + errors.read + errors.write + errors.timeout, errors.status,
      latency:percentile(99)))
end
