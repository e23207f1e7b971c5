-- What wrk posts: one signed message of the pool after the other, or callbacks that differ by number.
-- Every server of a run gets the same.
local lines = {}
local at = tonumber(os.getenv("BENCH_FIRST") or "0")
local pool = os.getenv("BENCH_POOL")
local run = os.getenv("BENCH_RUN") or "0"

function init(args)
   wrk.method = "POST"
   if pool then
      for line in io.lines(pool) do lines[#lines + 1] = line end
      wrk.headers["Content-Type"] = "text/plain; charset=UTF-8"
      wrk.headers["x-amz-sns-message-type"] = "Notification"
   else
      wrk.headers["Content-Type"] = "application/json"
      wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
   end
end

function request()
   at = at + 1
   if pool then return wrk.format(nil, nil, nil, lines[(at - 1) % #lines + 1]) end
   wrk.headers["Idempotency-Key"] = run .. "-" .. at
   return wrk.format(nil, nil, nil, string.format(
      '{"pipeline":{"name":"deploy-prod","status":"succeeded","number":%d},"commit":'
      .. '"9fceb02d0ae598e95dc970b74767f19372d61af8","environment":"production"}', at))
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format("BENCH %d %d %d %d %d %d\n", summary.requests, summary.duration,
      errors.connect + errors.read + errors.write + errors.timeout, errors.status,
      latency:percentile(50), latency:percentile(99)))
end
