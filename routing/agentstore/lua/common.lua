-- common: stands before every script but rebuild and close.
-- KEYS    1 epoch, 2 agents, 3 free, 4 line, 5 asking, 6 leases, 7 calls, 8 traces
-- ARGV    1 the news channel; a script's own follow
-- RETURNS the error FORGOTTEN where the epoch key is missing, before anything is touched
if redis.call('EXISTS', KEYS[1]) == 0 then
  return redis.error_reply('FORGOTTEN the agents have been lost')
end
local _, agents, free, line, asking, leases, calls, traces = unpack(KEYS)
local news = ARGV[1]

-- tell publishes: a + an agent's record, w + a call to wake, g for a gap.
local function tell(kind, what)
  redis.call('PUBLISH', news, kind .. what)
end

-- keep writes an agent and the moment from which they are free ('' = never by themselves).
local function keep(id, record, from)
  redis.call('HSET', agents, id, record)
  if from == '' then
    redis.call('ZREM', free, id)
  else
    redis.call('ZADD', free, from, id)
  end
  tell('a', record)
end

-- leave takes a call out of the line; 1 if it stood there.
local function leave(call)
  redis.call('ZREM', leases, call)
  redis.call('ZREM', asking, call)
  return redis.call('ZREM', line, call)
end

-- prune takes out of the line the calls whose controllers have fallen silent.
local function prune(now)
  for _, call in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now)) do
    leave(call)
  end
end

local function free_at(now)
  return redis.call('ZCOUNT', free, '-inf', now)
end

-- wake has the call that has waited longest look for an agent, if one is free.
local function wake(now)
  prune(now)
  local first = redis.call('ZRANGE', asking, 0, 0)[1]
  if first and free_at(now) > 0 then
    tell('w', first)
  end
end

-- freed wakes a call for an agent who has changed and, by from, is free now.
-- Calls that had passed on the others are owed this one.
local function freed(from, now)
  if from ~= '' and tonumber(from) <= tonumber(now) then
    redis.call('ZUNIONSTORE', asking, 1, line)
    wake(now)
  end
end
