-- rebuild: replace everything and set the epoch, unless another has done so.
-- KEYS    as in guard.lua
-- ARGV    1 the news channel, 2 run of the server, 3 number of agents,
--         4.. agent, record, free from ms or -inf or '' of each; then call, JSON of each
-- RETURNS 1 if it took effect
local epoch, agents, free, _, _, _, calls = unpack(KEYS)
if redis.call('EXISTS', epoch) == 1 then return 0 end
redis.call('DEL', unpack(KEYS))
local calls_at = 4 + 3 * tonumber(ARGV[3])
for i = 4, calls_at - 1, 3 do
  redis.call('HSET', agents, ARGV[i], ARGV[i + 1])
  if ARGV[i + 2] ~= '' then redis.call('ZADD', free, ARGV[i + 2], ARGV[i]) end
end
for i = calls_at, #ARGV, 2 do
  redis.call('HSET', calls, ARGV[i], ARGV[i + 1])
end
redis.call('SET', epoch, ARGV[2])
redis.call('PUBLISH', ARGV[1], 'g')
return 1
