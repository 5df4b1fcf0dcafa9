-- claim: give the call to the first of the ranked agents who is free, but leave
-- one free agent to each call that has waited longer; where that leaves nobody,
-- put the call into the line. A call that may have none of the free agents (one
-- of them has refused it) passes: nobody is owed to it until another is free.
-- ARGV    2 call, 3 waits since ms, 4 now ms, 5 lease until ms,
--         6 '1' if these are only the first of the ranked, 7.. agents, best first
-- RETURNS the agent taken; nil if none; '' and nothing touched if all of the ranked are needed
local call, since, now, lease, partly = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]

-- enter puts the call into the line, asking; true if it did not stand there.
local function enter()
  redis.call('ZADD', asking, since, call)
  redis.call('ZADD', leases, 'GT', lease, call)
  return redis.call('ZADD', line, since, call) == 1
end

local alone = redis.call('ZCARD', line) == 0
local owed, fresh = 0, false
if not alone then
  fresh = enter()
  prune(now)
  owed = redis.call('ZRANK', asking, call) or 0
end

local best
local total = free_at(now)
if total > owed then
  -- A hundred at a time: mostly the first few decide.
  for i = 7, #ARGV, 100 do
    local last = math.min(i + 99, #ARGV)
    for j, from in ipairs(redis.call('ZMSCORE', free, unpack(ARGV, i, last))) do
      if from and tonumber(from) <= tonumber(now) then
        best = best or ARGV[i + j - 1]
      end
    end
    if best then break end
  end
end

if not best then
  if partly == '1' and total > owed then
    if fresh then
      redis.call('ZREM', asking, call)
      redis.call('ZREM', line, call)
    end
    return ''
  end
  if alone then fresh = enter() end
  if fresh and total > owed then
    tell('w', call) -- somebody became free between the ranking and our entering the line
  else
    if total > owed then redis.call('ZREM', asking, call) end -- pass
    if owed > 0 or total > owed then wake(now) end -- others are owed what we may not have
  end
  return nil
end

-- What follows the seventh field belongs to the agent, not to the state.
local version, lapses, rest = string.match(redis.call('HGET', agents, best),
  '^(%d+)\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t(%d)(.*)$')
local taken = { string.format('%d', version + 1), 'claimed', now, lease, call, '', '0', lapses }
keep(best, table.concat(taken, '\t') .. rest, lapses == '1' and lease or '')
if not alone then
  leave(call)
  wake(now) -- the next in line, where others are free
end
return best
