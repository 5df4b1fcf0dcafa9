-- before: count the calls that stand before one in the line and look for one of
-- the same agents, as far as their names tell.
-- ARGV    2 call
-- RETURNS how many; 0 where the call does not stand there
local rank = redis.call('ZRANK', line, ARGV[2])
if not rank or rank == 0 then return 0 end
local names = {}
for name in string.gmatch(redis.call('HGET', reach, ARGV[2]) or '*', '[^\t]+') do names[name] = true end
local n = 0
for _, call in ipairs(redis.call('ZRANGE', line, 0, rank - 1)) do
  if names['*'] or wants(call, names) or string.find(redis.call('HGET', reach, call) or '*', '*', 1, true) then n = n + 1 end
end
return n
