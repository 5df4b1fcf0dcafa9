-- claim: give the call to the first of the ranked agents who is free, but leave
-- to each call that stands before it and is asking one agent whom that one looks
-- for; where that leaves nobody, put the call into the line. A call that may
-- have none of the free agents (it is too important for them, or one of them
-- has refused it) passes: it asks no more until another becomes free.
-- ARGV    2 call, 3 place in the line, 4 now ms, 5 lease until ms,
--         6 whom the call looks for, apart by tabs, 7.. agents, best first
-- RETURNS the agent taken; nil if none
local call, place, now, lease, names = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]

local alone = redis.call('ZCARD', line) == 0
local elders, entered = {}, false
if not alone then
  entered = enter(call, place, lease, names)
  prune(now)
  local before = redis.call('ZRANK', asking, call) or 0
  if before > 0 then elders = redis.call('ZRANGE', asking, 0, before - 1) end
end

-- owed takes out of the elders the first who looks for the agent.
local function owed(id)
  if #elders == 0 then return false end
  local known = groups(id)
  for i, elder in ipairs(elders) do
    if wants(elder, known) then return table.remove(elders, i) end
  end
  return false
end

-- ranked tells whether an agent is among the ranked.
local function ranked(id)
  for i = 7, #ARGV do
    if ARGV[i] == id then return true end
  end
  return false
end
if #elders > 0 then -- whom this call would not take they may have
  for _, id in ipairs(redis.call('SMEMBERS', fresh)) do
    if not ranked(id) and is_free(id, now) then owed(id) end
  end
end

local best
local kept = {}
-- A hundred at a time: mostly the first few decide.
for i = 7, #ARGV, 100 do
  local last = math.min(i + 99, #ARGV)
  for j, from in ipairs(redis.call('ZMSCORE', free, unpack(ARGV, i, last))) do
    if not best and from and tonumber(from) <= tonumber(now) then
      local id = ARGV[i + j - 1]
      if owed(id) then kept[#kept + 1] = id else best = id end
    end
  end
  if best then break end
end

-- others tells whether an agent is free whom the call looks for and who was not
-- among the ranked.
local function others()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', free, '-inf', now)) do
    if not ranked(id) and wants(call, groups(id)) then return true end
  end
  return false
end

if not best then
  if alone then entered = enter(call, place, lease, names) end
  if #kept > 0 then -- it is its turn when those before it have had theirs
    redis.call('SADD', fresh, unpack(kept))
    wake(now)
  elseif entered and others() then
    tell('w', call) -- somebody became free between the ranking and our entering the line
  else
    redis.call('ZREM', asking, call)
    wake(now)
  end
  return nil
end

if not alone then leave(call) end
take(best, call, now, lease)
if not alone then wake(now) end -- the next in line, where others are free
return best
