-- put: make or replace an agent. The version of one who is replaced rises.
-- ARGV    2 agent, 3 record, 4 free from ms or -inf or '', 5 now ms
local id, record, from, now = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local old = redis.call('HGET', agents, id)
if old == record then return end
if old then
  local before = tonumber(string.match(old, '^%d+'))
  local version, rest = string.match(record, '^(%d+)(.*)$')
  if tonumber(version) <= before then
    record = string.format('%d', before + 1) .. rest
  end
end
keep(id, record, from)
freed(id, from, now)
