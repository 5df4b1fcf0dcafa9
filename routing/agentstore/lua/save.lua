-- save: store a call and append to its trace. A call that waits no more leaves
-- the line; an agent it was woken for is the next one's. One that waits again
-- stands in the line before its agent is given back, so that nobody who has
-- waited less gets them first.
-- ARGV    2 call, 3 JSON, 4 trace to append, 5 '0' it does not wait, '1' it does, '2' it does again,
--         6 now ms, 7 place in the line, 8 its place is kept until ms
local call, json, trace, waits, now = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
redis.call('HSET', calls, call, json)
if trace ~= '' then
  redis.call('HSET', traces, call, (redis.call('HGET', traces, call) or '') .. trace)
end
if waits == '2' then
  if not redis.call('ZSCORE', line, call) then enter(call, ARGV[7], ARGV[8], '*') end
elseif waits == '0' and leave(call) == 1 then
  wake(now)
end
