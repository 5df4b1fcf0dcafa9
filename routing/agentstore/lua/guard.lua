-- guard: stands before every script but rebuild and close.
-- KEYS    1 epoch, 2 agents, 3 free, 4 line, 5 asking, 6 leases, 7 calls, 8 traces,
--         9 reach, 10 freed
-- ARGV    1 the news channel; a script's own follow
-- RETURNS the error FORGOTTEN where the epoch key is missing, before anything is touched
if redis.call('EXISTS', KEYS[1]) == 0 then
  return redis.error_reply('FORGOTTEN the agents have been lost')
end
local _, agents, free, line, asking, leases, calls, traces, reach, fresh = unpack(KEYS)
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

local function is_free(id, now)
  local from = redis.call('ZSCORE', free, id)
  return from and tonumber(from) <= tonumber(now)
end

-- take claims an agent for a call. What follows the seventh field of a record
-- belongs to the agent, not to the state.
local function take(id, call, now, lease)
  local version, lapses, rest = string.match(redis.call('HGET', agents, id),
    '^(%d+)\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t(%d)(.*)$')
  local taken = { string.format('%d', version + 1), 'claimed', now, lease, call, '', '0', lapses }
  keep(id, table.concat(taken, '\t') .. rest, lapses == '1' and lease or '')
  return id
end
