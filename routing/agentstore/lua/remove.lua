-- remove: forget an agent.
-- ARGV    2 agent
if redis.call('HDEL', agents, ARGV[2]) == 1 then
  redis.call('ZREM', free, ARGV[2])
  tell('g', '')
end
