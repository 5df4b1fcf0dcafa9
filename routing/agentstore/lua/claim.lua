-- claim: give the call to the first of the ranked agents who is free, but leave
-- one free agent to each call that has waited longer; where that leaves nobody,
-- put the call into the line.
-- ARGV    2 call, 3 waits since ms, 4 now ms, 5 lease until ms, 6.. agents, best first
-- RETURNS the agent taken, nil if none
local call, since, now, lease = ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local fresh = redis.call('ZADD', line, since, call) == 1
redis.call('ZADD', leases, 'GT', lease, call)
prune(now)
local owed = redis.call('ZRANK', line, call) or 0

-- A hundred at a time: mostly the first few decide.
local best, found = nil, 0
for i = 6, #ARGV, 100 do
  local last = math.min(i + 99, #ARGV)
  for j, from in ipairs(redis.call('ZMSCORE', free, unpack(ARGV, i, last))) do
    if from and tonumber(from) <= tonumber(now) then
      best, found = best or ARGV[i + j - 1], found + 1
    end
  end
  if found > owed then break end
end

if found <= owed then
  if fresh and free_at(now) > owed then
    tell('w', call) -- somebody became free between the ranking and our entering the line
  elseif found > 0 then
    tell('w', redis.call('ZRANGE', line, 0, 0)[1]) -- withheld for this one
  end
  return nil
end

-- What follows the seventh field belongs to the agent, not to the state.
local version, lapses, rest = string.match(redis.call('HGET', agents, best),
  '^(%d+)\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t(%d)(.*)$')
local taken = { string.format('%d', version + 1), 'claimed', now, lease, call, '', '0', lapses }
keep(best, table.concat(taken, '\t') .. rest, lapses == '1' and lease or '')
leave(call)
wake(now) -- the next in line, where others are free
return best
