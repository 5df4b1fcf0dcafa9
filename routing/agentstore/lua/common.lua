-- common: the line of waiting calls; stands before every script but rebuild and
-- close, after guard.
-- KEYS    as in guard.lua

-- enter puts a call into the line, asking; true if it did not stand there. names
-- are whom it looks for, apart by tabs: routing.Call.Reach.
local function enter(call, place, lease, names)
  redis.call('ZADD', asking, place, call)
  redis.call('ZADD', leases, 'GT', lease, call)
  redis.call('HSET', reach, call, names)
  return redis.call('ZADD', line, place, call) == 1
end

-- leave takes a call out of the line; 1 if it stood there.
local function leave(call)
  redis.call('ZREM', leases, call)
  redis.call('ZREM', asking, call)
  redis.call('HDEL', reach, call)
  return redis.call('ZREM', line, call)
end

-- prune takes out of the line the calls whose controllers have fallen silent.
local function prune(now)
  for _, call in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now)) do
    leave(call)
  end
end

-- groups are the names under which a call may look for an agent:
-- routing.Agent.Groups. The teams are the last field of a record.
local function groups(id)
  local names = { ['*'] = true, ['agent/' .. id] = true }
  local teams = string.match(redis.call('HGET', agents, id) or '', '([^\t]*)$')
  for team in string.gmatch(teams, '%S+') do names['team/' .. team] = true end
  return names
end

-- wants tells whether a call looks for an agent of these names.
local function wants(call, names)
  for name in string.gmatch(redis.call('HGET', reach, call) or '*', '[^\t]+') do
    if names[name] then return true end
  end
  return false
end

-- wake has the first of those asking look for an agent, of whom one has become
-- free that it looks for; who is before it and looks for none of them asks no
-- more.
local function wake(now)
  prune(now)
  local offered = {}
  for _, id in ipairs(redis.call('SMEMBERS', fresh)) do
    if is_free(id, now) then
      offered[#offered + 1] = groups(id)
    else
      redis.call('SREM', fresh, id)
    end
  end
  if #offered > 0 then
    for _, call in ipairs(redis.call('ZRANGE', asking, 0, -1)) do
      for _, names in ipairs(offered) do
        if wants(call, names) then return tell('w', call) end
      end
      redis.call('ZREM', asking, call)
    end
  end
  redis.call('DEL', fresh)
end

-- freed wakes a call for an agent who has changed and, by from, is free now.
-- Whoever looks for such an agent is owed this one, in the order of the line.
local function freed(id, from, now)
  if from == '' or tonumber(from) > tonumber(now) then return end
  local names, waiting, owed = groups(id), redis.call('ZRANGE', line, 0, -1, 'WITHSCORES'), false
  for i = 1, #waiting, 2 do
    if wants(waiting[i], names) then
      redis.call('ZADD', asking, waiting[i + 1], waiting[i])
      owed = true
    end
  end
  if owed then
    redis.call('SADD', fresh, id)
    wake(now)
  end
end
