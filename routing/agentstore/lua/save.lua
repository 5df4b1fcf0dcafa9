-- save: store a call and append to its trace. A call that waits no more leaves
-- the line; an agent it was woken for is the next one's.
-- ARGV    2 call, 3 JSON, 4 trace to append, 5 '1' while it waits, 6 now ms
local call, json, trace, waits, now = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
redis.call('HSET', calls, call, json)
if trace ~= '' then
  redis.call('HSET', traces, call, (redis.call('HGET', traces, call) or '') .. trace)
end
if waits ~= '1' and leave(call) == 1 then wake(now) end
