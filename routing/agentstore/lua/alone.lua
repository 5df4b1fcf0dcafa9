-- alone: what stands before claim, for a call whom nobody waits before: it
-- takes the first of the ranked who is free, and the scripts of the line are not
-- even read.
-- ARGV    as in claim.lua
-- RETURNS the agent taken; else it goes on with claim.lua
if redis.call('ZCARD', line) == 0 then
  for i = 7, #ARGV, 100 do
    local last = math.min(i + 99, #ARGV)
    for j, from in ipairs(redis.call('ZMSCORE', free, unpack(ARGV, i, last))) do
      if from and tonumber(from) <= tonumber(ARGV[4]) then
        return take(ARGV[i + j - 1], ARGV[2], ARGV[4], ARGV[5])
      end
    end
  end
end
