-- Asks for the paths of a file, one after another; tells at the end what came, as a line of JSON.
local asked, n, threads = {}, 0, {}

function setup(thread)
   table.insert(threads, thread)
end

function init(args)
   wrong, hits = 0, 0
   for line in io.lines(args[1]) do
      table.insert(asked, wrk.format("GET", line))
   end
   if args[2] == "hits" then
      function response(status, headers, body)
         if (headers["x-cache"] or headers["X-Cache"]) == "HIT" then hits = hits + 1 end
      end
   end
end

function request()
   n = n + 1
   return asked[(n - 1) % #asked + 1]
end

function done(summary, latency, requests)
   local hits = 0
   for _, thread in ipairs(threads) do hits = hits + thread:get("hits") end
   local errors = summary.errors
   io.write(string.format(
      '\nTOLD {"requests": %d, "seconds": %f, "bytes": %d, "hits": %d, "refused": %d, "broken": %d, ' ..
      '"p50": %f, "p99": %f}\n',
      summary.requests, summary.duration / 1e6, summary.bytes, hits, errors.status,
      errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
